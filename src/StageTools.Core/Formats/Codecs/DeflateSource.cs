namespace StageTools.Formats.Codecs;

/// <summary>Reads zlib or bare deflate, whichever of the two the file is.</summary>
/// <remarks>.NET's streams take the end of their input for the end of the data, and pass over what stands behind the data. So the file's last byte is
/// given to them apart: of a whole file they ask for it, and for nothing after it.</remarks>
internal sealed class DeflateSource(Stream inner, string fileName, bool leaveOpen) : DecodingStream(inner, fileName, leaveOpen)
{
    private readonly EndTrackingStream _bytes = new(inner);

    // The first two bytes tell which of the two it is.
    protected override async ValueTask<int> ReadSourceAsync(Memory<byte> room, CancellationToken cancellationToken)
    {
        while (Unpacking is null && !_bytes.HasStart)
            await _bytes.FillAsync(cancellationToken).ConfigureAwait(false);

        Unpacking ??= IsZlib(_bytes.Start)
            ? new ZLibStream(_bytes, CompressionMode.Decompress)
            : new DeflateStream(_bytes, CompressionMode.Decompress);
        return await Unpacking.ReadAsync(room, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryTake(Span<byte> destination, out int taken)
    {
        if (TryCopy(destination, out taken) || !SourceEnded)
            return taken > 0;
        return _bytes.EndedWithData ? true : throw CutOff();
    }

    // RFC 1950: the method is deflate, and the two bytes are a multiple of 31. Bare data that begins so would be a stored block with rubbish where
    // zeros belong, which no tool writes.
    private static bool IsZlib(ReadOnlySpan<byte> start) =>
        start.Length >= 2 && (start[0] & 0x0F) == 8 && start[0] >> 4 <= 7 && ((start[0] << 8) | start[1]) % 31 == 0;
}

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
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        var read = await inner.ReadAsync(Room(), cancellationToken).ConfigureAwait(false);
        _end += read;
        _ended = read == 0;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!_ended && _end - _start < 2)
            await FillAsync(cancellationToken).ConfigureAwait(false);

        var count = _end - _start;
        _askedForMore |= count == 0;

        // The last byte there is may be the file's last.
        count = Math.Min(buffer.Length, count > 1 ? count - 1 : count);
        _bytes.AsSpan(_start, count).CopyTo(buffer.Span);
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
}
