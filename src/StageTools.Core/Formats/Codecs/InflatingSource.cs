using System.IO.Compression;

namespace StageTools.Formats.Codecs;

/// <summary>What zlib or bare deflate stands for: the first two bytes tell which of them it is.</summary>
internal sealed class InflatingSource(EndTrackingStream bytes) : SourceStream
{
    private Stream? _inflating;

    public override int Read(Span<byte> buffer)
    {
        while (_inflating is null && !bytes.HasStart)
            bytes.Fill();
        return Inflating().Read(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_inflating is null && !bytes.HasStart)
            await bytes.FillAsync(cancellationToken).ConfigureAwait(false);
        return await Inflating().ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inflating?.Dispose();
        base.Dispose(disposing);
    }

    private Stream Inflating() => _inflating ??= IsZlib(bytes.Start)
        ? new ZLibStream(bytes, CompressionMode.Decompress)
        : new DeflateStream(bytes, CompressionMode.Decompress);

    // RFC 1950: the method is deflate, and the two bytes are a multiple of 31. Bare data that begins so would be a stored block with rubbish where
    // zeros belong, which no tool writes.
    private static bool IsZlib(ReadOnlySpan<byte> start) =>
        start.Length >= 2 && (start[0] & 0x0F) == 8 && start[0] >> 4 <= 7 && ((start[0] << 8) | start[1]) % 31 == 0;
}
