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

        await CopyAsync(item, target, overwrite, cancellationToken).ConfigureAwait(false);
        if ((await store.Bucket.FindAsync(source, cancellationToken).ConfigureAwait(false))?.Fingerprint() != item.Fingerprint())
            throw Changed(source, target);

        await RemoveAsync([source], source, target, cancellationToken).ConfigureAwait(false);
    }

    private async Task MoveFolderAsync(StageKey source, StageKey target, CancellationToken cancellationToken)
    {
        if ((target.Value + "/").StartsWith(source.AsPrefix, StringComparison.Ordinal))
            throw StoreErrors.IntoItself(store.Show(source));

        var copied = new HashSet<UInt128>();
        try
        {
            await CopyFolderAsync(source, target, copied, cancellationToken).ConfigureAwait(false);
        }
        catch (StageException e)
        {
            throw e.Reworded(
                message =>
                    $"'{store.Show(source)}' was not moved and is whole, but some of it may be in '{store.Show(target)}' already: remove that and "
                        + $"try again. What went wrong: {message}",
                store.Show(source));
        }

        await RemoveCopiedAsync(source, target, copied.Contains, cancellationToken).ConfigureAwait(false);
    }

    private Task CopyFolderAsync(StageKey source, StageKey target, HashSet<UInt128> copied, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            new BucketListing(store.Bucket).EverythingAsync(source.AsPrefix, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = Bucket.MostRequests, CancellationToken = cancellationToken },
            async (file, token) =>
            {
                var key = StageKey.FromStore(target.AsPrefix + file.Key[source.AsPrefix.Length..]);

                // Nothing was there when the move began. What is copied for minutes is looked for again.
                await CopyAsync(file, key, overwrite: file.Size <= store.Bucket.Service.MaxCopySize, token).ConfigureAwait(false);
                lock (copied)
                {
                    copied.Add(file.Fingerprint());
                }
            });

    /// <summary>Removes what is still as it was copied; what somebody wrote meanwhile stays, and is told of.</summary>
    private async Task RemoveCopiedAsync(StageKey source, StageKey target, Predicate<UInt128> isCopied, CancellationToken cancellationToken)
    {
        var hasChanged = false;
        var files = new BucketListing(store.Bucket).EverythingAsync(source.AsPrefix, cancellationToken).Where(IsStill);
        await foreach (var batch in files.Select(static file => StageKey.FromStore(file.Key)).Chunk(RemovalBatch).ConfigureAwait(false))
            await RemoveAsync(batch, source, target, cancellationToken).ConfigureAwait(false);

        if (hasChanged)
            throw Changed(source, target);

        bool IsStill(StoreItem file)
        {
            var isStill = isCopied(file.Fingerprint());
            hasChanged |= !isStill;
            return isStill;
        }
    }

    private StageException Changed(StageKey source, StageKey target) => StageErrorCode.ChecksumMismatch.Error(
        $"Something in '{store.Show(source)}' was written while it was moved: '{store.Show(target)}' is there as it was before, and what was "
            + $"written since stays in '{store.Show(source)}'.",
        store.Show(source));

    private Task<StoreItem?> CopyAsync(StoreItem file, StageKey target, bool overwrite, CancellationToken cancellationToken) =>
        store.TryCopyAsync(store, file, target, new WriteOptions(overwrite), cancellationToken);

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
