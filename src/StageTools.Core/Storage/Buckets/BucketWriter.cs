using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Util;
using StageTools.Stages;

namespace StageTools.Storage.Buckets;

/// <summary>
/// An object being written, from a stream of any length. What fits one part is one PUT; more is sent in parts while the next are written. A bucket
/// shows nothing of either before the last step, and every byte goes with its MD5, which the service compares.
/// </summary>
internal sealed class BucketWriter : StoreWriter
{
    private const int FirstBuffer = 64 * 1024;

    private readonly Bucket _bucket;
    private readonly StageKey _key;
    private readonly WriteOptions _options;
    private readonly PartSizes _sizes;
    private readonly CancellationToken _given;
    private readonly CancellationTokenSource _stop;
    private byte[] _buffer;
    private int _filled;
    private long _size;
    private PartUpload? _upload;
    private bool _committed;
    private bool _broken;

    public BucketWriter(Bucket bucket, StageKey key, WriteOptions options, CancellationToken cancellationToken)
    {
        (_bucket, _key, _options, _given) = (bucket, key, options, cancellationToken);
        _sizes = PartSizes.For(options.ExpectedSize);
        _buffer = PartBuffers.Rent(Math.Min(Math.Max(options.ExpectedSize ?? FirstBuffer, 1), _sizes.Of(1)));
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Stream = new WriteOnlyStream(WriteAsync);
    }

    public override Stream Stream { get; }

    public override async Task<StoreItem> CommitAsync(CancellationToken cancellationToken)
    {
        if (_broken)
        {
            throw new StageException(StageErrorCode.StoreUnavailable, $"'{_bucket.Show(_key)}' was not written: a part of it did not get through. Write it again.", _bucket.Show(_key));
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        string tag;
        try
        {
            if (_upload is null)
            {
                tag = await PutAsync(either.Token).ConfigureAwait(false);
            }
            else
            {
                if (_filled > 0)
                {
                    await SendPartAsync(either.Token).ConfigureAwait(false);
                }

                tag = await _upload.CompleteAsync(_options.Overwrite, either.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            _bucket.Changed();
        }

        _committed = true;
        return new StoreItem(_key.Value, _size, DateTimeOffset.UtcNow) { ETag = tag, MD5 = ETagCheck.Md5Of(tag), StorageClass = _options.StorageClass };
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_upload is not null)
        {
            await _upload.EndAsync(_committed, isHurried: _given.IsCancellationRequested).ConfigureAwait(false);
        }

        if (_buffer.Length > 0)
        {
            PartBuffers.Return(_buffer);
            _buffer = [];
        }

        _stop.Dispose();
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            var part = _sizes.Of((_upload?.PartCount ?? 0) + 1);
            if (_filled == part)
            {
                await SendPartAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (_filled == _buffer.Length)
            {
                // The first part may be a small file, whole; where it was not, the next are full ones.
                Grow(_upload is null ? Math.Min(part, Math.Max(_buffer.Length * 4L, FirstBuffer)) : part);
            }

            var count = (int)Math.Min(Math.Min(bytes.Length, _buffer.Length - _filled), part - _filled);
            bytes.Span[..count].CopyTo(_buffer.AsSpan(_filled));
            _filled += count;
            _size += count;
            bytes = bytes[count..];
        }
    }

    private void Grow(long size)
    {
        var larger = PartBuffers.Rent(size);
        _buffer.AsSpan(0, _filled).CopyTo(larger);
        PartBuffers.Return(_buffer);
        _buffer = larger;
    }

    /// <summary>Hands the full buffer on, and goes on in another.</summary>
    private async Task SendPartAsync(CancellationToken cancellationToken)
    {
        // Who goes on after an error would else commit a file with a hole.
        _broken = true;
        _upload ??= await PartUpload.BeginAsync(_bucket, _key, _options, _sizes, source: null, _stop.Token).ConfigureAwait(false);
        var (full, count) = (_buffer, _filled);
        (_buffer, _filled) = ([], 0);
        await _upload.SendAsync(full, count, cancellationToken).ConfigureAwait(false);
        _broken = false;
    }

    private async Task<string> PutAsync(CancellationToken cancellationToken)
    {
        if (!_options.Overwrite && !_bucket.Manner.ConditionalWriteIsSure && await new BucketStore(_bucket).FindFileAsync(_key, cancellationToken).ConfigureAwait(false) is not null)
        {
            throw StoreErrors.AlreadyExists(_bucket.Show(_key));
        }

        var md5 = MD5.HashData(_buffer.AsSpan(0, _filled));
        var attempts = BucketHttp.CountAttempts();
        try
        {
            var tag = await Corruption.RetryAsync(
                () => _bucket.CallAsync(_key, client => client.PutObjectAsync(Request(md5), cancellationToken), cancellationToken)).ConfigureAwait(false);
            return Verified(ListPage.Tag(tag.ETag), ETagCheck.Hex(md5), tag.ServerSideEncryptionMethod, _bucket, _key);
        }
        catch (StageException e) when (e.Code == StageErrorCode.FileAlreadyExists && attempts.MoreThanOne)
        {
            // The first attempt may have been done, and only its answer lost: then what is there is what was sent.
            var there = await new BucketStore(_bucket).FindFileAsync(_key, cancellationToken).ConfigureAwait(false);
            if (there?.MD5 != ETagCheck.Hex(md5))
            {
                throw;
            }

            return there.Value.ETag!;
        }
    }

    private PutObjectRequest Request(byte[] md5)
    {
        var request = new PutObjectRequest
        {
            BucketName = _bucket.Name,
            Key = _bucket.KeyOf(_key),
            InputStream = new MemoryStream(_buffer, 0, _filled, writable: false),
            MD5Digest = Convert.ToBase64String(md5),
            ContentType = ContentTypeOf(_key),
            StorageClass = StorageClassOf(_bucket, _options),
            IfNoneMatch = !_options.Overwrite && _bucket.Manner.ConditionalWrite ? "*" : null,
        };
        if (_bucket.Connection.Settings.Encryption is { } encryption)
        {
            request.ServerSideEncryptionMethod = new ServerSideEncryptionMethod(encryption);
            request.ServerSideEncryptionKeyManagementServiceKeyId = _bucket.Connection.Settings.KmsKeyId;
        }

        _bucket.Manner.Prepare(request);
        return request;
    }

    /// <summary>The content type that a name's suffix tells.</summary>
    internal static string ContentTypeOf(StageKey key) => AmazonS3Util.MimeTypeFromExtension(Path.GetExtension(key.Name));

    /// <summary>The storage class to ask for: the write's own, else the stage's, else the bucket's.</summary>
    internal static S3StorageClass? StorageClassOf(Bucket bucket, WriteOptions options) =>
        (options.StorageClass ?? bucket.Connection.Settings.StorageClass) is { } name ? new S3StorageClass(ClassOf(bucket.Manner, name)) : null;

    private static string ClassOf(BucketManner manner, string name) => manner.NormalizeClass(name) ?? throw new StageException(
        StageErrorCode.OptionInvalid, $"'{name}' is no storage class of {manner.Host}; it has {string.Join(", ", manner.StorageClasses)}.", name);

    /// <summary>What the service calls the object by; refused where that is the tag of other bytes.</summary>
    internal static string Verified(string? tag, string expected, ServerSideEncryptionMethod? encryption, Bucket bucket, StageKey key)
    {
        if (tag is null)
        {
            // Every service tells the tag of what it stored; what does not tell it stored nothing.
            throw BucketErrors.NotS3(bucket.PlaceOf(key));
        }

        // Under a key of KMS, which may be the bucket's own default, the tag is no MD5, and has been compared by way of Content-MD5 alone.
        if (!tag.Equals(expected, StringComparison.OrdinalIgnoreCase) && ETagCheck.IsMadeOfMd5(encryption) && tag.Length == expected.Length)
        {
            throw Corruption.Stored(bucket.Show(key));
        }

        return tag;
    }
}
