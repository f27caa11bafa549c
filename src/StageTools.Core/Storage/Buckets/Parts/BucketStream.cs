using StageTools.Paths;
using StageTools.Storage.Buckets.Connections;
using StageTools.Storage.Buckets.Faults;
using StageTools.Storage.Buckets.Services;

namespace StageTools.Storage.Buckets.Parts;

/// <summary>
/// An object being read. What is asked for first comes in one request; whoever reads on gets the next ranges from several requests at once. A line that
/// breaks is taken up again where it broke; another object under the same key is refused; what was read to its end is compared with the entity tag.
/// </summary>
internal sealed class BucketStream : Stream
{
    private const int MostFailures = 5;
    private const int MostSilences = 1;

    private readonly Bucket _bucket;
    private readonly StoreItem _item;
    private readonly CancellationTokenSource _stop;
    private readonly RangeReader _ranges;
    private ETagCheck? _check;
    private long _position;
    private int _failures;
    private bool _disposed;
    private IDisposable? _held;
    private bool _isBegun;

    private BucketStream(Bucket bucket, StoreItem item, long offset, CancellationToken cancellationToken)
    {
        (_bucket, _item, _position) = (bucket, item, offset);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _ranges = new RangeReader(bucket, item, offset, _stop.Token);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => _item.Size;

    /// <inheritdoc/>
    public override long Position { get => _position; set => Seek(value, SeekOrigin.Begin); }

    /// <summary>Opens an object at an offset; what is wrong with it is said now.</summary>
    public static async Task<Stream> OpenAsync(Bucket bucket, StoreItem item, long offset, CancellationToken cancellationToken)
    {
        var stream = new BucketStream(bucket, item, offset, cancellationToken);
        if (offset >= item.Size)
        {
            return stream;
        }

        try
        {
            var first = await stream._ranges.OpenAsync(cancellationToken).ConfigureAwait(false);
            stream._check = offset == 0 && first.TagIsChecksum
                ? ETagCheck.TryCreate(item.ETag, bucket.Service.TagsPartsByMd5 ? first.PartSizes : null, item.Size)
                : null;
            stream._held = bucket.Connection.Held.TryHold();
            if (stream._held is null)
            {
                // Get-Content opens all files that a wildcard finds before it reads the first: not each of them can hold a line until it is its turn.
                await stream.BeginAnewAsync().ConfigureAwait(false);
            }

            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _position >= _item.Size)
        {
            // Nothing is asked for, or nothing is left: what was read to the end has been verified then.
            return 0;
        }

        while (true)
        {
            try
            {
                var count = await ReadSomeAsync(buffer, cancellationToken).ConfigureAwait(false);
                _check?.Append(buffer.Span[..count]);
                _position += count;
                _failures = 0;
                if (_position >= _item.Size)
                {
                    Verify();
                }

                return count;
            }
            catch (Exception e)
            {
                // Also before an error leaves: whoever reads on all the same reads from where he was, not from what was asked for further on.
                await BeginAnewAsync().ConfigureAwait(false);
                if (_stop.IsCancellationRequested || !BucketErrors.Is(e, cancellationToken))
                {
                    throw;
                }

                if (++_failures > (e.InnerException is SilentServerException ? MostSilences : MostFailures))
                {
                    throw _bucket.Explain(e, StageKey.FromStore(_item.Key));
                }

                await Task.Delay(TimeSpan.FromMilliseconds(50 << _failures), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count), _stop.Token).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin)
    {
        var position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => _item.Size + offset,
        };
        ArgumentOutOfRangeException.ThrowIfNegative(position, nameof(offset));
        if (position != _position)
        {
            _position = position;
            _check?.Dispose();
            _check = null;
            BeginAnewAsync().GetAwaiter().GetResult();
        }

        return _position;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is written.
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            // Whoever stopped the reading has cancelled already, and what was fetched is to be given back all the same.
            _disposed = true;
            _stop.Cancel();
            _held?.Dispose();
            BeginAnewAsync().GetAwaiter().GetResult();
            _check?.Dispose();
            _ranges.Dispose();
            _stop.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (!_isBegun)
        {
            _isBegun = true;
            _held?.Dispose();
            await _ranges.OpenAsync(cancellationToken).ConfigureAwait(false);
        }

        // After a break one plain answer: a line that breaks often gets on with it, byte by byte.
        return await _ranges.ReadAsync(buffer, mayFetchAhead: _failures == 0, cancellationToken).ConfigureAwait(false);
    }

    private void Verify()
    {
        using var check = _check;
        _check = null;
        if (check?.IsMatch() == false)
        {
            throw Corruption.Received(_bucket.Show(StageKey.FromStore(_item.Key)));
        }
    }

    /// <summary>Drops what was asked for; the next read asks anew, from where reading is.</summary>
    private Task BeginAnewAsync() => _ranges.MoveAsync(_position);
}
