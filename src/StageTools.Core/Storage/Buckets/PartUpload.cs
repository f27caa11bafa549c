using System.Collections.Concurrent;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using StageTools.Stages;

namespace StageTools.Storage.Buckets;

/// <summary>An upload in parts, several at once. Until it is completed the bucket shows nothing of it; given up, it leaves no part behind.</summary>
internal sealed class PartUpload
{
    /// <summary>Where an object's metadata tells how large its parts were.</summary>
    public const string SizesKey = "stagetools-part-size";

    private static readonly TimeSpan AbortPatience = TimeSpan.FromSeconds(10);

    // Whoever pressed Ctrl+C waits for this.
    private static readonly TimeSpan HurriedAbortPatience = TimeSpan.FromSeconds(2);

    private readonly Bucket _bucket;
    private readonly StageKey _key;
    private readonly string _id;
    private readonly List<Task<SentPart>> _parts = [];
    private readonly CancellationTokenSource _stop;

    private PartUpload(Bucket bucket, StageKey key, string id, CancellationToken cancellationToken)
    {
        (_bucket, _key, _id) = (bucket, key, id);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>How many parts were given to it.</summary>
    public int PartCount => _parts.Count;

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
            ContentType = source?.Headers.ContentType ?? BucketWriter.ContentTypeOf(key),
            StorageClass = BucketWriter.StorageClassOf(bucket, options),
        };
        if (source is not null)
        {
            request.Headers.CacheControl = source.Headers.CacheControl;
            request.Headers.ContentDisposition = source.Headers.ContentDisposition;
            request.Headers.ContentEncoding = source.Headers.ContentEncoding;
            foreach (var name in source.Metadata.Keys)
            {
                request.Metadata[name] = source.Metadata[name];
            }
        }

        request.Metadata[SizesKey] = sizes.ToString();
        if (bucket.Connection.Settings.Encryption is { } encryption)
        {
            request.ServerSideEncryptionMethod = new ServerSideEncryptionMethod(encryption);
            request.ServerSideEncryptionKeyManagementServiceKeyId = bucket.Connection.Settings.KmsKeyId;
        }

        // Once it is asked for it is there, and only its answer says how to give it up: a stop waits for that, for a moment.
        cancellationToken.ThrowIfCancellationRequested();
        using var stop = new CancellationTokenSource();
        using var hurry = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).CancelAfter(HurriedAbortPatience), stop);
        var begun = await bucket.CallAsync(key, client => client.InitiateMultipartUploadAsync(request, stop.Token), stop.Token).ConfigureAwait(false);
        var upload = new PartUpload(bucket, key, begun.UploadId, cancellationToken);
        if (cancellationToken.IsCancellationRequested)
        {
            await upload.EndAsync(completed: false, isHurried: true).ConfigureAwait(false);
            throw new OperationCanceledException(cancellationToken);
        }

        return upload;
    }

    /// <summary>Sends a part while the caller goes on; waits while too much is on its way. The buffer is the upload's from now on.</summary>
    public async Task SendAsync(byte[] buffer, int count, CancellationToken cancellationToken)
    {
        int units;
        try
        {
            if (PartCount == PartSizes.MostParts)
            {
                throw new StageException(StageErrorCode.StoreFull, $"'{_bucket.Show(_key)}' is larger than the 5 TiB that an object can hold, and was given up; write several files.", _bucket.Show(_key));
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
            units = await PartBuffers.BeginSendAsync(count, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A part has failed, and stopped the others: its own error says why.
            PartBuffers.Return(buffer);
            await Task.WhenAll(_parts).ConfigureAwait(false);
            throw;
        }
        catch
        {
            PartBuffers.Return(buffer);
            throw;
        }

        _parts.Add(SendPartAsync(buffer, count, PartCount + 1, units));
    }

    /// <summary>Makes the object of ranges of another, several at once.</summary>
    /// <param name="ranges">What each part is.</param>
    /// <param name="verify">Looks whether the other is still what it was, before anybody sees the copy.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    /// <returns>Its entity tag.</returns>
    public async Task<string?> CopyAsync(IEnumerable<CopyPartRequest> ranges, Func<Task> verify, CancellationToken cancellationToken)
    {
        var parts = new ConcurrentBag<PartETag>();
        await Parallel.ForEachAsync(
            ranges,
            new ParallelOptions { MaxDegreeOfParallelism = Bucket.MostRequests, CancellationToken = cancellationToken },
            async (range, token) =>
            {
                (range.DestinationBucket, range.DestinationKey, range.UploadId) = (_bucket.Name, _bucket.KeyOf(_key), _id);
                var copied = await _bucket.CallAsync(_key, client => client.CopyPartAsync(range, token), token).ConfigureAwait(false);
                parts.Add(new PartETag(range.PartNumber ?? 0, copied.ETag));
            }).ConfigureAwait(false);
        await verify().ConfigureAwait(false);
        var done = await PutTogetherAsync([.. parts.OrderBy(static part => part.PartNumber)], ifNoneMatch: null, cancellationToken).ConfigureAwait(false);
        return await TagAsync(done, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts the object together from its parts, and verifies it.</summary>
    /// <returns>Its entity tag.</returns>
    public async Task<string> CompleteAsync(bool overwrite, CancellationToken cancellationToken)
    {
        var parts = await Task.WhenAll(_parts).ConfigureAwait(false);
        var expected = ETagCheck.OfParts([.. parts.Select(static part => part.MD5)]);
        if (!overwrite && await new BucketStore(_bucket).FindFileAsync(_key, cancellationToken).ConfigureAwait(false) is not null)
        {
            throw StoreErrors.AlreadyExists(_bucket.Show(_key));
        }

        var attempts = BucketHttp.CountAttempts();
        try
        {
            var done = await PutTogetherAsync([.. parts.Select(static part => part.Tag)], !overwrite && _bucket.Manner.ConditionalWrite ? "*" : null, cancellationToken).ConfigureAwait(false);

            var tag = await TagAsync(done, cancellationToken).ConfigureAwait(false);
            return _bucket.Manner.TagsPartsByMd5
                ? BucketWriter.Verified(tag, expected, done.ServerSideEncryptionMethod, _bucket, _key)
                : tag ?? throw BucketErrors.NotS3(_bucket.PlaceOf(_key));
        }
        catch (StageException e) when (attempts.MoreThanOne && (e.Code is StageErrorCode.FileNotFound or StageErrorCode.FileAlreadyExists or StageErrorCode.StoreUnavailable))
        {
            // An earlier attempt may have completed it, and only the answer was lost: then the upload is gone (NoSuchUpload), and the object is there.
            if (!await IsThereAsync(expected, cancellationToken).ConfigureAwait(false))
            {
                throw;
            }

            return expected;
        }
    }

    /// <summary>Ends what still runs, and gives up an upload that was not completed.</summary>
    /// <param name="completed">Whether it was.</param>
    /// <param name="isHurried">Whether somebody waits who wants no more of it.</param>
    public async Task EndAsync(bool completed, bool isHurried)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_parts).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        _stop.Dispose();
        if (completed)
        {
            return;
        }

        using var patience = new CancellationTokenSource(isHurried ? HurriedAbortPatience : AbortPatience);
        try
        {
            await _bucket.Client.AbortMultipartUploadAsync(_bucket.Name, _bucket.KeyOf(_key), _id, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException || BucketErrors.Is(e))
        {
            // The service is away, and what made the write fail was told: Test-Stage -Repair finds such an upload.
        }
    }

    /// <summary>Ceph completes without telling what it calls the object by.</summary>
    private async Task<string?> TagAsync(CompleteMultipartUploadResponse done, CancellationToken cancellationToken) =>
        ListPage.Tag(done.ETag) ?? (await new BucketStore(_bucket).FindFileAsync(_key, cancellationToken).ConfigureAwait(false))?.ETag;

    private async Task<bool> IsThereAsync(string tag, CancellationToken cancellationToken)
    {
        try
        {
            return tag.Equals((await new BucketStore(_bucket).FindFileAsync(_key, cancellationToken).ConfigureAwait(false))?.ETag, StringComparison.OrdinalIgnoreCase);
        }
        catch (StageException)
        {
            return false;
        }
    }

    private Task<CompleteMultipartUploadResponse> PutTogetherAsync(List<PartETag> parts, string? ifNoneMatch, CancellationToken cancellationToken) => _bucket.CallAsync(
        _key,
        client => client.CompleteMultipartUploadAsync(
            new CompleteMultipartUploadRequest { BucketName = _bucket.Name, Key = _bucket.KeyOf(_key), UploadId = _id, PartETags = parts, IfNoneMatch = ifNoneMatch },
            cancellationToken),
        cancellationToken);

    private async Task<SentPart> SendPartAsync(byte[] buffer, int count, int number, int units)
    {
        // Hashing is work for another core than the one that fills the next part.
        await Task.Yield();
        try
        {
            var md5 = MD5.HashData(buffer.AsSpan(0, count));
            var sent = await Corruption.RetryAsync(() => _bucket.CallAsync(_key, client => client.UploadPartAsync(Request(buffer, count, number, md5), _stop.Token), _stop.Token)).ConfigureAwait(false);
            BucketWriter.Verified(ListPage.Tag(sent.ETag), ETagCheck.Hex(md5), sent.ServerSideEncryptionMethod, _bucket, _key);
            return new SentPart(new PartETag(number, sent.ETag), md5);
        }
        catch (StageException)
        {
            // The others are for nothing then.
            await _stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            PartBuffers.Return(buffer);
            PartBuffers.EndSend(units);
        }
    }

    private UploadPartRequest Request(byte[] buffer, int count, int number, byte[] md5)
    {
        var request = new UploadPartRequest
        {
            BucketName = _bucket.Name,
            Key = _bucket.KeyOf(_key),
            UploadId = _id,
            PartNumber = number,
            PartSize = count,
            InputStream = new MemoryStream(buffer, 0, count, writable: false),
            MD5Digest = Convert.ToBase64String(md5),
        };
        _bucket.Manner.Prepare(request);
        return request;
    }

    /// <summary>A part that is there: what completes the upload, and what verifies it.</summary>
    private sealed record SentPart(PartETag Tag, byte[] MD5);
}
