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
    public static async Task<PartUpload> BeginAsync(Bucket bucket, StageKey key, WriteOptions options, PartSizes sizes, CancellationToken cancellationToken)
    {
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = bucket.Name,
            Key = bucket.KeyOf(key),
            ContentType = BucketWriter.ContentTypeOf(key),
            StorageClass = BucketWriter.StorageClassOf(bucket, options),
        };
        request.Metadata[SizesKey] = sizes.ToString();
        if (bucket.Connection.Settings.Encryption is { } encryption)
        {
            request.ServerSideEncryptionMethod = new ServerSideEncryptionMethod(encryption);
            request.ServerSideEncryptionKeyManagementServiceKeyId = bucket.Connection.Settings.KmsKeyId;
        }

        var begun = await bucket.CallAsync(key, client => client.InitiateMultipartUploadAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false);
        return new PartUpload(bucket, key, begun.UploadId, cancellationToken);
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
    /// <returns>Its entity tag.</returns>
    public async Task<string?> CopyAsync(IEnumerable<CopyPartRequest> ranges, CancellationToken cancellationToken)
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
        var done = await PutTogetherAsync([.. parts.OrderBy(static part => part.PartNumber)], ifNoneMatch: null, cancellationToken).ConfigureAwait(false);
        return ListPage.Tag(done.ETag);
    }

    /// <summary>Puts the object together from its parts, and verifies it.</summary>
    /// <returns>Its entity tag.</returns>
    public async Task<string> CompleteAsync(bool overwrite, CancellationToken cancellationToken)
    {
        var parts = await Task.WhenAll(_parts).ConfigureAwait(false);
        var expected = ETagCheck.OfParts(Array.ConvertAll(parts, static part => part.MD5));
        var store = new BucketStore(_bucket);
        if (!overwrite && await store.FindFileAsync(_key, cancellationToken).ConfigureAwait(false) is not null)
        {
            throw StoreErrors.AlreadyExists(_bucket.Show(_key));
        }

        var attempts = BucketHttp.CountAttempts();
        try
        {
            var done = await PutTogetherAsync([.. parts.Select(static part => part.Tag)], !overwrite && _bucket.Manner.ConditionalWrite ? "*" : null, cancellationToken).ConfigureAwait(false);

            // Ceph completes without telling what it calls the object by.
            var tag = ListPage.Tag(done.ETag) ?? (await store.FindFileAsync(_key, cancellationToken).ConfigureAwait(false))?.ETag;
            return BucketWriter.Verified(tag, expected, _bucket, _key);
        }
        catch (StageException e) when (attempts.MoreThanOne && (e.Code is StageErrorCode.FileNotFound or StageErrorCode.FileAlreadyExists))
        {
            // The upload is gone because an earlier attempt completed it, and only the answer was lost: then the object is there.
            if (!expected.Equals((await store.FindFileAsync(_key, cancellationToken).ConfigureAwait(false))?.ETag, StringComparison.OrdinalIgnoreCase))
            {
                throw;
            }

            return expected;
        }
    }

    /// <summary>Ends what still runs, and gives up an upload that was not completed.</summary>
    public async Task EndAsync(bool completed)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_parts).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        _stop.Dispose();
        if (completed)
        {
            return;
        }

        using var patience = new CancellationTokenSource(AbortPatience);
        try
        {
            await _bucket.Client.AbortMultipartUploadAsync(_bucket.Name, _bucket.KeyOf(_key), _id, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException || BucketErrors.Is(e))
        {
            // The service is away, and what made the write fail was told: Test-Stage -Repair finds such an upload.
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
            BucketWriter.Verified(ListPage.Tag(sent.ETag), ETagCheck.Hex(md5), _bucket, _key);
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

    /// <summary>A part that is there.</summary>
    private sealed record SentPart(PartETag Tag, byte[] MD5);
}
