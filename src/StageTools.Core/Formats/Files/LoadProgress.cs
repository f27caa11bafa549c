namespace StageTools.Formats.Files;

/// <summary>How far a load is; read it whenever it is to be shown.</summary>
public sealed class LoadProgress
{
    private long _rows;
    private long _bytesRead;
    private long _files;

    /// <summary>Rows given to the database so far.</summary>
    public long Rows => Volatile.Read(ref _rows);

    /// <summary>Bytes of the files read so far, compressed as they are.</summary>
    public long BytesRead => Volatile.Read(ref _bytesRead);

    /// <summary>Files that are done.</summary>
    public long Files => Volatile.Read(ref _files);

    internal void Loaded(long rows) => Interlocked.Add(ref _rows, rows);

    internal void Read(int bytes) => Interlocked.Add(ref _bytesRead, bytes);

    internal void Done() => Interlocked.Increment(ref _files);
}

/// <summary>A file's bytes on their way, counted.</summary>
internal sealed class CountedStream(Stream inner, LoadProgress progress) : SourceStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var bytes = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        progress.Read(bytes);
        return bytes;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();

        base.Dispose(disposing);
    }
}
