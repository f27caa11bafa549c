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
}
