using System.Runtime.CompilerServices;
using StageTools.Stages;

namespace StageTools.Storage;

/// <summary>Finding the files that a path of the user means.</summary>
public static class StoreSelection
{
    /// <summary>The selected files, as the store gives them.</summary>
    /// <exception cref="StageException"><c>FileNotFound</c> when a file or folder was named that is not there.</exception>
    public static async IAsyncEnumerable<StoreItem> SelectAsync(this IStore store, KeySelection keys, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Exact is { IsRoot: false } named)
        {
            var item = await store.FindAsync(named, cancellationToken).ConfigureAwait(false) ?? throw StoreErrors.NotFound(store.Show(named));
            if (!item.IsFolder)
            {
                if (keys.IsMatch(item.Key))
                {
                    yield return item;
                }

                yield break;
            }
        }

        await foreach (var item in store.ListAsync(keys.Prefix, cancellationToken).ConfigureAwait(false))
        {
            if (keys.IsMatch(item.Key))
            {
                yield return item;
            }
        }
    }

    /// <summary>Files below a folder by their names. One that is not there is found out before any is given.</summary>
    /// <param name="store">The store.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="names">Their names, relative to it.</param>
    /// <param name="pattern">Leaves those out whose names it does not match; null for none.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="StageException"><c>FileNotFound</c>, <c>ItemKindMismatch</c>, <c>PathOutsideStage</c>.</exception>
    internal static async Task<List<StoreItem>> FindNamedAsync(this IStore store, StageKey folder, IEnumerable<string> names, KeyPattern? pattern, CancellationToken cancellationToken)
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
