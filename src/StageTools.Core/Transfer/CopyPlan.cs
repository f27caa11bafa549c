namespace StageTools.Transfer;

/// <summary>One file to copy.</summary>
/// <param name="From">Where it lies.</param>
/// <param name="File">The file.</param>
/// <param name="To">Where it goes.</param>
/// <param name="Target">The key it gets there.</param>
public sealed record CopyItem(IStore From, StoreItem File, IStore To, StageKey Target)
{
    /// <summary>Why it cannot be copied at all: it cannot be read.</summary>
    public StageException? Error { get; init; }

    /// <summary>One file below a folder, to the same place below another: by its exact name, whatever that is. A store that can hold none of that
    /// name refuses it.</summary>
    public static CopyItem Below(IStore from, StoreItem file, int skipped, Target folder) =>
        new CopyItem(from, file, folder.Store, folder.Key.Below(file.Key[Math.Min(skipped, file.Key.Length)..])) { Error = file.Error };
}

/// <summary>Which files a copy is about, and the names they get: what lies in a folder keeps its place below the folder.</summary>
public static class CopyPlan
{
    /// <summary>One file to a name of its own.</summary>
    /// <exception cref="StageException"><c>FileNotFound</c>.</exception>
    public static async IAsyncEnumerable<CopyItem> File(
        IStore from, StageKey file, IStore to, StageKey target, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var item = await from.FindAsync(file, cancellationToken).ConfigureAwait(false) ?? throw StoreErrors.NotFound(from.Show(file));
        yield return new CopyItem(from, item, to, target);
    }

    /// <summary>All files below a folder, into another folder.</summary>
    public static IAsyncEnumerable<CopyItem> Folder(IStore from, StageKey folder, Target to, CancellationToken cancellationToken) =>
        ListedFirst.ForCopyAsync(from.ListAsync(folder.AsPrefix, cancellationToken), from, to.Store, cancellationToken)
            .Select(item => CopyItem.Below(from, item, folder.AsPrefix.Length, to));

    /// <summary>What a path of the user selects.</summary>
    /// <param name="from">The files: one, a folder, or those a wildcard finds; without <see cref="FileSet.Recurse"/> no folder is meant.</param>
    /// <param name="to">A folder, or a single file's name.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="StageException"><c>FileNotFound</c>; <c>ItemKindMismatch</c> for a folder that is not meant.</exception>
    public static async IAsyncEnumerable<CopyItem> Select(FileSet from, Target to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var exact = from.Keys.Exact;
        if (exact is not null && !exact.IsRoot
            && await from.FindExactAsync(exact, cancellationToken).ConfigureAwait(false) is not { IsFolder: true } and var file)
        {
            var named = file ?? throw StoreErrors.NotFound(from.Store.Show(exact));
            if (from.Holds(named))
                yield return new CopyItem(from.Store, named, to.Store, to.IsFolder ? to.Key.Below(exact.Name) : to.Key);

            yield break;
        }

        await RequireFolderAsync(to, cancellationToken).ConfigureAwait(false);
        if (!from.Recurse && (exact is not null || from.Keys.NamesFolder))
        {
            var shown = from.Store.Show(exact ?? StageKey.FromStore(from.Keys.Prefix.TrimEnd('/')));
            throw StageErrorCode.ItemKindMismatch.Error($"'{shown}' is a folder", new Advice(AdviceKind.CopyBelow, shown), shown);
        }

        var files = exact is not null ? from.Store.ListAsync(exact.AsPrefix, cancellationToken) : from.FindAsync(cancellationToken);
        await foreach (var item in Below(from, files, from.Keys.RelativeTo, to, cancellationToken).ConfigureAwait(false))
        {
            if (from.Holds(item.File))
                yield return item;
        }
    }

    /// <summary>Refuses a file, unless the folder was named that on a bucket shares its name.</summary>
    private static async Task RequireFolderAsync(Target to, CancellationToken cancellationToken)
    {
        if (!to.Key.IsRoot && await to.Store.FindAsync(to.Key, cancellationToken).ConfigureAwait(false) is { IsFolder: false }
            && !(to.IsFolder && await to.Store.FindFolderAsync(to.Key, cancellationToken).ConfigureAwait(false) is not null))
        {
            throw StageErrorCode.ItemKindMismatch.Error($"'{to}' is a file, so nothing can be copied into it; name a folder.", to.ToString());
        }
    }

    /// <summary>Selected files to their places below a folder. Refused, before any is given, is a file whose copy would be selected too: it would be
    /// copied below itself, deeper with each run.</summary>
    /// <param name="from">Which files are selected.</param>
    /// <param name="files">The files, as they are listed.</param>
    /// <param name="left">What is left out of their keys, with its <c>/</c>.</param>
    /// <param name="to">The folder they go to.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="StageException"><c>PathInvalid</c>.</exception>
    internal static IAsyncEnumerable<CopyItem> Below(
        FileSet from, IAsyncEnumerable<StoreItem> files, string left, Target to, CancellationToken cancellationToken)
    {
        var (root, there) = (from.Store.Identify(StageKey.Root) + "/", to.Store.Identify(to.Key) + "/");
        var inside = there.StartsWith(root, StringComparison.Ordinal) ? there[root.Length..] : string.Empty;
        var isDeeper = inside.Length > left.Length && inside.StartsWith(left, StringComparison.Ordinal);
        return ListedFirst.ForCopyAsync(isDeeper ? files.Select(RequireOnce) : files, from.Store, to.Store, cancellationToken)
            .Select(item => CopyItem.Below(from.Store, item, left.Length, to));

        StoreItem RequireOnce(StoreItem file) => file.Error is null && from.Keys.IsMatch(inside + file.Key[left.Length..], from.Recurse)
            ? throw StageErrorCode.PathInvalid.Error(
                $"'{to}' lies in what is to be copied, so the copies would be copied again; choose another destination.", to.ToString())
            : file;
    }
}
