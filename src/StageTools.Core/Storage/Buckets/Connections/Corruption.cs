using System.Net;
using Amazon.S3;

namespace StageTools.Storage.Buckets.Connections;

/// <summary>Bytes that changed on their way.</summary>
internal static class Corruption
{
    /// <summary>What the service calls the object by; refused where that is the tag of other bytes.</summary>
    /// <param name="tag">What it answered; null where it told none.</param>
    /// <param name="expected">The tag of what was sent.</param>
    /// <param name="encryption">How the service says that it encrypted it.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The object's key.</param>
    public static string Verified(string? tag, string expected, ServerSideEncryptionMethod? encryption, Bucket bucket, StageKey key)
    {
        if (tag is null)
        {
            // Every service tells the tag of what it stored; what does not tell it stored nothing.
            throw BucketErrors.NotS3(bucket.PlaceOf(key));
        }

        // Under a key of KMS, which may be the bucket's own default, the tag is no MD5, and has been compared by way of Content-MD5 alone.
        if (!tag.Equals(expected, StringComparison.OrdinalIgnoreCase) && ETagCheck.IsMadeOfMd5(encryption) && tag.Length == expected.Length)
        {
            throw StageErrorCode.ChecksumMismatch.Error(
                $"'{bucket.Show(key)}' was stored, but the bucket tells of other bytes than were sent; write it again.", bucket.Show(key));
        }

        return tag;
    }

    /// <summary>Asks for what an object had when it was listed, on the condition of its tag: one that was replaced has another tag, or ends before
    /// the range that is asked for.</summary>
    public static async Task<T> UnlessReplacedAsync<T>(string shown, Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            throw Replaced(shown);
        }
    }

    public static StageException Received(string shown) => StageErrorCode.ChecksumMismatch.Error(
        $"What was read of '{shown}' is not what the bucket holds: its checksum differs. Read it again, and check the network if that goes on.",
        shown);

    public static StageException Replaced(string shown) => StageErrorCode.ChecksumMismatch.Error(
        $"'{shown}' was replaced after it was listed, so nothing was read; list it again.", shown);

    public static StageException CopiedMeanwhile(string shown, string target) => StageErrorCode.ChecksumMismatch.Error(
        $"'{shown}' was replaced or removed while it was copied, and '{target}' may be any version of it; copy it again.",
        shown);
}
