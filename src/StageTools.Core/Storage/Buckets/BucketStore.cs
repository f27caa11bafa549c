using System.Net;
using Amazon.S3;
using StageTools.Stages;
using StageTools.Storage.Jobs;

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
    public string Volume => bucket.Name;

    /// <inheritdoc/>
    IJobStore IStore.Jobs => _jobs;

    /// <inheritdoc/>
    public string Show(StageKey key) => bucket.Show(key);

    /// <inheritdoc/>
    public string Identify(StageKey key) => bucket.Identify(key.Value);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoreItem> ListAsync(string prefix, CancellationToken cancellationToken) => _listing.DeepAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<StoreItem> ListFolderAsync(StageKey folder, NameSelection names, CancellationToken cancellationToken) =>
        _listing.ShallowAsync(folder, names, cancellationToken);

    /// <inheritdoc/>
    public async Task<StoreItem?> FindAsync(StageKey key, CancellationToken cancellationToken)
    {
        if (!key.IsRoot && await FindFileAsync(key, cancellationToken).ConfigureAwait(false) is { } file)
        {
            return file;
        }

        return await FindFolderAsync(key, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<StoreItem?> FindFolderAsync(StageKey key, CancellationToken cancellationToken)
    {
        var generation = bucket.Connection.Recent.Generation;
        var page = await bucket.ListPageAsync(key.AsPrefix, byFolder: true, startAfter: null, token: null, bucket.PageSize, cancellationToken).ConfigureAwait(false);
        bucket.Connection.Recent.Keep(bucket, key.AsPrefix, page, generation);
        return key.IsRoot || page.LastKey is not null ? new StoreItem(key.Value, 0, default) { IsFolder = true } : null;
    }

    /// <summary>Removes everything in the stage.</summary>
    /// <returns>False when some objects stayed.</returns>
    public async Task<bool> RemoveAllAsync(CancellationToken cancellationToken) =>
        (await new BucketRemoval(bucket).RemoveBelowAsync(string.Empty, cancellationToken).ConfigureAwait(false)).Count == 0;

    /// <summary>The object of this key, or null; a folder is none.</summary>
    public async Task<StoreItem?> FindFileAsync(StageKey key, CancellationToken cancellationToken)
    {
        if (!bucket.HasName(key))
        {
            return null;
        }

        if (key.HasDots)
        {
            // A listing names it in the request's query, where no client, proxy or server takes a dot for a way up.
            var first = await bucket.ListPageAsync(key.Value, byFolder: false, startAfter: null, token: null, most: 1, cancellationToken).ConfigureAwait(false);
            return first.Items is [var listed] && listed.Key == key.Value ? listed : null;
        }

        try
        {
            var head = await bucket.Client.GetObjectMetadataAsync(bucket.Name, bucket.KeyOf(key), cancellationToken).ConfigureAwait(false);
            return ObjectItem.Of(head, key.Value) ?? throw BucketErrors.NotS3(bucket.PlaceOf(key));
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (Exception e) when (BucketErrors.Is(e, cancellationToken))
        {
            throw await ReasonAsync(e, key, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<Stream> OpenReadAsync(StoreItem file, long offset, CancellationToken cancellationToken)
    {
        var key = StageKey.FromStore(file.Key);
        if (file.IsFolder)
        {
            throw StoreErrors.IsFolder(Show(key));
        }

        if (bucket.Manner.IsArchived(file.StorageClass))
        {
            await RequireRestoredAsync(key, file.StorageClass!, cancellationToken).ConfigureAwait(false);
        }

        return await BucketStream.OpenAsync(bucket, file, offset, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<StoreWriter> CreateAsync(StageKey key, WriteOptions options, CancellationToken cancellationToken)
    {
        RequireName(key, hasSuchNames: false);

        // Of a small file it is seen soon enough, when it is sent.
        var isSmall = options.ExpectedSize <= PartSizes.Smallest;
        if (!options.Overwrite && !isSmall && await FindFileAsync(key, cancellationToken).ConfigureAwait(false) is not null)
        {
            throw StoreErrors.AlreadyExists(Show(key));
        }

        return new BucketWriter(bucket, key, options, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RemoveFailure>> RemoveAsync(IReadOnlyList<StageKey> keys, CancellationToken cancellationToken) =>
        new BucketRemoval(bucket).RemoveAsync(keys, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreItem?> TryCopyAsync(IStore source, StoreItem file, StageKey target, WriteOptions options, CancellationToken cancellationToken) =>
        source is BucketStore other && ReferenceEquals(other.Bucket.Connection, bucket.Connection)
            ? CopyAsync(other, file, target, options, cancellationToken)
            : Task.FromResult<StoreItem?>(null);

    /// <inheritdoc/>
    public Task MoveAsync(StageKey source, StageKey target, bool overwrite, CancellationToken cancellationToken) =>
        new BucketMove(this).MoveAsync(source, target, overwrite, cancellationToken);

    /// <inheritdoc/>
    public async Task CreateFolderAsync(StageKey folder, CancellationToken cancellationToken)
    {
        if (folder.IsRoot)
        {
            return;
        }

        RequireName(folder, hasSuchNames: false);
        if (await FindFileAsync(folder, cancellationToken).ConfigureAwait(false) is not null)
        {
            throw StoreErrors.AlreadyExists(Show(folder));
        }

        // What marks it may be an object with content of its own.
        var mark = StageKey.FromStore(folder.AsPrefix);
        if (await FindFileAsync(mark, cancellationToken).ConfigureAwait(false) is not null)
        {
            return;
        }

        var marker = new BucketWriter(bucket, mark, new WriteOptions(Overwrite: true) { ExpectedSize = 0 }, cancellationToken);
        await using (marker.ConfigureAwait(false))
        {
            await marker.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task RemoveFolderAsync(StageKey folder, bool recurse, CancellationToken cancellationToken)
    {
        if (folder.IsRoot)
        {
            throw StoreErrors.IsStageItself(Show(folder));
        }

        if (!recurse)
        {
            var page = await bucket.ListPageAsync(folder.AsPrefix, byFolder: false, startAfter: null, token: null, most: 2, cancellationToken).ConfigureAwait(false);
            if (page.Items.Count > 0 || (page.LastKey is { } last && last != folder.AsPrefix))
            {
                throw StoreErrors.FolderNotEmpty(Show(folder));
            }
        }

        // Of an empty folder there is nothing but its mark: what somebody writes into it from now on stays.
        var removal = new BucketRemoval(bucket);
        var (count, stayed) = recurse
            ? await removal.RemoveBelowAsync(folder.AsPrefix, cancellationToken).ConfigureAwait(false)
            : await removal.RemoveAsync([StageKey.FromStore(folder.AsPrefix)], cancellationToken).ConfigureAwait(false) is [var mark] ? (1, mark) : (0, null);
        if (stayed is { } first)
        {
            throw first.Error.Reworded(
                message => $"{count} of the objects in '{Show(folder)}' could not be removed, the others are gone; of the first: {message}", Show(folder));
        }
    }

    /// <inheritdoc/>
    public Task<int> RemoveLeftoversAsync(TimeSpan idle, CancellationToken cancellationToken) => new BucketLeftovers(bucket).RemoveAsync(this, idle, cancellationToken);

    /// <summary>Writes one of a job's own objects, which no listing shows.</summary>
    internal async Task<StoreItem> WriteOwnAsync(StageKey key, Stream content, CancellationToken cancellationToken)
    {
        var writer = new BucketWriter(bucket, key, new WriteOptions(Overwrite: true) { ExpectedSize = content.Length }, cancellationToken);
        await using (writer.ConfigureAwait(false))
        {
            await content.CopyToAsync(writer.Stream, cancellationToken).ConfigureAwait(false);
            return await writer.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task<StageFileUrl> PresignAsync(StageKey key, PresignOptions options, CancellationToken cancellationToken) =>
        BucketPresign.PresignAsync(bucket, key, options);

    private async Task<StoreItem?> CopyAsync(BucketStore from, StoreItem file, StageKey target, WriteOptions options, CancellationToken cancellationToken)
    {
        var source = StageKey.FromStore(file.Key);
        RequireName(target, hasSuchNames: source.HasDots);
        if (bucket.Manner.IsArchived(file.StorageClass))
        {
            await from.RequireRestoredAsync(source, file.StorageClass!, cancellationToken).ConfigureAwait(false);
        }

        if (!options.Overwrite && await FindFileAsync(target, cancellationToken).ConfigureAwait(false) is not null)
        {
            throw StoreErrors.AlreadyExists(Show(target));
        }

        return await new BucketCopy(from.Bucket, bucket).CopyAsync(file, target, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Refuses what no object is called. A name with dots is written only where the service was seen to keep such names as they are: to another it may be a way out of the stage.</summary>
    private void RequireName(StageKey key, bool hasSuchNames)
    {
        if (!bucket.HasName(key))
        {
            throw StoreErrors.IsNoFile(Show(key));
        }

        if (key.HasDots && !hasSuchNames)
        {
            throw StoreErrors.HasDots(Show(key));
        }
    }

    /// <summary>Refuses an archived object before any byte of it is asked for, unless it was restored.</summary>
    private async Task RequireRestoredAsync(StageKey key, string storageClass, CancellationToken cancellationToken)
    {
        var head = await bucket.CallAsync(key, client => client.GetObjectMetadataAsync(bucket.Name, bucket.KeyOf(key), cancellationToken), cancellationToken).ConfigureAwait(false);
        if (head.RestoreInProgress == true || head.RestoreExpiration is null)
        {
            var advice = head.RestoreInProgress == true ? "that was asked for already and is not done yet" : bucket.Manner.RestoreAdvice;
            throw new StageException(
                StageErrorCode.ObjectArchived, $"'{Show(key)}' lies in the archive class {storageClass} and must be restored before it can be read: {advice}.", Show(key));
        }
    }

    /// <summary>A HEAD that fails says nothing but a number; a listing says why.</summary>
    private async Task<StageException> ReasonAsync(Exception e, StageKey key, CancellationToken cancellationToken)
    {
        if (e is AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.BadRequest or HttpStatusCode.MovedPermanently })
        {
            try
            {
                await bucket.ListPageAsync(key.Value, byFolder: true, startAfter: null, token: null, most: 1, cancellationToken).ConfigureAwait(false);
            }
            catch (StageException reason)
            {
                return reason;
            }
        }

        return bucket.Explain(e, key);
    }
}
