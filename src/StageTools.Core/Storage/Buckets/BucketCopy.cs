using Amazon.S3;
using Amazon.S3.Model;
using StageTools.Stages;

namespace StageTools.Storage.Buckets;

/// <summary>Copies objects inside the service: no byte passes through here. What is too large for one request is copied in parts, several at once.</summary>
internal sealed class BucketCopy(Bucket from, Bucket to)
{
    /// <summary>The largest object that one request copies; the service's own limit but in tests.</summary>
    internal long MostInRequest { get; init; } = to.Manner.MaxCopySize;

    /// <summary>The parts' size. The largest object there can be is no more than 10,000 of them.</summary>
    internal long SmallestPart { get; init; } = 512L << 20;

    /// <summary>Copies an object as it was listed; one that was replaced since is refused.</summary>
    public async Task<StoreItem> CopyAsync(StoreItem file, StageKey target, WriteOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var tag = file.Size > MostInRequest
                ? await CopyPartsAsync(file, target, options, cancellationToken).ConfigureAwait(false)
                : await CopyWholeAsync(file, target, options, cancellationToken).ConfigureAwait(false);

            if (tag is null)
            {
                // Whoever moves removes the source next: no tag, no copy.
                throw BucketErrors.NotS3(to.PlaceOf(target));
            }

            // Ceph passes over the condition. Equal bytes have other tags, too: put in other parts, or encrypted under a key of KMS.
            if (!string.Equals(tag, file.ETag, StringComparison.OrdinalIgnoreCase))
            {
                await RequireUnchangedAsync(file, cancellationToken).ConfigureAwait(false);
            }

            return new StoreItem(target.Value, file.Size, DateTimeOffset.UtcNow) { ETag = tag, MD5 = ETagCheck.Md5Of(tag), StorageClass = options.StorageClass ?? file.StorageClass };
        }
        catch (StageException e) when (e.Code == StageErrorCode.FileAlreadyExists)
        {
            // The precondition is the source's entity tag.
            throw Corruption.Replaced(from.Show(StageKey.FromStore(file.Key)));
        }
        finally
        {
            to.Changed();
        }
    }

    private async Task RequireUnchangedAsync(StoreItem file, CancellationToken cancellationToken)
    {
        var key = StageKey.FromStore(file.Key);
        if ((await new BucketStore(from).FindFileAsync(key, cancellationToken).ConfigureAwait(false))?.ETag != file.ETag)
        {
            throw Corruption.Replaced(from.Show(key));
        }
    }

    private static string? Quoted(string? tag) => tag is null ? null : $"\"{tag}\"";

    private async Task<string?> CopyWholeAsync(StoreItem file, StageKey target, WriteOptions options, CancellationToken cancellationToken)
    {
        var request = new CopyObjectRequest
        {
            SourceBucket = from.Name,
            SourceKey = from.Prefix + file.Key,
            DestinationBucket = to.Name,
            DestinationKey = to.KeyOf(target),
            ETagToMatch = Quoted(file.ETag),
            StorageClass = ClassOf(file, options),
            MetadataDirective = S3MetadataDirective.COPY,
        };
        if (to.Connection.Settings.Encryption is { } encryption)
        {
            request.ServerSideEncryptionMethod = new ServerSideEncryptionMethod(encryption);
            request.ServerSideEncryptionKeyManagementServiceKeyId = to.Connection.Settings.KmsKeyId;
        }

        return ListPage.Tag((await to.CallAsync(target, client => client.CopyObjectAsync(request, cancellationToken), cancellationToken).ConfigureAwait(false)).ETag);
    }

    private async Task<string?> CopyPartsAsync(StoreItem file, StageKey target, WriteOptions options, CancellationToken cancellationToken)
    {
        var size = Math.Max(SmallestPart, PartSizes.For(file.Size).Of(1));
        var source = StageKey.FromStore(file.Key);
        var head = await from.CallAsync(source, client => client.GetObjectMetadataAsync(from.Name, from.KeyOf(source), cancellationToken), cancellationToken).ConfigureAwait(false);
        var upload = await PartUpload.BeginAsync(
            to, target, options with { StorageClass = ClassOf(file, options)?.Value }, new PartSizes(size), head, cancellationToken).ConfigureAwait(false);
        var completed = false;
        try
        {
            var count = (int)((file.Size + size - 1) / size);
            var tag = await upload.CopyAsync(
                Enumerable.Range(1, count).Select(number => new CopyPartRequest
                {
                    SourceBucket = from.Name,
                    SourceKey = from.Prefix + file.Key,
                    ETagToMatch = file.ETag is null ? null : [Quoted(file.ETag)],
                    FirstByte = (number - 1) * size,
                    LastByte = Math.Min(number * size, file.Size) - 1,
                    PartNumber = number,
                }),
                () => RequireUnchangedAsync(file, cancellationToken),
                cancellationToken).ConfigureAwait(false);
            completed = true;
            return tag;
        }
        finally
        {
            await upload.EndAsync(completed, isHurried: cancellationToken.IsCancellationRequested).ConfigureAwait(false);
        }
    }

    /// <summary>A copy keeps the class of its source, unless the write or the stage says another.</summary>
    private S3StorageClass? ClassOf(StoreItem file, WriteOptions options) =>
        BucketWriter.StorageClassOf(to, options) ?? (file.StorageClass is { } name ? new S3StorageClass(to.Manner.NormalizeClass(name) ?? name) : null);
}
