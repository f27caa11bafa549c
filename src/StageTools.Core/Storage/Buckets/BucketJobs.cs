using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;
using StageTools.Errors;
using StageTools.Paths;
using StageTools.Storage.Buckets.Connections;
using StageTools.Storage.Buckets.Faults;
using StageTools.Storage.Buckets.Parts;
using StageTools.Storage.Buckets.Services;

namespace StageTools.Storage.Buckets;

/// <summary>Jobs of several files in a bucket. A file without a name is an upload in parts of which all parts are there and which nobody has
/// completed.</summary>
internal sealed class BucketJobs(Bucket bucket) : IJobStore
{
    /// <inheritdoc/>
    public async Task<IJobLease> TakeAsync(JobName job, JobOwner owner, CancellationToken cancellationToken) =>
        await BucketLease.TakeAsync(bucket, job, owner, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JobName>> FindAsync(StageKey folder, CancellationToken cancellationToken)
    {
        var found = new List<JobName>();
        await foreach (var item in new BucketListing(bucket).EverythingAsync(
            folder.AsPrefix + JobName.Prefix, cancellationToken).ConfigureAwait(false))
        {
            if (JobName.OfJournal(item.Key) is { } job && job.Folder == folder)
                found.Add(job);
        }

        return found;
    }

    /// <inheritdoc/>
    public Task<JobSign> LookAsync(JobName job, IJobLease clock, bool waits, CancellationToken cancellationToken) =>
        ((BucketLease)clock).LookAsync(job, waits, cancellationToken);

    /// <inheritdoc/>
    public async Task WriteListAsync(JobName job, ReadOnlyMemory<byte> list, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(list.ToArray());
        await new BucketStore(bucket).WriteOwnAsync(job.List, content, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Stream?> OpenListAsync(JobName job, CancellationToken cancellationToken)
    {
        var store = new BucketStore(bucket);
        return await store.FindFileAsync(job.List, cancellationToken).ConfigureAwait(false) is { } list
            ? await store.OpenReadAsync(list, 0, cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <inheritdoc/>
    public Task RemoveListAsync(JobName job, CancellationToken cancellationToken) => BucketLease.RemoveAsync(bucket, job.List, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveJournalAsync(JobName job, CancellationToken cancellationToken) =>
        BucketLease.RemoveAsync(bucket, job.Journal, cancellationToken);

    /// <inheritdoc/>
    public async Task<StoreItem?> PublishAsync(PendingFile file, bool overwrite, CancellationToken cancellationToken)
    {
        var key = StageKey.FromStore(file.Key);
        var store = new BucketStore(bucket);
        if (!overwrite && await store.FindFileAsync(key, cancellationToken).ConfigureAwait(false) is not null)
            throw StoreErrors.AlreadyExists(bucket.Show(key));

        if (file.Upload is null)
            return null;

        var upload = PartUpload.Of(bucket, key, file.Upload);
        try
        {
            List<PartETag> parts = [.. file.Parts.Select(static (tag, index) => new PartETag(index + 1, tag))];
            var done = await upload.CompleteAsync(
                parts, !overwrite && bucket.Service.ConditionalWrite ? "*" : null, cancellationToken).ConfigureAwait(false);
            var tag = await upload.TagAsync(done, cancellationToken).ConfigureAwait(false);
            if (bucket.Service.TagsPartsByMd5)
                Corruption.Verified(tag, file.ETag!, done.ServerSideEncryptionMethod, bucket, key);

            return ObjectItem.Of(file.Key, file.Size, DateTimeOffset.UtcNow, tag, storageClass: null);
        }
        catch (StageException e) when (e.Code is StageErrorCode.FileNotFound or StageErrorCode.FileAlreadyExists or StageErrorCode.StoreUnavailable)
        {
            if (e.Code == StageErrorCode.StoreUnavailable && !await upload.IsGoneAsync(cancellationToken).ConfigureAwait(false))
                throw;

            // The upload is gone: it was completed, by this very request whose answer was lost or by a job that died then; or it was given up.
            if (await store.FindFileAsync(key, cancellationToken).ConfigureAwait(false) is { } there && IsPublished(file, there))
                return there;

            if (e.Code == StageErrorCode.FileAlreadyExists)
                throw;

            return null;
        }
        finally
        {
            bucket.Changed();
        }
    }

    /// <inheritdoc/>
    public bool IsPublished(PendingFile file, StoreItem there) => there.Size == file.Size
        && (string.Equals(there.ETag, file.ETag, StringComparison.OrdinalIgnoreCase) || (
            !TagsAreMd5 && there.ETag?.EndsWith($"-{file.Parts.Count.ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal) != false));

    /// <inheritdoc/>
    public Task<bool> DiscardAsync(PendingFile file, CancellationToken cancellationToken) =>
        file.Upload is { } upload ? AbortAsync(bucket.Prefix + file.Key, upload, cancellationToken) : Task.FromResult(false);

    /// <inheritdoc/>
    public async Task DiscardAllAsync(JobName job, CancellationToken cancellationToken)
    {
        // Names that hold the job's id are nobody else's. What a job of names of its own began is found by Test-Stage -Repair.
        var request = new ListMultipartUploadsRequest { BucketName = bucket.Name, Prefix = bucket.Prefix + job.Folder.AsPrefix };
        await foreach (var upload in BucketLeftovers.UploadsAsync(bucket, request, cancellationToken).ConfigureAwait(false))
        {
            if (upload.Key[(upload.Key.LastIndexOf('/') + 1)..].StartsWith($"data_{job.Id}_", StringComparison.Ordinal))
                await AbortAsync(upload.Key, upload.UploadId, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool TagsAreMd5 => bucket.Service.TagsPartsByMd5 && ETagCheck.IsMadeOfMd5(bucket.Objects.Encryption);

    private async Task<bool> AbortAsync(string key, string upload, CancellationToken cancellationToken)
    {
        try
        {
            await bucket.Client.AbortMultipartUploadAsync(bucket.Name, key, upload, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchUpload")
        {
            // Completed, or given up.
            return false;
        }
        catch (Exception e) when (BucketErrors.Is(e, cancellationToken))
        {
            throw bucket.Explain(e, StageKey.FromStore(key[bucket.Prefix.Length..]));
        }
    }
}
