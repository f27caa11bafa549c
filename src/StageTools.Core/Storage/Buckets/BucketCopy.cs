using Amazon.S3;
using Amazon.S3.Model;
using StageTools.Stages;

namespace StageTools.Storage.Buckets;

/// <summary>Copies objects inside the service: no byte passes through here. What is too large for one request is copied in parts, several at once.</summary>
internal sealed class BucketCopy(Bucket from, Bucket to)
{
    private const long PartSize = 512L << 20;

    /// <summary>Copies an object as it was listed; one that was replaced since is refused.</summary>
    public async Task<StoreItem> CopyAsync(StoreItem file, StageKey target, WriteOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var tag = file.Size > to.Manner.MaxCopySize
                ? await CopyPartsAsync(file, target, options, cancellationToken).ConfigureAwait(false)
                : await CopyWholeAsync(file, target, options, cancellationToken).ConfigureAwait(false);

            // Ceph passes over the condition.
            if (ETagCheck.Md5Of(tag) is { } copied && ETagCheck.Md5Of(file.ETag) is { } listed && copied != listed)
            {
                throw Corruption.Replaced(from.Show(StageKey.FromStore(file.Key)));
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
        var upload = await PartUpload.BeginAsync(
            to, target, options with { StorageClass = options.StorageClass ?? file.StorageClass }, new PartSizes(PartSize), cancellationToken).ConfigureAwait(false);
        var completed = false;
        try
        {
            var count = (int)((file.Size + PartSize - 1) / PartSize);
            var tag = await upload.CopyAsync(
                Enumerable.Range(1, count).Select(number => new CopyPartRequest
                {
                    SourceBucket = from.Name,
                    SourceKey = from.Prefix + file.Key,
                    ETagToMatch = file.ETag is null ? null : [Quoted(file.ETag)],
                    FirstByte = (number - 1) * PartSize,
                    LastByte = Math.Min(number * PartSize, file.Size) - 1,
                    PartNumber = number,
                }),
                cancellationToken).ConfigureAwait(false);
            completed = true;
            return tag;
        }
        finally
        {
            await upload.EndAsync(completed).ConfigureAwait(false);
        }
    }

    /// <summary>A copy keeps the class of its source, unless the write or the stage says another.</summary>
    private S3StorageClass? ClassOf(StoreItem file, WriteOptions options) =>
        BucketWriter.StorageClassOf(to, options) ?? (file.StorageClass is { } name ? new S3StorageClass(name) : null);
}
