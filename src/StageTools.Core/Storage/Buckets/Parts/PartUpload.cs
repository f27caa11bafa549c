using Amazon.S3;
using Amazon.S3.Model;

namespace StageTools.Storage.Buckets.Parts;

/// <summary>An upload in parts. Until it is completed the bucket shows nothing of it; given up, it leaves no part behind.</summary>
/// <param name="bucket">Where to.</param>
/// <param name="key">The object's key.</param>
/// <param name="id">What the service calls the upload by.</param>
internal sealed class PartUpload(Bucket bucket, StageKey key, string id)
{
    /// <summary>Where an object's metadata tells how large its parts were.</summary>
    public const string SizesKey = "stagetools-part-size";

    private static readonly TimeSpan AbortTimeout = TimeSpan.FromSeconds(10);

    // Whoever pressed Ctrl+C waits for this.
    private static readonly TimeSpan HurriedAbortTimeout = TimeSpan.FromSeconds(2);

    /// <summary>The object's key.</summary>
    public StageKey Key => key;

    /// <summary>What the service calls the upload by.</summary>
    public string Id => id;

    /// <summary>Begins an upload.</summary>
    /// <param name="bucket">Where to.</param>
    /// <param name="key">The object's key.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="sizes">How large its parts will be.</param>
    /// <param name="source">The object that it will be a copy of, whose metadata it keeps; null for a new one.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public static async Task<PartUpload> BeginAsync(
        Bucket bucket, StageKey key, WriteOptions options, PartSizes sizes, GetObjectMetadataResponse? source, CancellationToken cancellationToken)
    {
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = bucket.Name,
            Key = bucket.KeyOf(key),
            ContentType = source?.Headers.ContentType ?? ObjectSettings.ContentTypeOf(key),
            StorageClass = bucket.Objects.ClassOf(options),
            ServerSideEncryptionMethod = bucket.Objects.Encryption,
            ServerSideEncryptionKeyManagementServiceKeyId = bucket.Objects.KmsKeyId,
        };
        if (source is not null)
        {
            request.Headers.CacheControl = source.Headers.CacheControl;
            request.Headers.ContentDisposition = source.Headers.ContentDisposition;
            request.Headers.ContentEncoding = source.Headers.ContentEncoding;
            foreach (var name in source.Metadata.Keys)
                request.Metadata[name] = source.Metadata[name];
        }

        request.Metadata[SizesKey] = sizes.ToString();

        // Once it is asked for it is there, and only its answer says how to give it up: a stop waits for that, for a moment.
        cancellationToken.ThrowIfCancellationRequested();
        using var stop = new CancellationTokenSource();
        using var hurry = cancellationToken.UnsafeRegister(
            static source => ((CancellationTokenSource)source!).CancelAfter(HurriedAbortTimeout), stop);
        var begun = await bucket.CallAsync(key, client => client.InitiateMultipartUploadAsync(request, stop.Token), stop.Token).ConfigureAwait(false);
        var upload = new PartUpload(bucket, key, begun.UploadId);
        if (cancellationToken.IsCancellationRequested)
        {
            await upload.GiveUpAsync(isHurried: true).ConfigureAwait(false);
            throw new OperationCanceledException(cancellationToken);
        }

        return upload;
    }

    /// <summary>The uploads into a bucket that nobody has completed, and when they were begun.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">What their keys in the stage begin with.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public static async IAsyncEnumerable<(PartUpload Upload, DateTimeOffset Begun)> ListAsync(
        Bucket bucket, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListMultipartUploadsRequest { BucketName = bucket.Name, Prefix = bucket.Prefix + prefix };
        while (true)
        {
            var page = await bucket.CallAsync(
                StageKey.Root, client => client.ListMultipartUploadsAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
            foreach (var found in page.MultipartUploads ?? [])
            {
                var key = StageKey.FromStore(found.Key[bucket.Prefix.Length..]);
                yield return (new PartUpload(bucket, key, found.UploadId), ObjectItem.Utc(found.Initiated));
            }

            if (page.IsTruncated != true || page.NextKeyMarker is null)
                yield break;

            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }
    }

    /// <summary>When its last part came; the earliest time there is where it has none, null where the service knows of it no more.</summary>
    public async Task<DateTimeOffset?> LastPartAsync(CancellationToken cancellationToken)
    {
        var last = DateTimeOffset.MinValue;
        var request = new ListPartsRequest { BucketName = bucket.Name, Key = bucket.KeyOf(key), UploadId = id };
        while (true)
        {
            var page = await AskAsync(client => client.ListPartsAsync(request, cancellationToken)!, cancellationToken).ConfigureAwait(false);
            if (page is null)
                return null;

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

    /// <summary>Whether the service knows of it no more: it was completed, or given up.</summary>
    private async Task<bool> IsGoneAsync(CancellationToken cancellationToken)
    {
        var request = new ListPartsRequest { BucketName = bucket.Name, Key = bucket.KeyOf(key), UploadId = id, MaxParts = 1 };
        return await AskAsync(client => client.ListPartsAsync(request, cancellationToken)!, cancellationToken).ConfigureAwait(false) is null;
    }

    /// <summary>Puts the object together, and verifies it; also where an earlier request did so and only its answer was lost.</summary>
    /// <param name="pending">What is to be put together.</param>
    /// <param name="overwrite">Whether it may take the place of another.</param>
    /// <param name="condition">The entity tag of what alone it may replace; null for anything.</param>
    /// <param name="mayBeDone">Whether a job that died may have done so before.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its entity tag; null where somebody gave the upload up.</returns>
    public async Task<string?> CompleteAsync(
        PendingUpload pending, bool overwrite, string? condition, bool mayBeDone, CancellationToken cancellationToken)
    {
        var attempts = RequestAttempts.Count();
        try
        {
            return await CompleteAsync(pending, overwrite, condition, cancellationToken).ConfigureAwait(false)
                ?? throw BucketErrors.NotS3(bucket.PlaceOf(key));
        }
        catch (StageException e) when ((mayBeDone || attempts.MoreThanOne)
            && (e.Code is StageErrorCode.FileNotFound or StageErrorCode.FileAlreadyExists or StageErrorCode.StoreUnavailable))
        {
            var isGone = e.Code == StageErrorCode.FileNotFound || await IsSurelyGoneAsync(cancellationToken).ConfigureAwait(false);
            if (await bucket.FindAsync(key, cancellationToken).ConfigureAwait(false) is { } there
                && (pending.IsExactly(there) || (isGone && pending.MayBe(there, bucket.Service))))
            {
                return there.ETag;
            }

            if (!isGone || e.Code == StageErrorCode.FileAlreadyExists)
                throw;

            return null;
        }
    }

    /// <summary>Puts the object together from its parts, and verifies it.</summary>
    /// <returns>Its entity tag; Ceph completes without telling, and is asked.</returns>
    private async Task<string?> CompleteAsync(PendingUpload pending, bool overwrite, string? condition, CancellationToken cancellationToken)
    {
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = bucket.Name,
            Key = bucket.KeyOf(key),
            UploadId = id,
            PartETags = [.. pending.Parts.Select(static (tag, index) => new PartETag(index + 1, tag))],
            IfNoneMatch = bucket.IfNoneMatch(overwrite),
            IfMatch = condition,
        };
        var done = await bucket.CallAsync(
            key, client => client.CompleteMultipartUploadAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
        var tag = EntityTag.Read(done.ETag) ?? (await bucket.FindAsync(key, cancellationToken).ConfigureAwait(false))?.ETag;
        return bucket.Service.TagsPartsByMd5
            ? Corruption.Verified(tag, pending.ETag, done.ServerSideEncryptionMethod, bucket, key)
            : tag;
    }

    /// <summary>Whether that is certain: to ask for the parts is a right of its own.</summary>
    public async Task<bool> IsSurelyGoneAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await IsGoneAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StageException)
        {
            return false;
        }
    }

    /// <summary>The error where somebody else gave it up.</summary>
    public StageException GivenUp() => StageErrorCode.StoreUnavailable.Error(
        $"'{bucket.Show(key)}' was given up by somebody else while it was written; write it again.", bucket.Show(key));

    /// <summary>Gives up an upload; false where the service knows of it no more.</summary>
    public async Task<bool> AbortAsync(CancellationToken cancellationToken) => await AskAsync(
        client => client.AbortMultipartUploadAsync(bucket.Name, bucket.KeyOf(key), id, cancellationToken)!, cancellationToken)
        .ConfigureAwait(false) is not null;

    /// <summary>Gives up an upload that was not completed, where the service lets it.</summary>
    /// <param name="isHurried">Whether somebody waits who wants no more of it.</param>
    public async Task GiveUpAsync(bool isHurried)
    {
        using var timeout = new CancellationTokenSource(isHurried ? HurriedAbortTimeout : AbortTimeout);
        try
        {
            await AbortAsync(timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or StageException)
        {
            // The service is away, and what made the write fail was told: Test-Stage -Repair finds such an upload.
        }
    }

    /// <summary>Asks for something of it; null where the service knows of it no more.</summary>
    /// <remarks>Ceph asks for the upload as for a key, and says so of its parts.</remarks>
    private Task<T?> AskAsync<T>(Func<IAmazonS3, Task<T?>> ask, CancellationToken cancellationToken)
        where T : class =>
        bucket.CallAsync(
            key,
            async client =>
            {
                try
                {
                    return await ask(client).ConfigureAwait(false);
                }
                catch (AmazonS3Exception e) when (e.ErrorCode is "NoSuchUpload" or "NoSuchKey")
                {
                    return null;
                }
            },
            cancellationToken);
}
