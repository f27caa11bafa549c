
namespace StageTools.Storage.Remote;

/// <summary>
/// The bytes of a file from an offset on: what is asked for first comes in one answer, what follows from several requests at once, in its order.
/// </summary>
internal sealed class RangeReader : IDisposable
{
    private readonly Func<(long From, long To), CancellationToken, Task<RangeBody>> _ask;
    private readonly long _size;
    private readonly RangesAhead _ahead;
    private RangeBody? _body;
    private FetchedRange? _fetched;
    private long _asked;

    public RangeReader(Func<(long From, long To), CancellationToken, Task<RangeBody>> ask, long size, long offset, CancellationToken stop)
    {
        (_ask, _size, _asked) = (ask, size, offset);
        _ahead = new RangesAhead(ask, stop);
    }

    /// <summary>Asks for the next range, unless its answer is open already.</summary>
    public async Task<RangeBody> OpenAsync(CancellationToken cancellationToken) =>
        _body ??= await _ask(NextRange(), cancellationToken).ConfigureAwait(false);

    /// <summary>Reads what has come.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="mayFetchAhead">Whether what follows may be asked for before it is wanted.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, bool mayFetchAhead, CancellationToken cancellationToken)
    {
        DropRead();
        if (_fetched is null && _body is null)
        {
            if (mayFetchAhead)
                FetchAhead();

            if (_ahead.IsEmpty)
            {
                await OpenAsync(cancellationToken).ConfigureAwait(false);
            }
            else
            {
                _fetched = await _ahead.TakeAsync(cancellationToken).ConfigureAwait(false);
                FetchAhead();
            }
        }

        return _fetched is not null ? _fetched.Read(buffer.Span) : await _body!.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Drops all that was asked for; the next read is from this position.</summary>
    public async Task MoveAsync(long position)
    {
        _body?.Dispose();
        _fetched?.Dispose();
        (_body, _fetched, _asked) = (null, null, position);
        await _ahead.DropAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        _body?.Dispose();
        _fetched?.Dispose();
        _ahead.Dispose();
    }

    private void DropRead()
    {
        if (_fetched is { IsRead: true })
        {
            _fetched.Dispose();
            _fetched = null;
        }

        if (_body is { IsRead: true })
        {
            _body.Dispose();
            _body = null;
        }
    }

    /// <summary>
    /// Asks for the ranges that follow, as many as memory allows. It is called only when the range before was read to its end: then the file is read
    /// on.
    /// </summary>
    private void FetchAhead()
    {
        while (_asked < _size && _ahead.TryBegin())
            _ahead.Fetch(NextRange());
    }

    private (long From, long To) NextRange()
    {
        var from = _asked;
        _asked = Math.Min((from / PartSizes.Smallest * PartSizes.Smallest) + PartSizes.Smallest, _size);
        return (from, _asked - 1);
    }
}
