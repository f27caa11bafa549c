namespace StageTools.Storage.Remote;

/// <summary>
/// The bytes of a file from an offset on: what is asked for first comes in one answer, what follows from several requests at once, in its order.
/// </summary>
/// <param name="ask">Asks for a range.</param>
/// <param name="size">The file's size in bytes.</param>
/// <param name="offset">Where to begin.</param>
/// <param name="stop">Ends what is fetched ahead.</param>
internal sealed class RangeReader(
    Func<(long From, long To), CancellationToken, Task<RangeBody>> ask, long size, long offset, CancellationToken stop) : IDisposable
{
    private const int MostAhead = 4;

    // Ranges that are fetched before they are wanted. What is read is one of them, or an answer as it comes in, not both.
    private readonly Queue<Task<FetchedRange>> _ahead = new();
    private CancellationTokenSource _fetching = CancellationTokenSource.CreateLinkedTokenSource(stop);
    private RangeBody? _body;
    private FetchedRange? _fetched;
    private long _asked = offset;

    /// <summary>Asks for the next range, unless its answer is open already.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken) => _body ??= await ask(NextRange(), cancellationToken).ConfigureAwait(false);

    /// <summary>Reads what has come.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="mayFetchAhead">Whether what follows may be asked for before it is wanted.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, bool mayFetchAhead, CancellationToken cancellationToken)
    {
        if ((_fetched?.IsRead ?? _body?.IsRead) is true)
            Drop();

        if (_fetched is null && _body is null)
        {
            if (mayFetchAhead)
                FetchAhead();

            if (_ahead.Count == 0)
            {
                await OpenAsync(cancellationToken).ConfigureAwait(false);
            }
            else
            {
                // Who stops waiting leaves it there, and it is dropped with the others.
                await _ahead.Peek().WaitAsync(cancellationToken).ConfigureAwait(false);
                _fetched = await _ahead.Dequeue().ConfigureAwait(false);
                FetchAhead();
            }
        }

        return _fetched is not null ? _fetched.Read(buffer.Span) : await _body!.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Drops all that was asked for; the next read is from this position.</summary>
    public async Task MoveAsync(long position)
    {
        Drop();
        _asked = position;
        if (_ahead.Count == 0)
            return;

        await _fetching.CancelAsync().ConfigureAwait(false);
        while (_ahead.TryDequeue(out var range))
            await FetchedRange.DropAsync(range).ConfigureAwait(false);

        _fetching.Dispose();
        _fetching = CancellationTokenSource.CreateLinkedTokenSource(stop);
    }

    public void Dispose()
    {
        Drop();
        _fetching.Dispose();
    }

    private void Drop()
    {
        _fetched?.Dispose();
        _body?.Dispose();
        (_fetched, _body) = (null, null);
    }

    /// <summary>
    /// Asks for the ranges that follow, as many as memory allows. It is called only when the range before was read to its end: then the file is read
    /// on.
    /// </summary>
    private void FetchAhead()
    {
        while (_asked < size && _ahead.Count < MostAhead && PartBuffers.TryBeginFetch())
            _ahead.Enqueue(FetchedRange.FetchAsync(ask, NextRange(), _fetching.Token));
    }

    private (long From, long To) NextRange()
    {
        var from = _asked;
        _asked = Math.Min((from / PartSizes.Smallest * PartSizes.Smallest) + PartSizes.Smallest, size);
        return (from, _asked - 1);
    }
}

/// <summary>A range of a file that was fetched before it was wanted.</summary>
internal sealed class FetchedRange(byte[] buffer, int size) : IDisposable
{
    private byte[]? _buffer = buffer;
    private int _read;

    /// <summary>Whether all of it was read.</summary>
    public bool IsRead => _read == size;

    /// <summary>Fetches a range; a place among those that may be fetched was taken for it.</summary>
    public static async Task<FetchedRange> FetchAsync(
        Func<(long From, long To), CancellationToken, Task<RangeBody>> ask, (long From, long To) range, CancellationToken cancellationToken)
    {
        var size = (int)(range.To - range.From + 1);
        var buffer = PartBuffers.Rent(size);
        try
        {
            using var body = await ask(range, cancellationToken).ConfigureAwait(false);
            for (var filled = 0; filled < size;)
                filled += await body.ReadAsync(buffer.AsMemory(filled, size - filled), cancellationToken).ConfigureAwait(false);

            return new FetchedRange(buffer, size);
        }
        catch
        {
            PartBuffers.Return(buffer);
            PartBuffers.EndFetch();
            throw;
        }
    }

    /// <summary>Reads on.</summary>
    public int Read(Span<byte> target)
    {
        var count = Math.Min(target.Length, size - _read);
        _buffer.AsSpan(_read, count).CopyTo(target);
        _read += count;
        return count;
    }

    /// <summary>Waits for a range that nobody wants any more, and gives its memory back.</summary>
    public static async Task DropAsync(Task<FetchedRange> range)
    {
        await ((Task)range).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (range.IsCompletedSuccessfully)
            range.Result.Dispose();
    }

    public void Dispose()
    {
        if (_buffer is { } read)
        {
            _buffer = null;
            PartBuffers.Return(read);
            PartBuffers.EndFetch();
        }
    }
}
