using System.Runtime.CompilerServices;
using StageTools.Errors;
using StageTools.Paths;
using StageTools.Storage;

namespace StageTools.Transfer;

/// <summary>Which files a copy is about, and the names they get: what lies in a folder keeps its place below the folder.</summary>
public static class CopyPlan
{
    /// <summary>One file to a name of its own.</summary>
    /// <exception cref="StageException"><c>FileNotFound</c>.</exception>
    public static async IAsyncEnumerable<CopyItem> File(
        Place from, StageKey file, Place to, StageKey target, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        var item = await from.Store.FindAsync(file, cancellationToken).ConfigureAwait(false) ?? throw StoreErrors.NotFound(from.Show(file));
        yield return new CopyItem(from, item, to, target);
    }

    /// <summary>All files below a folder, into another folder.</summary>
    public static async IAsyncEnumerable<CopyItem> Folder(
        Place from, StageKey folder, Place to, StageKey target, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(folder);
        await foreach (var item in from.ListForCopyAsync(folder.AsPrefix, to, cancellationToken).ConfigureAwait(false))
            yield return CopyItem.Below(from, item, folder.AsPrefix.Length, to, target);
    }

    /// <summary>What a path of the user selects.</summary>
    /// <param name="from">Where the files lie.</param>
    /// <param name="keys">Which they are: one file, a folder, or those a wildcard finds.</param>
    /// <param name="recurse">Whether a folder stands for all files below it.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="target">A folder's key, or a single file's.</param>
    /// <param name="targetIsFolder">Whether <paramref name="target"/> is a folder.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="StageException"><c>FileNotFound</c>; <c>ItemKindMismatch</c> for a folder without <paramref name="recurse"/>.</exception>
    public static async IAsyncEnumerable<CopyItem> Select(
        Place from,
        KeySelection keys,
        bool recurse,
        Place to,
        StageKey target,
        bool targetIsFolder,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(target);
        var isOneFile = keys.Exact is { } single && !await IsFolderAsync(from, single, cancellationToken).ConfigureAwait(false);
        if (!isOneFile && !target.IsRoot && await to.Store.FindAsync(target, cancellationToken).ConfigureAwait(false) is { IsFolder: false })
        {
            throw new StageException(
                StageErrorCode.ItemKindMismatch, $"'{to.Show(target)}' is a file, so nothing can be copied into it; name a folder.", to.Show(target));
        }

        if (recurse && !isOneFile)
            RequireOutside(from, keys, keys.RelativeTo, to, target);

        IAsyncEnumerable<CopyItem> items;
        if (keys.Exact is not { } exact)
        {
            items = MatchingAsync(from, keys, recurse, to, target, cancellationToken);
        }
        else if (!isOneFile)
        {
            items = recurse
                ? Folder(from, exact, to, target, cancellationToken)
                : throw new StageException(
                    StageErrorCode.ItemKindMismatch,
                    $"'{from.Show(exact)}' is a folder",
                    new Advice(AdviceKind.CopyBelow, from.Show(exact)),
                    from.Show(exact));
        }
        else
        {
            items = File(from, exact, to, targetIsFolder ? target.Below(exact.Name) : target, cancellationToken);
        }

        await foreach (var item in items.ConfigureAwait(false))
            yield return item;
    }

    /// <summary>Refuses a folder that lies in what is to be copied into it: its files would be copied below themselves, deeper with each
    /// run.</summary>
    /// <param name="from">Where the files lie.</param>
    /// <param name="keys">Which they are.</param>
    /// <param name="folder">What is left out of their keys, with its <c>/</c>.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="target">The folder there.</param>
    /// <exception cref="StageException"><c>PathInvalid</c>.</exception>
    internal static void RequireOutside(Place from, KeySelection keys, string folder, Place to, StageKey target)
    {
        var (root, there) = (from.Store.Identify(StageKey.Root) + "/", to.Store.Identify(target) + "/");
        if (there.StartsWith(root, StringComparison.Ordinal) && there[root.Length..] is var inside && inside != folder && keys.IsMatch(inside + "x"))
        {
            throw new StageException(
                StageErrorCode.PathInvalid,
                $"'{to.Show(target)}' lies in what is to be copied, so the copies would be copied again; choose another destination.",
                to.Show(target));
        }
    }

    private static async Task<bool> IsFolderAsync(Place from, StageKey key, CancellationToken cancellationToken) =>
        key.IsRoot || await from.Store.FindAsync(key, cancellationToken).ConfigureAwait(false) is { IsFolder: true };

    private static async IAsyncEnumerable<CopyItem> MatchingAsync(
        Place from, KeySelection keys, bool recurse, Place to, StageKey target, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in from.ListForCopyAsync(keys.Prefix, to, cancellationToken).ConfigureAwait(false))
        {
            if (keys.IsMeant(item, itself: !recurse))
                yield return CopyItem.Below(from, item, keys.RelativeTo.Length, to, target);
        }
    }
}
