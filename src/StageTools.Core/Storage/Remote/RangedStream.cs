namespace StageTools.Storage.Remote;

/// <summary>
/// A file being read from a server by ranges. What is asked for first comes in one request; whoever reads on gets the next ranges from several
/// requests at once. A line that breaks is taken up again where it broke.
/// </summary>
internal abstract class RangedStream : SourceStream
{
    private const int MostFailures = 5;
    private const int MostSilences = 1;

    private readonly long _size;
    private readonly SemaphoreSlim _waitingAnswers;
    private readonly CancellationTokenSource _stop;
    private readonly RangeReader _ranges;
    private long _position;
    private int _failures;
    private int _isWaiting;
    private bool _isBegun;
    private bool _disposed;

    /// <param name="size">The file's size in bytes.</param>
    /// <param name="offset">Where reading begins.</param>
    /// <param name="waitingAnswers">How many answers may stay open that nobody reads yet: each holds a line.</param>
    /// <param name="cancellationToken">Ends all requests.</param>
    protected RangedStream(long size, long offset, SemaphoreSlim waitingAnswers, CancellationToken cancellationToken)
    {
        (_size, _position, _waitingAnswers) = (size, offset, waitingAnswers);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _ranges = new RangeReader(AskAsync, size, offset, _stop.Token);
    }

    /// <inheritdoc/>
    public sealed override bool CanSeek => true;

    /// <inheritdoc/>
    public sealed override long Length => _size;

    /// <inheritdoc/>
    public sealed override long Position { get => _position; set => Seek(value, SeekOrigin.Begin); }

    /// <inheritdoc/>
    public sealed override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _position >= _size)
        {
            // Nothing is asked for, or nothing is left: what was read to the end has been verified then.
            return 0;
        }

        while (true)
        {
            try
            {
                var count = await ReadSomeAsync(buffer, cancellationToken).ConfigureAwait(false);
                _position += count;
                _failures = 0;
                OnRead(buffer.Span[..count], isEnd: _position >= _size);
                return count;
            }
            catch (Exception e)
            {
                // Also before an error leaves: whoever reads on all the same reads from where he was, not from what was asked for further on.
                await BeginAnewAsync().ConfigureAwait(false);
                if (_stop.IsCancellationRequested || !IsFailure(e, cancellationToken))
                    throw;

                if (++_failures > (e.InnerException is SilentServerException ? MostSilences : MostFailures))
                    throw Explain(e);

                await Task.Delay(TimeSpan.FromMilliseconds(50 << _failures), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public sealed override int Read(byte[] buffer, int offset, int count) =>
        Blocking.Wait(ReadAsync(buffer.AsMemory(offset, count), _stop.Token).AsTask());

    /// <inheritdoc/>
    public sealed override long Seek(long offset, SeekOrigin origin)
    {
        var position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => _size + offset,
        };
        ArgumentOutOfRangeException.ThrowIfNegative(position, nameof(offset));
        if (position != _position)
        {
            _position = position;
            OnMoved();
            Blocking.Wait(BeginAnewAsync());
        }

        return _position;
    }

    /// <summary>Asks for the first range; what is wrong with the file is said now.</summary>
    protected async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_position >= _size)
            return;

        try
        {
            await _ranges.OpenAsync(cancellationToken).ConfigureAwait(false);
            if (_waitingAnswers.Wait(0, CancellationToken.None))
            {
                _isWaiting = 1;
            }
            else
            {
                // Get-Content opens all files that a wildcard finds before it reads the first: not each of them can hold a line until it is its turn.
                await BeginAnewAsync().ConfigureAwait(false);
            }
        }
        catch
        {
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Asks for the bytes from one offset to another, both included.</summary>
    protected abstract Task<RangeBody> AskAsync((long From, long To) range, CancellationToken cancellationToken);

    /// <summary>Whether an error is the server's, or the line's, and may be gone the next time.</summary>
    protected abstract bool IsFailure(Exception e, CancellationToken cancellationToken);

    /// <summary>What is told of such an error that stays.</summary>
    protected abstract StageException Explain(Exception e);

    /// <summary>Takes the bytes that were read, and may refuse them.</summary>
    protected abstract void OnRead(ReadOnlySpan<byte> bytes, bool isEnd);

    /// <summary>Is told that reading goes on elsewhere, or ends.</summary>
    protected abstract void OnMoved();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            // Whoever stopped the reading has cancelled already, and what was fetched is to be given back all the same.
            _disposed = true;
            _stop.Cancel();
            EndWaiting();
            Blocking.Wait(BeginAnewAsync());
            OnMoved();
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
            EndWaiting();
            await _ranges.OpenAsync(cancellationToken).ConfigureAwait(false);
        }

        // After a break one plain answer: a line that breaks often gets on with it, byte by byte.
        return await _ranges.ReadAsync(buffer, mayFetchAhead: _failures == 0, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Drops what was asked for; the next read asks anew, from where reading is.</summary>
    private Task BeginAnewAsync() => _ranges.MoveAsync(_position);

    private void EndWaiting()
    {
        if (Interlocked.Exchange(ref _isWaiting, 0) == 1)
            _waitingAnswers.Release();
    }
}
