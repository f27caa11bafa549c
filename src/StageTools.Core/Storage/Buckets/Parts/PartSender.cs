using Amazon.S3.Model;

namespace StageTools.Storage.Buckets.Parts;

/// <summary>Sends an object in parts, several at once, and puts it together.</summary>
/// <param name="bucket">Where to.</param>
/// <param name="upload">What was begun.</param>
/// <param name="stop">Gives it up.</param>
internal sealed class PartSender(Bucket bucket, PartUpload upload, CancellationToken stop)
{
    // What completes the upload, and what verifies it.
    private readonly List<Task<(PartETag Tag, byte[] MD5)>> _parts = [];
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);

    /// <summary>How many parts it has.</summary>
    public int Count => _parts.Count;

    /// <summary>Begins an upload.</summary>
    /// <param name="bucket">Where to.</param>
    /// <param name="key">The object's key.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="sizes">How large its parts will be.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public static async Task<PartSender> BeginAsync(
        Bucket bucket, StageKey key, WriteOptions options, PartSizes sizes, CancellationToken cancellationToken) =>
        new(
            bucket,
            await PartUpload.BeginAsync(bucket, key, options, sizes, source: null, cancellationToken).ConfigureAwait(false),
            cancellationToken);

    /// <summary>Sends a part while the caller goes on; waits while too much is on its way. The buffer is the upload's from now on.</summary>
    public async Task SendAsync(byte[] buffer, int count, CancellationToken cancellationToken)
    {
        int units;
        try
        {
            if (Count == PartSizes.MostParts)
            {
                throw StageErrorCode.StoreFull.Error(
                    $"'{bucket.Show(upload.Key)}' is larger than the 5 TiB that an object can hold, and was given up; write several files.",
                    bucket.Show(upload.Key));
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

        _parts.Add(SendPartAsync(buffer, count, Count + 1, units));
    }

    /// <summary>Puts the object together from its parts, and verifies it.</summary>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="options">Whose place it may take.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its entity tag.</returns>
    public async Task<string> CompleteAsync(long size, WriteOptions options, CancellationToken cancellationToken)
    {
        var staged = await StageAsync(size).ConfigureAwait(false);
        await bucket.RequireFreeAsync(upload.Key, options.Overwrite, cancellationToken).ConfigureAwait(false);
        var completed = await bucket.ReplaceAsync(
            upload.Key,
            options.Replaces,
            condition => upload.CompleteAsync(staged, options.Overwrite, condition, mayBeDone: false, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return completed ?? throw upload.GivenUp();
    }

    /// <summary>Waits until all parts are there; the upload can then be completed by whoever knows of it.</summary>
    public async Task<PendingUpload> StageAsync(long size)
    {
        var parts = await Task.WhenAll(_parts).ConfigureAwait(false);
        return new PendingUpload(
            upload.Key.Value,
            size,
            upload.Id,
            [.. parts.Select(static part => part.Tag.ETag)],
            ETagCheck.OfParts([.. parts.Select(static part => part.MD5)]));
    }

    /// <summary>Ends what still runs, and gives up an upload that was not completed.</summary>
    /// <param name="completed">Whether it was.</param>
    /// <param name="isHurried">Whether somebody waits who wants no more of it.</param>
    public async Task EndAsync(bool completed, bool isHurried)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await ((Task)Task.WhenAll(_parts)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        if (!completed)
            await upload.GiveUpAsync(isHurried).ConfigureAwait(false);
    }

    private async Task<(PartETag Tag, byte[] MD5)> SendPartAsync(byte[] buffer, int count, int number, int units)
    {
        // Hashing is work for another core than the one that fills the next part.
        await Task.Yield();
        try
        {
            var md5 = MD5.HashData(buffer.AsSpan(0, count));
            var sent = await Retry.AfterCorruptionAsync(() => bucket.CallAsync(
                upload.Key, client => client.UploadPartAsync(Request(buffer, count, number, md5), _stop.Token), _stop.Token)).ConfigureAwait(false);
            Corruption.Verified(EntityTag.Read(sent.ETag), Convert.ToHexStringLower(md5), sent.ServerSideEncryptionMethod, bucket, upload.Key);
            return (new PartETag(number, sent.ETag), md5);
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
            BucketName = bucket.Name,
            Key = bucket.KeyOf(upload.Key),
            UploadId = upload.Id,
            PartNumber = number,
            PartSize = count,
            InputStream = new MemoryStream(buffer, 0, count, writable: false),
            MD5Digest = Convert.ToBase64String(md5),
        };
        bucket.Service.Prepare(request);
        return request;
    }
}

/// <summary>An upload of which all parts are there, and which nobody has completed.</summary>
/// <param name="Key">The key that the object will have.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Upload">What the service calls the upload by.</param>
/// <param name="Parts">The entity tags of its parts, in their order.</param>
/// <param name="ETag">The entity tag that the object will have; empty where nobody knows.</param>
internal sealed record PendingUpload(string Key, long Size, string Upload, IReadOnlyList<string> Parts, string ETag) : PendingFile(Key, Size)
{
    /// <summary>Whether an object is what was put together of it, by its tag.</summary>
    public bool IsExactly(StoreItem there) => there.Size == Size && string.Equals(there.ETag, ETag, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it can be. Where the service does not make its tags of MD5s, and under a key of KMS, which may be the bucket's own default,
    /// nothing but the number of parts is known of its tag.</summary>
    public bool MayBe(StoreItem there, BucketService service)
    {
        var count = string.Create(CultureInfo.InvariantCulture, $"-{Parts.Count}");
        var isKnown = service.TagsPartsByMd5 && ETagCheck.IsOfParts(ETag, Parts);
        return IsExactly(there) || (!isKnown && there.Size == Size && there.ETag?.EndsWith(count, StringComparison.Ordinal) != false);
    }
}

/// <summary>How such uploads are written down.</summary>
[JsonSerializable(typeof(PendingUpload))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, MaxDepth = 8)]
internal sealed partial class PendingUploadJson : JsonSerializerContext;
