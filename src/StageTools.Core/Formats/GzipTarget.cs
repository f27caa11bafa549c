using System.IO.Compression;

namespace StageTools.Formats;

/// <summary>Writes gzip, for an empty file too: .NET's own stream writes no byte at all then, which no other tool takes for gzip.</summary>
internal sealed class GzipTarget : GZipStream
{
    // RFC 1952: the ten bytes of a header, a last block with nothing in it, no checksum, no length.
    private static readonly byte[] EmptyMember = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private readonly Stream _inner;
    private readonly bool _leaveOpen;
    private bool _wrote;
    private bool _disposed;

    public GzipTarget(Stream inner, CompressionLevel level, bool leaveOpen)
        : base(inner, level, leaveOpen: true)
    {
        _inner = inner;
        _leaveOpen = leaveOpen;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        _wrote |= count > 0;
        base.Write(buffer, offset, count);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _wrote |= !buffer.IsEmpty;
        base.Write(buffer);
    }

    public override void WriteByte(byte value)
    {
        _wrote = true;
        base.WriteByte(value);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        _wrote |= count > 0;
        return base.WriteAsync(buffer, offset, count, cancellationToken);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _wrote |= !buffer.IsEmpty;
        return base.WriteAsync(buffer, cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await base.DisposeAsync().ConfigureAwait(false);
        if (!_wrote)
            await _inner.WriteAsync(EmptyMember).ConfigureAwait(false);
        if (!_leaveOpen)
            await _inner.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing || _disposed)
            return;
        _disposed = true;
        if (!_wrote)
            _inner.Write(EmptyMember);
        if (!_leaveOpen)
            _inner.Dispose();
    }
}
