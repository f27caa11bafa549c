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

    /// <summary>Copies an object as it was listed, and tells what is there now. One that was replaced since is refused, or, where the service passes
    /// over that condition, copied whole as it is now.</summary>
    public async Task<StoreItem> CopyAsync(StoreItem file, StageKey target, WriteOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var copying = file.Size > MostInRequest
                ? CopyPartsAsync(file, target, options, cancellationToken)
                : CopyWholeAsync(file, target, options, cancellationToken);
            return await copying.ConfigureAwait(false);
        }
        finally
        {
            to.Changed();
        }
    }

    private static bool IsTag(string? tag, StoreItem item) => tag is not null && string.Equals(tag, item.ETag, StringComparison.OrdinalIgnoreCase);

    // Whoever moves removes the source next: no tag, no copy.
    private StoreItem Made(StoreItem file, StageKey target, WriteOptions options, string? tag) => ObjectItem.Of(
        target.Value,
        file.Size,
        DateTimeOffset.UtcNow,
        tag ?? throw BucketErrors.NotS3(to.PlaceOf(target)),
        options.StorageClass ?? file.StorageClass);

    private string ShowSource(StoreItem file) => from.Show(StageKey.FromStore(file.Key));

    private Task<StoreItem?> FindSourceAsync(StoreItem file, CancellationToken cancellationToken) =>
        from.FindAsync(StageKey.FromStore(file.Key), cancellationToken);

    private async Task<StoreItem> CopyWholeAsync(StoreItem file, StageKey target, WriteOptions options, CancellationToken cancellationToken)
    {
        var isSure = to.Service.ConditionalWriteIsSure;
        await to.RequireFreeAsync(target, options.Overwrite || isSure, cancellationToken).ConfigureAwait(false);
        var attempts = RequestAttempts.Count();
        var isItself = from.AddressOf(file.Key) == to.AddressOf(target.Value);
        string? tag;
        try
        {
            tag = await SendAsync(file, target, options, cancellationToken).ConfigureAwait(false);
        }
        catch (StageException e) when (e.Code == StageErrorCode.FileAlreadyExists
            || ((isItself || !options.Overwrite) && attempts.MoreThanOne && e.Code == StageErrorCode.StoreUnavailable))
        {
            // The first attempt may have been done, and only its answer lost, or it runs still. Onto itself, nothing may be left to change then,
            // which is refused.
            var isRepeated = attempts.MoreThanOne;
            var there = await to.FindAsync(target, cancellationToken).ConfigureAwait(false);
            if (isRepeated && there is { } done && IsWanted(done, file, options)
                && (isItself || await IsSameAsync(file, done, cancellationToken).ConfigureAwait(false)))
            {
                return done;
            }

            // Either condition may have failed: the source's tag, or that nothing is there.
            throw e.Code != StageErrorCode.FileAlreadyExists || (there is not null && !options.Overwrite)
                ? e
                : Corruption.Replaced(ShowSource(file));
        }

        // Equal bytes have other tags, too: put in other parts, or encrypted under a key of KMS.
        if (tag is null || isSure || IsTag(tag, file))
            return Made(file, target, options, tag);

        // Ceph passes over the condition. What has the copy's tag was copied whole: a newer version, or the object itself.
        var now = await FindSourceAsync(file, cancellationToken).ConfigureAwait(false);
        if (now is { } source && (source.ETag == file.ETag || IsTag(tag, source)))
            return Made(source, target, options, tag);

        throw Corruption.CopiedMeanwhile(ShowSource(file), to.Show(target));
    }

    private async Task<string?> SendAsync(StoreItem file, StageKey target, WriteOptions options, CancellationToken cancellationToken)
    {
        var request = new CopyObjectRequest
        {
            SourceBucket = from.Name,
            SourceKey = from.Prefix + file.Key,
            DestinationBucket = to.Name,
            DestinationKey = to.KeyOf(target),
            ETagToMatch = EntityTag.Quoted(file.ETag),
            IfNoneMatch = to.IfNoneMatch(options.Overwrite),
            StorageClass = to.Objects.ClassOf(options, file),
            ServerSideEncryptionMethod = to.Objects.Encryption,
            ServerSideEncryptionKeyManagementServiceKeyId = to.Objects.KmsKeyId,
            MetadataDirective = S3MetadataDirective.COPY,
        };
        var copying = to.CallAsync(
            target,
            client => Retry.AfterConflictAsync(() => client.CopyObjectAsync(request, cancellationToken), cancellationToken),
            cancellationToken);
        return EntityTag.Read((await copying.ConfigureAwait(false)).ETag);
    }

    /// <summary>Whether an object can be the copy that was asked for, by its size and class.</summary>
    private bool IsWanted(StoreItem there, StoreItem file, WriteOptions options) => there.Size == file.Size
        && (to.Objects.ClassOf(options, file) is not { } wanted
            || string.Equals(wanted.Value, there.StorageClass, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether an object is a copy: AWS gives that of one of several parts, or under a key of KMS, another tag, and both are read.</summary>
    private async Task<bool> IsSameAsync(StoreItem file, StoreItem there, CancellationToken cancellationToken) =>
        IsTag(there.ETag, file)
        || await StoreTransfer.SameContentAsync(
            new BucketStore(from), file with { MD5 = null }, new BucketStore(to), there with { MD5 = null }, cancellationToken).ConfigureAwait(false);

    private async Task<StoreItem> CopyPartsAsync(StoreItem file, StageKey target, WriteOptions options, CancellationToken cancellationToken)
    {
        await to.RequireFreeAsync(target, options.Overwrite, cancellationToken).ConfigureAwait(false);
        var size = Math.Max(SmallestPart, PartSizes.For(file.Size).Of(1));
        var head = await from.HeadAsync(StageKey.FromStore(file.Key), cancellationToken).ConfigureAwait(false);
        var written = options with { StorageClass = to.Objects.ClassOf(options, file)?.Value };
        var upload = await PartUpload.BeginAsync(to, target, written, new PartSizes(size), head, cancellationToken).ConfigureAwait(false);
        try
        {
            var parts = await CopyRangesAsync(file, upload, size, cancellationToken).ConfigureAwait(false);

            // Before anybody sees the copy.
            if ((await FindSourceAsync(file, cancellationToken).ConfigureAwait(false))?.ETag != file.ETag)
                throw Corruption.Replaced(ShowSource(file));

            await to.RequireFreeAsync(target, options.Overwrite, cancellationToken).ConfigureAwait(false);
            var pending = new PendingUpload(target.Value, file.Size, upload.Id, parts, ETag: string.Empty);
            var completing = upload.CompleteAsync(pending, options.Overwrite, condition: null, mayBeDone: false, cancellationToken);
            return Made(file, target, options, await completing.ConfigureAwait(false) ?? throw upload.GivenUp());
        }
        catch
        {
            await upload.GiveUpAsync(isHurried: cancellationToken.IsCancellationRequested).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Copies ranges of an object into the parts of an upload, several at once.</summary>
    private async Task<string[]> CopyRangesAsync(StoreItem file, PartUpload upload, long size, CancellationToken cancellationToken)
    {
        var tags = new string[(file.Size + size - 1) / size];
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
                var copied = await to.CallAsync(
                    upload.Key,
                    client => Corruption.UnlessReplacedAsync(ShowSource(file), () => client.CopyPartAsync(request, token)),
                    token).ConfigureAwait(false);
                tags[index] = copied.ETag;
            }).ConfigureAwait(false);
        return tags;
    }
}
