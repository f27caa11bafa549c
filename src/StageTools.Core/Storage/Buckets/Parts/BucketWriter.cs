using Amazon.S3.Model;

namespace StageTools.Storage.Buckets.Parts;

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
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _stop;
    private byte[] _buffer;
    private int _filled;
    private long _size;
    private PartSender? _parts;
    private bool _committed;
    private bool _broken;

    public BucketWriter(Bucket bucket, StageKey key, WriteOptions options, CancellationToken cancellationToken)
    {
        (_bucket, _key, _options, _caller) = (bucket, key, options, cancellationToken);
        _sizes = PartSizes.For(options.ExpectedSize);
        _buffer = PartBuffers.Rent(Math.Min(Math.Max(options.ExpectedSize ?? FirstBuffer, 1), _sizes.Of(1)));
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Stream = new WriteOnlyStream(WriteAsync);
    }

    public override Stream Stream { get; }

    /// <summary>Writes an object that no listing shows: a job's own, or the mark of a folder.</summary>
    public static async Task WriteOwnAsync(Bucket bucket, StageKey key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var writer = new BucketWriter(bucket, key, new WriteOptions(Overwrite: true) { ExpectedSize = content.Length }, cancellationToken);
        await using var closing = writer.ConfigureAwait(false);
        await writer.WriteAsync(content, cancellationToken).ConfigureAwait(false);
        await writer.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async Task<StoreItem> CommitAsync(CancellationToken cancellationToken)
    {
        if (_broken)
            throw Broken();

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        string tag;
        try
        {
            if (_parts is null)
            {
                tag = await PutAsync(either.Token).ConfigureAwait(false);
            }
            else
            {
                if (_filled > 0)
                    await SendPartAsync(either.Token).ConfigureAwait(false);

                tag = await _parts.CompleteAsync(_size, _options, either.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            _bucket.Changed();
        }

        _committed = true;
        return ObjectItem.Of(_key.Value, _size, DateTimeOffset.UtcNow, tag, _options.StorageClass);
    }

    internal override async Task<PendingFile> StageAsync(string job, CancellationToken cancellationToken)
    {
        if (_broken)
            throw Broken();

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        if (_filled > 0 || _parts is null)
            await SendPartAsync(either.Token).ConfigureAwait(false);

        var staged = await _parts!.StageAsync(_size).ConfigureAwait(false);
        _committed = true;
        return staged;
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_parts is not null)
            await _parts.EndAsync(_committed, isHurried: _caller.IsCancellationRequested).ConfigureAwait(false);

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
            var part = _sizes.Of((_parts?.Count ?? 0) + 1);
            if (_filled == part)
            {
                await SendPartAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (_filled == _buffer.Length)
            {
                // The first part may be a small file, whole; where it was not, the next are full ones.
                Grow(_parts is null ? Math.Min(part, Math.Max(_buffer.Length * 4L, FirstBuffer)) : part);
            }

            var count = (int)Math.Min(Math.Min(bytes.Length, _buffer.Length - _filled), part - _filled);
            bytes.Span[..count].CopyTo(_buffer.AsSpan(_filled));
            _filled += count;
            _size += count;
            bytes = bytes[count..];
        }
    }

    private StageException Broken() =>
        StageErrorCode.StoreUnavailable.Error(
            $"'{_bucket.Show(_key)}' was not written: a part of it did not get through. Write it again.", _bucket.Show(_key));

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
        _parts ??= await PartSender.BeginAsync(_bucket, _key, _options, _sizes, _stop.Token).ConfigureAwait(false);
        var (full, count) = (_buffer, _filled);
        (_buffer, _filled) = ([], 0);
        await _parts.SendAsync(full, count, cancellationToken).ConfigureAwait(false);
        _broken = false;
    }

    private async Task<string> PutAsync(CancellationToken cancellationToken)
    {
        await _bucket.RequireFreeAsync(_key, _options.Overwrite || _bucket.Connection.Conditions.AreKept, cancellationToken).ConfigureAwait(false);
        var md5 = MD5.HashData(_buffer.AsSpan(0, _filled));
        return await _bucket.ReplaceAsync(
            _key, _options.Replaces, condition => PutAsync(md5, condition, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <param name="md5">What the service compares.</param>
    /// <param name="condition">The entity tag of what alone it may replace; null for anything, or nothing at all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async Task<string> PutAsync(byte[] md5, string? condition, CancellationToken cancellationToken)
    {
        var expected = Convert.ToHexStringLower(md5);
        var attempts = RequestAttempts.Count();
        try
        {
            var put = await Retry.AfterCorruptionAsync(() => _bucket.CallAsync(
                _key,
                client => condition is null
                    ? Retry.AfterConflictAsync(() => client.PutObjectAsync(Request(md5), cancellationToken), cancellationToken)
                    : client.PutObjectAsync(Request(md5, condition), cancellationToken),
                cancellationToken)).ConfigureAwait(false);
            var verified = Corruption.Verified(EntityTag.Read(put.ETag), expected, put.ServerSideEncryptionMethod, _bucket, _key);
            if (!_options.Overwrite)
                await _bucket.Connection.Conditions.LearnAsync(() => IsRefusedAsync(md5, cancellationToken)).ConfigureAwait(false);

            return verified;
        }
        catch (StageException e) when (e.Code == StageErrorCode.FileAlreadyExists && attempts.MoreThanOne)
        {
            // The first attempt may have been done, and only its answer lost: then what is there is what was sent.
            var there = await _bucket.FindAsync(_key, cancellationToken).ConfigureAwait(false);
            if (there is not { } item || !await IsSentAsync(item, expected, cancellationToken).ConfigureAwait(false))
                throw;

            return item.ETag!;
        }
    }

    /// <summary>Whether an object is what was sent: under a key of KMS, say, no tag tells it, and it is read.</summary>
    private async Task<bool> IsSentAsync(StoreItem item, string md5, CancellationToken cancellationToken)
    {
        if (item.MD5 == md5 || item.Size != _filled)
            return item.MD5 == md5;

        var content = await BucketStream.OpenAsync(_bucket, item, 0, cancellationToken).ConfigureAwait(false);
        await using var closing = content.ConfigureAwait(false);
        return Convert.ToHexStringLower(await MD5.HashDataAsync(content, cancellationToken).ConfigureAwait(false)) == md5;
    }

    /// <summary>Whether the service refuses to put the object a second time.</summary>
    private async Task<bool> IsRefusedAsync(byte[] md5, CancellationToken cancellationToken)
    {
        // The object itself is written; whatever else goes wrong with this, the keys are looked at as before.
        var again = _bucket.CallAsync(_key, client => client.PutObjectAsync(Request(md5), cancellationToken), cancellationToken);
        return (await again.ErrorAsync().ConfigureAwait(false))?.Code == StageErrorCode.FileAlreadyExists;
    }

    private PutObjectRequest Request(byte[] md5, string? condition = null)
    {
        var request = new PutObjectRequest
        {
            BucketName = _bucket.Name,
            Key = _bucket.KeyOf(_key),
            InputStream = new MemoryStream(_buffer, 0, _filled, writable: false),
            MD5Digest = Convert.ToBase64String(md5),
            ContentType = ObjectSettings.ContentTypeOf(_key),
            StorageClass = _bucket.Objects.ClassOf(_options),
            ServerSideEncryptionMethod = _bucket.Objects.Encryption,
            ServerSideEncryptionKeyManagementServiceKeyId = _bucket.Objects.KmsKeyId,
            IfNoneMatch = _bucket.IfNoneMatch(_options.Overwrite),
            IfMatch = condition,
        };
        _bucket.Service.Prepare(request);
        return request;
    }
}
