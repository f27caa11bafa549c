using System.Globalization;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using StageTools.Paths;
using StageTools.Storage.Buckets.Connections;
using StageTools.Storage.Jobs;

namespace StageTools.Storage.Buckets;

/// <summary>Uploads in parts that nobody completed: no listing shows them, and the bucket's owner pays for them.</summary>
internal sealed class BucketLeftovers(Bucket bucket)
{
    /// <summary>Takes back what dead jobs left, gives up the uploads into this stage that have stood still for so long, and says how many those
    /// were.</summary>
    public async Task<int> RemoveAsync(BucketStore store, TimeSpan idle, CancellationToken cancellationToken)
    {
        var folders = await FoldersAsync(cancellationToken).ConfigureAwait(false);
        var removed = await StoreJob.SettleBelowAsync(store, folders, cancellationToken).ConfigureAwait(false);
        var atWork = new List<StageKey>();
        foreach (var folder in folders)
        {
            if ((await ((IStore)store).Jobs.FindAsync(folder, cancellationToken).ConfigureAwait(false)).Count > 0)
                atWork.Add(folder);
        }

        // The service's clock may be ahead of this one.
        var youngest = idle <= TimeSpan.Zero ? DateTimeOffset.MaxValue : DateTimeOffset.UtcNow - idle;
        await foreach (var upload in UploadsAsync(bucket, Everywhere, cancellationToken).ConfigureAwait(false))
        {
            // The uploads of a living job wait for its last file.
            var isAtWork = atWork.Any(folder => KeyOf(upload).Value.StartsWith(folder.AsPrefix, StringComparison.Ordinal));
            if (!isAtWork
                && await bucket.CallAsync(
                    KeyOf(upload), client => TryRemoveAsync(client, upload, youngest, cancellationToken), cancellationToken).ConfigureAwait(false))
            {
                removed++;
            }
        }

        return removed;
    }

    private async Task<bool> TryRemoveAsync(IAmazonS3 client, MultipartUpload upload, DateTimeOffset youngest, CancellationToken cancellationToken)
    {
        try
        {
            if (await LastSignAsync(client, upload, cancellationToken).ConfigureAwait(false) > youngest)
                return false;

            await client.AbortMultipartUploadAsync(bucket.Name, upload.Key, upload.UploadId, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchUpload")
        {
            // Its writer has just completed it, or given it up.
            return false;
        }
    }

    private ListMultipartUploadsRequest Everywhere => new() { BucketName = bucket.Name, Prefix = bucket.Prefix };

    /// <summary>The folders in which jobs have their journals. No listing but that of everything tells where they are.</summary>
    private async Task<IReadOnlyCollection<StageKey>> FoldersAsync(CancellationToken cancellationToken)
    {
        var folders = new HashSet<StageKey>();
        await foreach (var item in new BucketListing(bucket).EverythingAsync(string.Empty, cancellationToken).ConfigureAwait(false))
        {
            if (JobName.OfJournal(item.Key) is { } job)
                folders.Add(job.Folder);
        }

        return folders;
    }

    private StageKey KeyOf(MultipartUpload upload) => StageKey.FromStore(upload.Key[bucket.Prefix.Length..]);

    /// <summary>The uploads that nobody has completed.</summary>
    public static async IAsyncEnumerable<MultipartUpload> UploadsAsync(
        Bucket bucket, ListMultipartUploadsRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await bucket.CallAsync(
                StageKey.Root, client => client.ListMultipartUploadsAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var upload in page.MultipartUploads ?? [])
                yield return upload;

            if (page.IsTruncated != true || page.NextKeyMarker is null)
                yield break;

            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
    }

    /// <summary>When the writer was last heard of: at the beginning, or with its last part. A long upload that goes on is nobody's
    /// leftover.</summary>
    private async Task<DateTimeOffset> LastSignAsync(IAmazonS3 client, MultipartUpload upload, CancellationToken cancellationToken)
    {
        var last = ObjectItem.Utc(upload.Initiated);
        var request = new ListPartsRequest { BucketName = bucket.Name, Key = upload.Key, UploadId = upload.UploadId };
        while (true)
        {
            var page = await client.ListPartsAsync(request, cancellationToken).ConfigureAwait(false);
            foreach (var part in page.Parts ?? [])
            {
                var time = ObjectItem.Utc(part.LastModified);
                last = time > last ? time : last;
            }

            if (page.IsTruncated != true || page.NextPartNumberMarker is null)
                return last;

            request.PartNumberMarker = page.NextPartNumberMarker?.ToString(CultureInfo.InvariantCulture);
        }
    }
}
