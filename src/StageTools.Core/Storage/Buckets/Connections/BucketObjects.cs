using System.Net;
using Amazon.S3;
using StageTools.Errors;
using StageTools.Paths;
using StageTools.Storage.Buckets.Faults;

namespace StageTools.Storage.Buckets.Connections;

/// <summary>Single objects of a bucket: whether one is there, can be called that, and can be read.</summary>
internal sealed class BucketObjects(Bucket bucket)
{
    /// <summary>The object of this key, or null; a folder is none.</summary>
    public async Task<StoreItem?> FindAsync(StageKey key, CancellationToken cancellationToken)
    {
        if (!bucket.HasName(key))
            return null;

        if (key.HasDots)
        {
            // A listing names it in the request's query, where no client, proxy or server takes a dot for a way up.
            var first = await bucket.ListPageAsync(
                key.Value, byFolder: false, startAfter: null, token: null, most: 1, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Refuses what no object is called. A name with dots is written only where the service was seen to keep such names as they are: to
    /// another it may be a way out of the stage.</summary>
    public void RequireName(StageKey key, bool hasSuchNames)
    {
        if (!bucket.HasName(key))
            throw StoreErrors.IsNoFile(bucket.Show(key));

        if (key.HasDots && !hasSuchNames)
            throw StoreErrors.HasDots(bucket.Show(key));
    }

    /// <summary>Refuses an archived object before any byte of it is asked for, unless it was restored.</summary>
    public async Task RequireRestoredAsync(StageKey key, string storageClass, CancellationToken cancellationToken)
    {
        var head = await bucket.CallAsync(
            key, client => client.GetObjectMetadataAsync(bucket.Name, bucket.KeyOf(key), cancellationToken), cancellationToken).ConfigureAwait(false);
        if (head.RestoreInProgress == true || head.RestoreExpiration is null)
        {
            var advice = head.RestoreInProgress == true ? "that was asked for already and is not done yet" : bucket.Service.RestoreAdvice;
            throw new StageException(
                StageErrorCode.ObjectArchived,
                $"'{bucket.Show(key)}' lies in the archive class {storageClass} and must be restored before it can be read: {advice}.",
                bucket.Show(key));
        }
    }

    /// <summary>A HEAD that fails says nothing but a number; a listing says why.</summary>
    private async Task<StageException> ReasonAsync(Exception e, StageKey key, CancellationToken cancellationToken)
    {
        if (e is AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.BadRequest or HttpStatusCode.MovedPermanently })
        {
            try
            {
                await bucket.ListPageAsync(
                    key.Value, byFolder: true, startAfter: null, token: null, most: 1, cancellationToken).ConfigureAwait(false);
            }
            catch (StageException reason)
            {
                return reason;
            }
        }

        return bucket.Explain(e, key);
    }
}
