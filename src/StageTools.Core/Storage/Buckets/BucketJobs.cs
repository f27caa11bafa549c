namespace StageTools.Storage.Buckets;

/// <summary>Jobs of several files in a bucket. A file without a name is an upload in parts of which all parts are there and which nobody has
/// completed.</summary>
internal sealed class BucketJobs(Bucket bucket) : IJobStore
{
    /// <inheritdoc/>
    public JsonTypeInfo PendingType => PendingUploadJson.Default.PendingUpload;

    /// <inheritdoc/>
    public bool IsOf(PendingFile file, JobName job) => file is PendingUpload { Upload.Length: > 0, Parts: not null, ETag: not null };

    /// <inheritdoc/>
    public async Task<IJobLease> TakeAsync(JobName job, JobOwner owner, CancellationToken cancellationToken) =>
        await BucketLease.TakeAsync(bucket, job, owner, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JobName>> FindAsync(StageKey folder, CancellationToken cancellationToken) =>
        [.. (await JournalsInAsync(folder, cancellationToken).ConfigureAwait(false)).Select(static journal => journal.Job)];

    /// <inheritdoc/>
    /// <remarks>The listing says how old all journals are: a thousand jobs side by side would ask a million times else.</remarks>
    public async Task<IReadOnlyList<JobName>> FindOthersAsync(JobName mine, CancellationToken cancellationToken)
    {
        var journals = await JournalsInAsync(mine.Folder, cancellationToken).ConfigureAwait(false);

        // Where its own is gone it may do nothing any more, which looking at any other tells.
        var now = journals.Where(journal => journal.Job == mine).Select(static journal => journal.LastSign)
            .SingleOrDefault(DateTimeOffset.MaxValue);
        return [.. journals.Where(journal => journal.Job.Id != mine.Id
            && (journal.Job.Target == mine.Target || now - journal.LastSign > BucketLease.Time)).Select(static journal => journal.Job)];
    }

    /// <inheritdoc/>
    public bool NeedsClock => true;

    /// <inheritdoc/>
    public Task<JobSign> LookAsync(JobName job, IJobLease? clock, bool waits, CancellationToken cancellationToken) =>
        ((BucketLease)clock!).LookAsync(job, waits, cancellationToken);

    /// <inheritdoc/>
    public Task WriteListAsync(JobName job, ReadOnlyMemory<byte> list, CancellationToken cancellationToken) =>
        BucketWriter.WriteOwnAsync(bucket, job.List, list, cancellationToken);

    /// <inheritdoc/>
    public async Task<Stream?> OpenListAsync(JobName job, CancellationToken cancellationToken) =>
        await bucket.FindAsync(job.List, cancellationToken).ConfigureAwait(false) is { } list
            ? await BucketStream.OpenAsync(bucket, list, 0, cancellationToken).ConfigureAwait(false)
            : null;

    /// <inheritdoc/>
    public Task RemoveAsync(StageKey own, CancellationToken cancellationToken) => BucketLease.RemoveAsync(bucket, own, cancellationToken);

    /// <inheritdoc/>
    public async Task<StoreItem?> PublishAsync(PendingFile file, bool overwrite, CancellationToken cancellationToken)
    {
        var (pending, key) = ((PendingUpload)file, StageKey.FromStore(file.Key));
        await bucket.RequireFreeAsync(key, overwrite, cancellationToken).ConfigureAwait(false);
        try
        {
            var completing = UploadOf(pending).CompleteAsync(pending, overwrite, condition: null, mayBeDone: true, cancellationToken);
            return await completing.ConfigureAwait(false) is { } tag
                ? ObjectItem.Of(file.Key, file.Size, DateTimeOffset.UtcNow, tag, storageClass: null)
                : null;
        }
        finally
        {
            bucket.Changed();
        }
    }

    /// <inheritdoc/>
    /// <remarks>What a bucket says is done is on its disks.</remarks>
    public Task FlushAsync(IReadOnlyCollection<StageKey> folders, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<bool> IsStagedAsync(PendingFile file, CancellationToken cancellationToken) =>
        !await UploadOf((PendingUpload)file).IsSurelyGoneAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public bool IsPublished(PendingFile file, StoreItem there) => ((PendingUpload)file).MayBe(there, bucket.Service);

    /// <inheritdoc/>
    public Task<bool> DiscardAsync(PendingFile file, CancellationToken cancellationToken) =>
        UploadOf((PendingUpload)file).AbortAsync(cancellationToken);

    /// <inheritdoc/>
    /// <remarks>What a job of names of its own began is found by Test-Stage -Repair.</remarks>
    public async Task DiscardAllAsync(JobName job, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var (upload, _) in PartUpload.ListAsync(bucket, job.Folder.AsPrefix, cancellationToken).ConfigureAwait(false))
            {
                if (job.IsNamedAfter(upload.Key.Value))
                    await upload.AbortAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StageException e) when (e.Code == StageErrorCode.AccessDenied)
        {
            // Not everybody may list uploads, as where a team's bucket has its policy: no export after it is to fail by that.
        }
    }

    /// <summary>Takes back what dead jobs left, gives up the uploads into this stage that have stood still for so long, and says how many those were:
    /// no listing shows them, and the bucket's owner pays for them.</summary>
    public async Task<int> RemoveLeftoversAsync(IStore store, TimeSpan idle, CancellationToken cancellationToken)
    {
        // No listing but that of everything tells where journals are.
        var folders = await JournalsAsync(string.Empty, cancellationToken).Select(static journal => journal.Job.Folder)
            .ToHashSetAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        var (removed, left) = await StoreJob.SettleBelowAsync(store, folders, cancellationToken).ConfigureAwait(false);
        var atWork = new List<StageKey>();
        foreach (var folder in folders)
        {
            if ((await FindAsync(folder, cancellationToken).ConfigureAwait(false)).Count > 0)
                atWork.Add(folder);
        }

        // The service's clock may be ahead of this one.
        var youngest = idle <= TimeSpan.Zero ? DateTimeOffset.MaxValue : DateTimeOffset.UtcNow - idle;
        await foreach (var (upload, begun) in PartUpload.ListAsync(bucket, string.Empty, cancellationToken).ConfigureAwait(false))
        {
            // The uploads of a living job wait for its last file, and a long upload whose parts still come is nobody's leftover.
            if (!atWork.Any(folder => upload.Key.Value.StartsWith(folder.AsPrefix, StringComparison.Ordinal))
                && begun <= youngest && await upload.LastPartAsync(cancellationToken).ConfigureAwait(false) <= youngest
                && await upload.AbortAsync(cancellationToken).ConfigureAwait(false))
            {
                removed++;
            }
        }

        return left is null ? removed : throw left;
    }

    private PartUpload UploadOf(PendingUpload file) => new(bucket, StageKey.FromStore(file.Key), file.Upload);

    private ValueTask<List<(JobName Job, DateTimeOffset LastSign)>> JournalsInAsync(StageKey folder, CancellationToken cancellationToken) =>
        JournalsAsync(folder.AsPrefix + JobName.Prefix, cancellationToken).Where(journal => journal.Job.Folder == folder)
            .ToListAsync(cancellationToken);

    private async IAsyncEnumerable<(JobName Job, DateTimeOffset LastSign)> JournalsAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in new BucketListing(bucket).EverythingAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            if (JobName.OfJournal(item.Key) is { } job)
                yield return (job, item.LastModified);
        }
    }
}
