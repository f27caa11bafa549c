namespace StageTools.Formats.Codecs;

/// <summary>A stream that gives its last byte by itself, and knows whether more was asked for.</summary>
internal sealed class EndTrackingStream(Stream inner) : SourceStream
{
    private const int StartLength = 2;

    private readonly byte[] _bytes = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _ended;
    private bool _askedForMore;

    /// <summary>Whether whoever reads took every byte and asked for no more.</summary>
    public bool EndedWithData => _ended && _start == _end && !_askedForMore;

    /// <summary>Whether the first bytes are there, or the file has no more.</summary>
    public bool HasStart => _ended || _end > StartLength;

    /// <summary>What comes first.</summary>
    public ReadOnlySpan<byte> Start => _bytes.AsSpan(_start, Math.Min(StartLength, _end - _start));

    /// <summary>Reads some bytes of the file.</summary>
    public void Fill() => Accept(inner.Read(Room().Span));

    /// <summary>Reads some bytes of the file.</summary>
    public async ValueTask FillAsync(CancellationToken cancellationToken) =>
        Accept(await inner.ReadAsync(Room(), cancellationToken).ConfigureAwait(false));

    public override int Read(Span<byte> buffer)
    {
        while (!_ended && _end - _start < 2)
            Fill();
        return Give(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!_ended && _end - _start < 2)
            await FillAsync(cancellationToken).ConfigureAwait(false);
        return Give(buffer.Span);
    }

    private int Give(Span<byte> buffer)
    {
        var count = _end - _start;
        _askedForMore |= count == 0;

        // The last byte there is may be the file's last.
        count = Math.Min(buffer.Length, count > 1 ? count - 1 : count);
        _bytes.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    private Memory<byte> Room()
    {
        _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
        _end -= _start;
        _start = 0;
        return _bytes.AsMemory(_end);
    }

    private void Accept(int read)
    {
        _end += read;
        _ended = read == 0;
    }
}
