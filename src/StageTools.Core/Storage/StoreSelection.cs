using System.Runtime.CompilerServices;
using StageTools.Errors;
using StageTools.Paths;

namespace StageTools.Storage;

/// <summary>Finding the files that a path of the user means.</summary>
public static class StoreSelection
{
    /// <summary>The selected files, as the store gives them.</summary>
    /// <param name="store">Where they lie.</param>
    /// <param name="keys">Which they are.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <param name="onError">Is told of each item that cannot be read, and the listing goes on; null where it must not: there the first one ends
    /// it.</param>
    /// <exception cref="StageException"><c>FileNotFound</c> when a file or folder was named that is not there.</exception>
    public static async IAsyncEnumerable<StoreItem> SelectAsync(
        this IStore store, KeySelection keys, [EnumeratorCancellation] CancellationToken cancellationToken, Action<StageException>? onError = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Exact is { IsRoot: false } named)
        {
            var item = await store.FindAsync(named, cancellationToken).ConfigureAwait(false) ?? throw StoreErrors.NotFound(store.Show(named));
            if (!item.IsFolder)
            {
                if (keys.IsMatch(item.Key))
                    yield return item;

                yield break;
            }
        }

        await foreach (var item in store.ListAsync(keys.Prefix, cancellationToken).ConfigureAwait(false))
        {
            if (keys.IsMeant(item) && item.IsReadable(onError))
                yield return item;
        }
    }

    /// <summary>Whether a listed item is selected, or, for a folder that cannot be read, may hold what is.</summary>
    /// <param name="keys">The selection.</param>
    /// <param name="item">The item.</param>
    /// <param name="itself">Whether what lies below a selected folder is not selected.</param>
    internal static bool IsMeant(this KeySelection keys, StoreItem item, bool itself = false) => item is { IsFolder: true, Error: not null }
        ? keys.MayHold(item.Key, itself)
        : itself ? keys.IsMatchItself(item.Key) : keys.IsMatch(item.Key);

    /// <summary>Whether an item can be read; if not, somebody is told, or it is thrown.</summary>
    internal static bool IsReadable(this StoreItem item, Action<StageException>? onError)
    {
        if (item.Error is { } error)
            (onError ?? throw error)(error);

        return item.Error is null;
    }

    /// <summary>Files below a folder by their names. One that is not there is found out before any is given.</summary>
    /// <param name="store">The store.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="names">Their names, relative to it.</param>
    /// <param name="pattern">Leaves those out whose names it does not match; null for none.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="StageException"><c>FileNotFound</c>, <c>ItemKindMismatch</c>, <c>PathOutsideStage</c>.</exception>
    internal static async Task<List<StoreItem>> FindNamedAsync(
        this IStore store, StageKey folder, IEnumerable<string> names, KeyPattern? pattern, CancellationToken cancellationToken)
    {
        var items = new List<StoreItem>();
        foreach (var key in names.Where(name => pattern?.IsMatch(name) is not false).Select(folder.Append))
        {
            var item = await store.FindAsync(key, cancellationToken).ConfigureAwait(false) ?? throw StoreErrors.NotFound(store.Show(key));
            items.Add(item.IsFolder ? throw StoreErrors.IsFolder(store.Show(key)) : item);
        }

        return items;
    }
}
