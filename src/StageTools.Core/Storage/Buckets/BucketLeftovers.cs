using Amazon.S3.Model;
using StageTools.Stages;

namespace StageTools.Storage.Buckets;

/// <summary>Uploads in parts that nobody completed: no listing shows them, and the bucket's owner pays for them.</summary>
internal sealed class BucketLeftovers(Bucket bucket)
{
    /// <summary>Gives up the uploads into this stage that have stood still for so long, and says how many those were.</summary>
    public async Task<int> RemoveAsync(TimeSpan idle, CancellationToken cancellationToken)
    {
        var removed = 0;
        var youngest = DateTimeOffset.UtcNow - idle;
        await foreach (var upload in UploadsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await LastSignAsync(upload, cancellationToken).ConfigureAwait(false) <= youngest)
            {
                await bucket.CallAsync(
                    KeyOf(upload), client => client.AbortMultipartUploadAsync(bucket.Name, upload.Key, upload.UploadId, cancellationToken), cancellationToken).ConfigureAwait(false);
                removed++;
            }
        }

        return removed;
    }

    private StageKey KeyOf(MultipartUpload upload) => StageKey.FromStore(upload.Key[bucket.Prefix.Length..]);

    private async IAsyncEnumerable<MultipartUpload> UploadsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListMultipartUploadsRequest { BucketName = bucket.Name, Prefix = bucket.Prefix };
        while (true)
        {
            var page = await bucket.CallAsync(StageKey.Root, client => client.ListMultipartUploadsAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var upload in page.MultipartUploads ?? [])
            {
                yield return upload;
            }

            if (page.IsTruncated != true)
            {
                yield break;
            }

            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
    }

    /// <summary>When the writer was last heard of: at the beginning, or with its last part. A long upload that goes on is nobody's leftover.</summary>
    private async Task<DateTimeOffset> LastSignAsync(MultipartUpload upload, CancellationToken cancellationToken)
    {
        var last = ListPage.Utc(upload.Initiated);
        var request = new ListPartsRequest { BucketName = bucket.Name, Key = upload.Key, UploadId = upload.UploadId };
        while (true)
        {
            var page = await bucket.CallAsync(KeyOf(upload), client => client.ListPartsAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var part in page.Parts ?? [])
            {
                var time = ListPage.Utc(part.LastModified);
                last = time > last ? time : last;
            }

            if (page.IsTruncated != true)
            {
                return last;
            }

            request.PartNumberMarker = page.NextPartNumberMarker?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
