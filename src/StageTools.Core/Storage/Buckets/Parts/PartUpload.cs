using Amazon.S3;
using Amazon.S3.Model;
using StageTools.Paths;
using StageTools.Storage.Buckets.Connections;
using StageTools.Storage.Buckets.Faults;
using StageTools.Storage.Buckets.Services;
using StageTools.Storage.Remote;

namespace StageTools.Storage.Buckets.Parts;

/// <summary>An upload in parts. Until it is completed the bucket shows nothing of it; given up, it leaves no part behind.</summary>
internal sealed class PartUpload
{
    /// <summary>Where an object's metadata tells how large its parts were.</summary>
    public const string SizesKey = "stagetools-part-size";

    private static readonly TimeSpan AbortTimeout = TimeSpan.FromSeconds(10);

    // Whoever pressed Ctrl+C waits for this.
    private static readonly TimeSpan HurriedAbortTimeout = TimeSpan.FromSeconds(2);

    private readonly Bucket _bucket;

    private PartUpload(Bucket bucket, StageKey key, string id) => (_bucket, Key, Id) = (bucket, key, id);

    /// <summary>The object's key.</summary>
    public StageKey Key { get; }

    /// <summary>What the service calls the upload by.</summary>
    public string Id { get; }

    /// <summary>Whether the service knows of it no more: it was completed, or given up.</summary>
    public async Task<bool> IsGoneAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _bucket.Client.ListPartsAsync(
                new ListPartsRequest { BucketName = _bucket.Name, Key = _bucket.KeyOf(Key), UploadId = Id, MaxParts = 1 },
                cancellationToken).ConfigureAwait(false);
            return false;
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "NoSuchUpload" or "NoSuchKey")
        {
            // Ceph asks for the upload as for a key, and says so of its parts.
            return true;
        }
        catch (Exception e) when (BucketErrors.Is(e, cancellationToken))
        {
            throw _bucket.Explain(e, Key);
        }
    }

    /// <summary>An upload that somebody began.</summary>
    public static PartUpload Of(Bucket bucket, StageKey key, string id) => new(bucket, key, id);

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

    /// <summary>Puts the object together from its parts.</summary>
    public Task<CompleteMultipartUploadResponse> CompleteAsync(List<PartETag> parts, string? ifNoneMatch, CancellationToken cancellationToken) =>
        _bucket.CallAsync(
        Key,
        client => client.CompleteMultipartUploadAsync(
            new CompleteMultipartUploadRequest
            {
                BucketName = _bucket.Name,
                Key = _bucket.KeyOf(Key),
                UploadId = Id,
                PartETags = parts,
                IfNoneMatch = ifNoneMatch,
            },
            cancellationToken),
        cancellationToken);

    /// <summary>What the service calls the object by; Ceph completes without telling.</summary>
    public async Task<string?> TagAsync(CompleteMultipartUploadResponse done, CancellationToken cancellationToken) =>
        EntityTag.Read(done.ETag) ?? (await new BucketObjects(_bucket).FindAsync(Key, cancellationToken).ConfigureAwait(false))?.ETag;

    /// <summary>Gives up an upload that was not completed.</summary>
    /// <param name="isHurried">Whether somebody waits who wants no more of it.</param>
    public async Task GiveUpAsync(bool isHurried)
    {
        using var timeout = new CancellationTokenSource(isHurried ? HurriedAbortTimeout : AbortTimeout);
        try
        {
            await _bucket.Client.AbortMultipartUploadAsync(_bucket.Name, _bucket.KeyOf(Key), Id, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException || BucketErrors.Is(e))
        {
            // The service is away, and what made the write fail was told: Test-Stage -Repair finds such an upload.
        }
    }
}
