namespace StageTools.Storage.Buckets;

/// <summary>Moves objects inside a bucket: a copy in the service, and only when all of it is there a removal of what was copied and nothing
/// else.</summary>
internal sealed class BucketMove(BucketStore store)
{
    private const int RemovalBatch = 1000;

    /// <summary>Moves a file or a folder.</summary>
    public async Task MoveAsync(StageKey source, StageKey target, bool overwrite, CancellationToken cancellationToken)
    {
        var item = await store.FindAsync(source, cancellationToken).ConfigureAwait(false) ?? throw StoreErrors.NotFound(store.Show(source));
        if (source == target)
        {
            throw StageErrorCode.PathInvalid.Error($"'{store.Show(source)}' is there already: source and target are the same.", store.Show(source));
        }

        var there = await store.FindAsync(target, cancellationToken).ConfigureAwait(false);
        if (there is { IsFolder: true } && !item.IsFolder)
            throw StoreErrors.IsFolderAlready(store.Show(target));

        if (there is not null && (item.IsFolder || !overwrite))
            throw StoreErrors.AlreadyExists(store.Show(target));

        if (item.IsFolder)
        {
            await MoveFolderAsync(source, target, cancellationToken).ConfigureAwait(false);
            return;
        }

        var moved = new MovedFiles();
        await CopyAsync(item, target, overwrite, moved, cancellationToken).ConfigureAwait(false);
        var still = await store.Bucket.FindAsync(source, cancellationToken).ConfigureAwait(false);
        if (await store.Bucket.FindAsync(target, cancellationToken).ConfigureAwait(false) is { } copy)
            moved.Find(copy);

        if (moved.HasLost || still is not { } file || !moved.IsMoved(file))
            throw moved.HasLost ? Lost(source, target) : Changed(source, target);

        await RemoveAsync([source], source, target, cancellationToken).ConfigureAwait(false);
    }

    private async Task MoveFolderAsync(StageKey source, StageKey target, CancellationToken cancellationToken)
    {
        if ((target.Value + "/").StartsWith(source.AsPrefix, StringComparison.Ordinal))
            throw StoreErrors.IntoItself(store.Show(source));

        var moved = new MovedFiles();
        try
        {
            await CopyFolderAsync(source, target, moved, cancellationToken).ConfigureAwait(false);
        }
        catch (StageException e)
        {
            throw e.Reworded(
                message =>
                    $"'{store.Show(source)}' was not moved and is whole, but copies of some of it may be in '{store.Show(target)}' already: remove "
                        + $"those and try again. What went wrong: {message}",
                store.Show(source));
        }

        await foreach (var there in new BucketListing(store.Bucket).EverythingAsync(target.AsPrefix, cancellationToken).ConfigureAwait(false))
            moved.Find(there);

        var hasChanged = await RemoveMovedAsync(source, target, moved, cancellationToken).ConfigureAwait(false);
        if (hasChanged || moved.HasLost)
            throw moved.HasLost ? Lost(source, target) : Changed(source, target);
    }

    private Task CopyFolderAsync(StageKey source, StageKey target, MovedFiles moved, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            new BucketListing(store.Bucket).EverythingAsync(source.AsPrefix, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = Bucket.MostRequests, CancellationToken = cancellationToken },
            async (file, token) =>
            {
                var key = StageKey.FromStore(target.AsPrefix + file.Key[source.AsPrefix.Length..]);
                await CopyAsync(file, key, overwrite: false, moved, token).ConfigureAwait(false);
            });

    /// <summary>Removes what is still as it was copied.</summary>
    /// <returns>Whether something else is there, which stays.</returns>
    private async Task<bool> RemoveMovedAsync(StageKey source, StageKey target, MovedFiles moved, CancellationToken cancellationToken)
    {
        var hasChanged = false;
        var files = new BucketListing(store.Bucket).EverythingAsync(source.AsPrefix, cancellationToken).Where(IsStill);
        await foreach (var batch in files.Select(static file => StageKey.FromStore(file.Key)).Chunk(RemovalBatch).ConfigureAwait(false))
            await RemoveAsync(batch, source, target, cancellationToken).ConfigureAwait(false);

        return hasChanged;

        bool IsStill(StoreItem file)
        {
            var isStill = moved.IsMoved(file);
            hasChanged |= !isStill;
            return isStill;
        }
    }

    private StageException Changed(StageKey source, StageKey target) => StageErrorCode.ChecksumMismatch.Error(
        $"Something in '{store.Show(source)}' was written while it was moved: '{store.Show(target)}' is there as it was copied, and what was "
            + $"written since stays in '{store.Show(source)}'.",
        store.Show(source));

    private StageException Lost(StageKey source, StageKey target) => StoreErrors.LostWhileMoved(store.Show(source), store.Show(target));

    private async Task CopyAsync(StoreItem file, StageKey target, bool overwrite, MovedFiles moved, CancellationToken cancellationToken)
    {
        var copy = await store.TryCopyAsync(store, file, target, new WriteOptions(overwrite), cancellationToken).ConfigureAwait(false);
        moved.Add(file, copy.GetValueOrDefault());
    }

    private async Task RemoveAsync(IReadOnlyList<StageKey> keys, StageKey source, StageKey target, CancellationToken cancellationToken)
    {
        if (await store.RemoveAsync(keys, cancellationToken).ConfigureAwait(false) is [var first, ..] failures)
        {
            throw first.Error.Reworded(
                message =>
                    $"'{store.Show(target)}' is there, whole, but of '{store.Show(source)}' {failures.Count} objects at least could not be removed "
                        + $"and are now in both places; of the first: {message}",
                store.Show(source));
        }
    }
}
