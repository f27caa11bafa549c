namespace StageTools.Core.Tests.Formats;

/// <summary>A stream that gives as many bytes a time as it likes: from 1 to 7, in turn.</summary>
internal sealed class DripStream(byte[] bytes) : MemoryStream(bytes)
{
    private int _width;

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, Next())]);

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, Next()));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    private int Next() => (_width++ % 7) + 1;
}
