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

        var copy = await CopyAsync(item, target, overwrite, cancellationToken).ConfigureAwait(false);
        if ((await store.Bucket.FindAsync(source, cancellationToken).ConfigureAwait(false))?.Fingerprint() != item.Fingerprint())
            throw Changed(source, target);

        if (await store.Bucket.FindAsync(target, cancellationToken).ConfigureAwait(false) is not { } still || ContentOf(still) != copy)
            throw Lost(source, target);

        await RemoveAsync([source], source, target, cancellationToken).ConfigureAwait(false);
    }

    private async Task MoveFolderAsync(StageKey source, StageKey target, CancellationToken cancellationToken)
    {
        if ((target.Value + "/").StartsWith(source.AsPrefix, StringComparison.Ordinal))
            throw StoreErrors.IntoItself(store.Show(source));

        // What was copied, by what is there of it now.
        var copied = new Dictionary<UInt128, UInt128>();
        try
        {
            await CopyFolderAsync(source, target, copied, cancellationToken).ConfigureAwait(false);
        }
        catch (StageException e)
        {
            throw e.Reworded(
                message =>
                    $"'{store.Show(source)}' was not moved and is whole, but copies of some of it may be in '{store.Show(target)}' already: remove "
                        + $"those and try again. What went wrong: {message}",
                store.Show(source));
        }

        var whole = await TakeWholeAsync(target, copied, cancellationToken).ConfigureAwait(false);
        var hasChanged = await RemoveCopiedAsync(source, target, whole.Contains, cancellationToken).ConfigureAwait(false);
        if (hasChanged || copied.Count > 0)
            throw copied.Count > 0 ? Lost(source, target) : Changed(source, target);
    }

    private Task CopyFolderAsync(StageKey source, StageKey target, Dictionary<UInt128, UInt128> copied, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            new BucketListing(store.Bucket).EverythingAsync(source.AsPrefix, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = Bucket.MostRequests, CancellationToken = cancellationToken },
            async (file, token) =>
            {
                var key = StageKey.FromStore(target.AsPrefix + file.Key[source.AsPrefix.Length..]);
                var copy = await CopyAsync(file, key, overwrite: false, token).ConfigureAwait(false);
                lock (copied)
                {
                    copied[copy] = file.Fingerprint();
                }
            });

    /// <summary>Takes out of what was copied that whose copy is still there: not every service keeps one from taking another's place.</summary>
    private async Task<HashSet<UInt128>> TakeWholeAsync(StageKey target, Dictionary<UInt128, UInt128> copied, CancellationToken cancellationToken)
    {
        var whole = new HashSet<UInt128>();
        await foreach (var there in new BucketListing(store.Bucket).EverythingAsync(target.AsPrefix, cancellationToken).ConfigureAwait(false))
        {
            if (copied.Remove(ContentOf(there), out var file))
                whole.Add(file);
        }

        return whole;
    }

    /// <summary>Removes what is still as it was copied.</summary>
    /// <returns>Whether something else is there, which stays.</returns>
    private async Task<bool> RemoveCopiedAsync(StageKey source, StageKey target, Predicate<UInt128> isCopied, CancellationToken cancellationToken)
    {
        var hasChanged = false;
        var files = new BucketListing(store.Bucket).EverythingAsync(source.AsPrefix, cancellationToken).Where(IsStill);
        await foreach (var batch in files.Select(static file => StageKey.FromStore(file.Key)).Chunk(RemovalBatch).ConfigureAwait(false))
            await RemoveAsync(batch, source, target, cancellationToken).ConfigureAwait(false);

        return hasChanged;

        bool IsStill(StoreItem file)
        {
            var isStill = isCopied(file.Fingerprint());
            hasChanged |= !isStill;
            return isStill;
        }
    }

    private StageException Changed(StageKey source, StageKey target) => StageErrorCode.ChecksumMismatch.Error(
        $"Something in '{store.Show(source)}' was written while it was moved: '{store.Show(target)}' is there as it was copied, and what was "
            + $"written since stays in '{store.Show(source)}'.",
        store.Show(source));

    private StageException Lost(StageKey source, StageKey target) => StageErrorCode.ChecksumMismatch.Error(
        $"Somebody else wrote to '{store.Show(target)}', or removed from it, while '{store.Show(source)}' was moved there: that is as he left it, "
            + $"and what is not there as it was moved stays in '{store.Show(source)}'.",
        store.Show(source));

    /// <summary>Copies an object, and tells what is there of it then.</summary>
    private async Task<UInt128> CopyAsync(StoreItem file, StageKey target, bool overwrite, CancellationToken cancellationToken) => ContentOf(
        (await store.TryCopyAsync(store, file, target, new WriteOptions(overwrite), cancellationToken).ConfigureAwait(false)).GetValueOrDefault());

    /// <summary>What tells an object with just this content: a copy's time is known to the service alone.</summary>
    private static UInt128 ContentOf(StoreItem item) => (item with { LastModified = default, ETag = item.ETag?.ToUpperInvariant() }).Fingerprint();

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
