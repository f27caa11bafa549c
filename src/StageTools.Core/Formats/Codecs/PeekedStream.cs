namespace StageTools.Formats.Codecs;

/// <summary>A stream that knows whether there is more, and where it is.</summary>
internal sealed class PeekedStream(Stream inner) : SourceStream
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _at;
    private int _end;
    private long _before;

    public override long Position
    {
        get => _before + _at;
        set => throw new NotSupportedException();
    }

    /// <summary>What the source itself threw.</summary>
    public Exception? Failure { get; private set; }

    public async ValueTask<bool> HasMoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            return _at < _end || Taken(await inner.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            Failure = e;
            throw;
        }
    }

    /// <summary>Passes over zeros, and tells how many there were.</summary>
    public async ValueTask<long> SkipZerosAsync(CancellationToken cancellationToken)
    {
        var from = Position;
        while (await HasMoreAsync(cancellationToken).ConfigureAwait(false) && _buffer[_at] == 0)
            _at++;

        return Position - from;
    }

    public override int ReadByte() => _at < _end || Blocking.Wait(HasMoreAsync(CancellationToken.None).AsTask()) ? _buffer[_at++] : -1;

    // All that is asked for, as far as there is more: the library takes fewer bytes for the end.
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = 0;
        while (count < buffer.Length && await HasMoreAsync(cancellationToken).ConfigureAwait(false))
            count += Give(buffer.Span[count..]);

        return count;
    }

    private bool Taken(int count)
    {
        _before += _end;
        (_at, _end) = (0, count);
        return count > 0;
    }

    private int Give(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _end - _at);
        _buffer.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }
}
