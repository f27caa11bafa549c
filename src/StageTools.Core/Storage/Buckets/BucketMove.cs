using StageTools.Stages;

namespace StageTools.Storage.Buckets;

/// <summary>Moves objects inside a bucket: a copy in the service, and only when all of it is there a removal of what was copied and nothing else.</summary>
internal sealed class BucketMove(BucketStore store)
{
    /// <summary>Moves a file or a folder.</summary>
    public async Task MoveAsync(StageKey source, StageKey target, bool overwrite, CancellationToken cancellationToken)
    {
        var item = await store.FindAsync(source, cancellationToken).ConfigureAwait(false) ?? throw StoreErrors.NotFound(store.Show(source));
        if (source == target)
        {
            throw new StageException(StageErrorCode.PathInvalid, $"'{store.Show(source)}' is there already: source and target are the same.", store.Show(source));
        }

        var there = await store.FindAsync(target, cancellationToken).ConfigureAwait(false);
        if (there is { IsFolder: true } && !item.IsFolder)
        {
            throw new StageException(StageErrorCode.ItemKindMismatch, $"'{store.Show(target)}' is a folder; choose another name for the file.", store.Show(target));
        }

        if (there is not null && (item.IsFolder || !overwrite))
        {
            throw StoreErrors.AlreadyExists(store.Show(target));
        }

        if (item.IsFolder)
        {
            await MoveFolderAsync(source, target, cancellationToken).ConfigureAwait(false);
            return;
        }

        await CopyAsync(item, target, cancellationToken).ConfigureAwait(false);
        await RemoveAsync([source], source, target, cancellationToken).ConfigureAwait(false);
    }

    private async Task MoveFolderAsync(StageKey source, StageKey target, CancellationToken cancellationToken)
    {
        if ((target.Value + "/").StartsWith(source.AsPrefix, StringComparison.Ordinal))
        {
            throw StoreErrors.IntoItself(store.Show(source));
        }

        var moved = new List<StageKey>();
        await Parallel.ForEachAsync(
            new BucketListing(store.Bucket).EverythingAsync(source.AsPrefix, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = Bucket.MostRequests, CancellationToken = cancellationToken },
            async (file, token) =>
            {
                await CopyAsync(file, StageKey.FromStore(target.AsPrefix + file.Key[source.AsPrefix.Length..]), token).ConfigureAwait(false);
                lock (moved)
                {
                    moved.Add(StageKey.FromStore(file.Key));
                }
            }).ConfigureAwait(false);
        await RemoveAsync(moved, source, target, cancellationToken).ConfigureAwait(false);
    }

    private Task<StoreItem?> CopyAsync(StoreItem file, StageKey target, CancellationToken cancellationToken) =>
        store.TryCopyAsync(store, file, target, new WriteOptions(Overwrite: true), cancellationToken);

    private async Task RemoveAsync(List<StageKey> keys, StageKey source, StageKey target, CancellationToken cancellationToken)
    {
        if (await store.RemoveAsync(keys, cancellationToken).ConfigureAwait(false) is [var first, ..] failures)
        {
            throw new StageException(
                first.Error.Code,
                $"'{store.Show(target)}' is there, whole, but {failures.Count} of {keys.Count} objects of '{store.Show(source)}' could not be removed and are now in both places; of the first: {first.Error.Message}",
                store.Show(source));
        }
    }
}
