using StageTools.Storage.Buckets.Connections;
using StageTools.Storage.Buckets.Services;

namespace StageTools.Storage.Buckets.Parts;

/// <summary>The bytes of an object from an offset on: what is asked for first comes in one answer, what follows from several requests at once, in its order.</summary>
internal sealed class RangeReader : IDisposable
{
    private readonly Bucket _bucket;
    private readonly StoreItem _item;
    private readonly RangesAhead _ahead;
    private RangeBody? _body;
    private FetchedRange? _fetched;
    private long _asked;

    public RangeReader(Bucket bucket, StoreItem item, long offset, CancellationToken stop)
    {
        (_bucket, _item, _asked) = (bucket, item, offset);
        _ahead = new RangesAhead(AskAsync, stop);
    }

    /// <summary>Asks for the next range, unless its answer is open already.</summary>
    public async Task<RangeBody> OpenAsync(CancellationToken cancellationToken) =>
        _body ??= await AskAsync(NextRange(), cancellationToken).ConfigureAwait(false);

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
            {
                FetchAhead();
            }

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

    /// <summary>Asks for the ranges that follow, as many as memory allows. It is called only when the range before was read to its end: then the file is read on.</summary>
    private void FetchAhead()
    {
        while (_asked < _item.Size && _ahead.TryBegin())
        {
            _ahead.Fetch(NextRange());
        }
    }

    private (long From, long To) NextRange()
    {
        var from = _asked;
        _asked = Math.Min((from / PartSizes.Smallest * PartSizes.Smallest) + PartSizes.Smallest, _item.Size);
        return (from, _asked - 1);
    }

    private Task<RangeBody> AskAsync((long From, long To) range, CancellationToken cancellationToken) =>
        RangeBody.AskAsync(_bucket, _item, range.From, range.To, cancellationToken);
}
