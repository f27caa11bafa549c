using Amazon.S3;
using Amazon.S3.Model;

namespace StageTools.Storage.Buckets;

/// <summary>
/// Copies objects inside the service: no byte passes through here. What is too large for one request is copied in parts, several at once.
/// </summary>
internal sealed class BucketCopy(Bucket from, Bucket to)
{
    /// <summary>The largest object that one request copies; the service's own limit but in tests.</summary>
    internal long MostInRequest { get; init; } = to.Service.MaxCopySize;

    /// <summary>The parts' size. The largest object there can be is no more than 10,000 of them.</summary>
    internal long SmallestPart { get; init; } = 512L << 20;

    /// <summary>Copies an object as it was listed; one that was replaced since is refused.</summary>
    public async Task<StoreItem> CopyAsync(StoreItem file, StageKey target, WriteOptions options, CancellationToken cancellationToken)
    {
        try
        {
            // Whoever moves removes the source next: no tag, no copy.
            var copying = file.Size > MostInRequest
                ? CopyPartsAsync(file, target, options, cancellationToken)
                : CopyWholeAsync(file, target, options, cancellationToken);
            var tag = await copying.ConfigureAwait(false) ?? throw BucketErrors.NotS3(to.PlaceOf(target));

            // Ceph passes over the condition. Equal bytes have other tags, too: put in other parts, or encrypted under a key of KMS.
            if (!string.Equals(tag, file.ETag, StringComparison.OrdinalIgnoreCase))
                await RequireUnchangedAsync(file, cancellationToken).ConfigureAwait(false);

            return ObjectItem.Of(target.Value, file.Size, DateTimeOffset.UtcNow, tag, options.StorageClass ?? file.StorageClass);
        }
        finally
        {
            to.Changed();
        }
    }

    private async Task<T> AskAsync<T>(StoreItem file, StageKey target, Func<IAmazonS3, Task<T>> copy, CancellationToken cancellationToken)
    {
        try
        {
            return await to.CallAsync(target, copy, cancellationToken).ConfigureAwait(false);
        }
        catch (StageException e) when (e.Code == StageErrorCode.FileAlreadyExists)
        {
            // The precondition is the source's entity tag.
            throw Corruption.Replaced(from.Show(StageKey.FromStore(file.Key)));
        }
    }

    private async Task RequireUnchangedAsync(StoreItem file, CancellationToken cancellationToken)
    {
        var key = StageKey.FromStore(file.Key);
        if ((await from.FindAsync(key, cancellationToken).ConfigureAwait(false))?.ETag != file.ETag)
            throw Corruption.Replaced(from.Show(key));
    }

    private async Task<string?> CopyWholeAsync(StoreItem file, StageKey target, WriteOptions options, CancellationToken cancellationToken)
    {
        var request = new CopyObjectRequest
        {
            SourceBucket = from.Name,
            SourceKey = from.Prefix + file.Key,
            DestinationBucket = to.Name,
            DestinationKey = to.KeyOf(target),
            ETagToMatch = EntityTag.Quoted(file.ETag),
            StorageClass = to.Objects.ClassOf(options, file),
            ServerSideEncryptionMethod = to.Objects.Encryption,
            ServerSideEncryptionKeyManagementServiceKeyId = to.Objects.KmsKeyId,
            MetadataDirective = S3MetadataDirective.COPY,
        };
        var copying = AskAsync(file, target, client => client.CopyObjectAsync(request, cancellationToken), cancellationToken);
        return EntityTag.Read((await copying.ConfigureAwait(false)).ETag);
    }

    private async Task<string?> CopyPartsAsync(StoreItem file, StageKey target, WriteOptions options, CancellationToken cancellationToken)
    {
        var size = Math.Max(SmallestPart, PartSizes.For(file.Size).Of(1));
        var head = await from.HeadAsync(StageKey.FromStore(file.Key), cancellationToken).ConfigureAwait(false);
        var written = options with { StorageClass = to.Objects.ClassOf(options, file)?.Value };
        var upload = await PartUpload.BeginAsync(to, target, written, new PartSizes(size), head, cancellationToken).ConfigureAwait(false);
        try
        {
            var parts = await CopyRangesAsync(file, upload, size, cancellationToken).ConfigureAwait(false);

            // Before anybody sees the copy.
            await RequireUnchangedAsync(file, cancellationToken).ConfigureAwait(false);
            await to.RequireFreeAsync(target, options.Overwrite, cancellationToken).ConfigureAwait(false);
            return await upload.CompleteAsync(parts, expected: null, overwrite: true, condition: null, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await upload.GiveUpAsync(isHurried: cancellationToken.IsCancellationRequested).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Copies ranges of an object into the parts of an upload, several at once.</summary>
    private async Task<List<PartETag>> CopyRangesAsync(StoreItem file, PartUpload upload, long size, CancellationToken cancellationToken)
    {
        var tags = new PartETag[(file.Size + size - 1) / size];
        await Parallel.ForAsync(
            0,
            tags.Length,
            new ParallelOptions { MaxDegreeOfParallelism = Bucket.MostRequests, CancellationToken = cancellationToken },
            async (index, token) =>
            {
                var request = new CopyPartRequest
                {
                    SourceBucket = from.Name,
                    SourceKey = from.Prefix + file.Key,
                    ETagToMatch = file.ETag is null ? null : [EntityTag.Quoted(file.ETag)],
                    FirstByte = index * size,
                    LastByte = Math.Min((index + 1) * size, file.Size) - 1,
                    DestinationBucket = to.Name,
                    DestinationKey = to.KeyOf(upload.Key),
                    UploadId = upload.Id,
                    PartNumber = index + 1,
                };
                var copied = await AskAsync(file, upload.Key, client => client.CopyPartAsync(request, token), token).ConfigureAwait(false);
                tags[index] = new PartETag(index + 1, copied.ETag);
            }).ConfigureAwait(false);
        return [.. tags];
    }
}
