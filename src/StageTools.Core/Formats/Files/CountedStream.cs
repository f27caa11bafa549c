using StageTools.Formats.Codecs;

namespace StageTools.Formats.Files;

/// <summary>A file's bytes on their way, counted.</summary>
internal sealed class CountedStream(Stream inner, LoadProgress progress) : SourceStream
{
    public override int Read(Span<byte> buffer) => Count(inner.Read(buffer));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();

        base.Dispose(disposing);
    }

    private int Count(int bytes)
    {
        progress.Read(bytes);
        return bytes;
    }
}
