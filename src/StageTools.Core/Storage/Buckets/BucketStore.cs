namespace StageTools.Storage.Buckets;

/// <summary>The store of a stage that lies in a bucket.</summary>
/// <remarks>
/// A bucket has no folders: a folder is there while a key lies below it, or where an empty object marks it (<c>a/</c>), as all S3 tools have it.
/// </remarks>
internal sealed class BucketStore(Bucket bucket) : IStore
{
    private readonly BucketListing _listing = new(bucket);
    private readonly BucketJobs _jobs = new(bucket);

    /// <summary>The bucket.</summary>
    public Bucket Bucket => bucket;

    /// <inheritdoc/>
    public int MostRequests => Bucket.MostRequests;

    /// <inheritdoc/>
    public string Volume => bucket.Name;

    /// <inheritdoc/>
    IJobStore IStore.Jobs => _jobs;

    /// <inheritdoc/>
    public string Show(StageKey key) => bucket.Show(key);

    /// <inheritdoc/>
    public string Identify(StageKey key) => bucket.Identify(key.Value);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoreItem> ListAsync(string prefix, Func<string, bool> mayHold, CancellationToken cancellationToken) =>
        _listing.DeepAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoreItem> ListFolderAsync(StageKey folder, NameSelection names, CancellationToken cancellationToken) =>
        _listing.ShallowAsync(folder, names, cancellationToken);

    /// <inheritdoc/>
    public async Task<StoreItem?> FindAsync(StageKey key, CancellationToken cancellationToken)
    {
        var file = key.IsRoot ? null : await bucket.FindAsync(key, cancellationToken).ConfigureAwait(false);
        return file ?? await FindFolderAsync(key, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<StoreItem?> FindFolderAsync(StageKey key, CancellationToken cancellationToken)
    {
        var generation = bucket.Connection.Recent.Generation;
        var page = await bucket.ListPageAsync(
            key.AsPrefix, byFolder: true, startAfter: null, token: null, bucket.PageSize, cancellationToken).ConfigureAwait(false);
        bucket.Connection.Recent.Keep(bucket, key.AsPrefix, page, generation);
        return key.IsRoot || page.LastKey is not null ? new StoreItem(key.Value, 0, default) { IsFolder = true } : null;
    }

    /// <inheritdoc/>
    public async Task<StoreItem?> FindRecentAsync(StageKey key, bool isFolder, CancellationToken cancellationToken)
    {
        var recent = bucket.Connection.Recent;
        var identity = isFolder ? Identify(key) + "/" : Identify(key);
        if (recent.TryFind(identity, out var known))
            return known is { } item ? item with { Key = key.Value } : null;

        var generation = recent.Generation;
        var found = await (isFolder ? FindFolderAsync(key, cancellationToken) : FindAsync(key, cancellationToken)).ConfigureAwait(false);
        recent.Keep(identity, found, generation, Stopwatch.GetTimestamp());
        return found;
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveAllAsync(CancellationToken cancellationToken) =>
        (await new BucketRemoval(bucket).RemoveBelowAsync(string.Empty, cancellationToken).ConfigureAwait(false)).Count == 0;

    /// <inheritdoc/>
    public async Task<Stream> OpenReadAsync(StoreItem file, long offset, CancellationToken cancellationToken)
    {
        if (file.IsFolder)
            throw StoreErrors.IsFolder(Show(StageKey.FromStore(file.Key)));

        await bucket.RequireRestoredAsync(file, cancellationToken).ConfigureAwait(false);
        return await BucketStream.OpenAsync(bucket, file, offset, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<StoreWriter> CreateAsync(StageKey key, WriteOptions options, CancellationToken cancellationToken)
    {
        bucket.RequireName(key, hasSuchNames: false);

        // Of a small file it is seen soon enough, when it is sent.
        var isSmall = options.ExpectedSize <= PartSizes.Smallest;
        await bucket.RequireFreeAsync(key, options.Overwrite || isSmall, cancellationToken).ConfigureAwait(false);
        return new BucketWriter(bucket, key, options, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RemoveFailure>> RemoveAsync(IReadOnlyList<StageKey> keys, CancellationToken cancellationToken) =>
        new BucketRemoval(bucket).RemoveAsync(keys, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreItem?> TryCopyAsync(IStore source, StoreItem file, StageKey target, WriteOptions options, CancellationToken cancellationToken) =>
        source is BucketStore other && ReferenceEquals(other.Bucket.Connection, bucket.Connection)
            ? CopyAsync(other.Bucket, file, target, options, cancellationToken)
            : Task.FromResult<StoreItem?>(null);

    /// <inheritdoc/>
    public Task MoveAsync(StageKey source, StageKey target, bool overwrite, CancellationToken cancellationToken) =>
        new BucketMove(this).MoveAsync(source, target, overwrite, cancellationToken);

    /// <inheritdoc/>
    public async Task CreateFolderAsync(StageKey folder, CancellationToken cancellationToken)
    {
        if (folder.IsRoot)
            return;

        bucket.RequireName(folder, hasSuchNames: false);
        if (await bucket.FindAsync(folder, cancellationToken).ConfigureAwait(false) is not null)
            throw StoreErrors.IsFileAlready(Show(folder));

        // What marks it may be an object with content of its own.
        var mark = StageKey.FromStore(folder.AsPrefix);
        if (await bucket.FindAsync(mark, cancellationToken).ConfigureAwait(false) is null)
            await BucketWriter.WriteOwnAsync(bucket, mark, default, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task RemoveFolderAsync(StageKey folder, bool recurse, CancellationToken cancellationToken)
    {
        if (folder.IsRoot)
            throw StoreErrors.IsStageItself(Show(folder));

        if (!recurse)
        {
            var page = await bucket.ListPageAsync(
                folder.AsPrefix, byFolder: false, startAfter: null, token: null, most: 2, cancellationToken).ConfigureAwait(false);
            if (page.Items.Count > 0 || (page.LastKey is { } last && last != folder.AsPrefix))
                throw StoreErrors.FolderNotEmpty(Show(folder));
        }

        // Of an empty folder there is nothing but its mark: what somebody writes into it from now on stays.
        var removal = new BucketRemoval(bucket);
        var (count, stayed) = recurse
            ? await removal.RemoveBelowAsync(folder.AsPrefix, cancellationToken).ConfigureAwait(false)
            : await removal.RemoveAsync(
                [StageKey.FromStore(folder.AsPrefix)], cancellationToken).ConfigureAwait(false) is [var mark] ? (1, mark) : (0, null);
        if (stayed is { } first)
        {
            throw first.Error.Reworded(
                message =>
                    $"{count} of the objects in '{Show(folder)}' could not be removed, the others are gone; of the first: {message}", Show(folder));
        }
    }

    /// <inheritdoc/>
    public Task<int> RemoveLeftoversAsync(TimeSpan idle, CancellationToken cancellationToken) =>
        _jobs.RemoveLeftoversAsync(this, idle, cancellationToken);

    /// <inheritdoc/>
    public Task<StageFileUrl> PresignAsync(StageKey key, PresignOptions options, CancellationToken cancellationToken) =>
        BucketPresign.PresignAsync(bucket, key, options);

    private async Task<StoreItem?> CopyAsync(Bucket from, StoreItem file, StageKey target, WriteOptions options, CancellationToken cancellationToken)
    {
        bucket.RequireName(target, hasSuchNames: StageKey.FromStore(file.Key).HasDots);
        await from.RequireRestoredAsync(file, cancellationToken).ConfigureAwait(false);
        await bucket.RequireFreeAsync(target, options.Overwrite, cancellationToken).ConfigureAwait(false);
        return await new BucketCopy(from, bucket).CopyAsync(file, target, options, cancellationToken).ConfigureAwait(false);
    }
}
