namespace StageTools.Transfer;

/// <summary>How far a copy is; read it whenever it is to be shown.</summary>
public sealed class CopyProgress
{
    private long _filesFound;
    private long _filesDone;
    private long _bytesFound;
    private long _bytesDone;

    /// <summary>Files found so far.</summary>
    public long FilesFound => Volatile.Read(ref _filesFound);

    /// <summary>Files copied, skipped or failed.</summary>
    public long FilesDone => Volatile.Read(ref _filesDone);

    /// <summary>The bytes of all files found so far.</summary>
    public long BytesFound => Volatile.Read(ref _bytesFound);

    /// <summary>Bytes written or skipped.</summary>
    public long BytesDone => Volatile.Read(ref _bytesDone);

    /// <summary>How far it is, for a person.</summary>
    /// <param name="elapsed">How long it has gone on.</param>
    /// <returns>A text, percent done and seconds left, each -1 where unknown.</returns>
    public (string Text, int Percent, int Seconds) Describe(TimeSpan elapsed)
    {
        var (done, found) = (BytesDone, BytesFound);
        var speed = done / Math.Max(elapsed.TotalSeconds, 0.001);
        return (
            $"{FilesDone} of {FilesFound} files, {ByteSize.Readable(done)} of {ByteSize.Readable(found)}, {ByteSize.Readable((long)speed)}/s",
            found == 0 ? -1 : (int)(100 * Math.Min(done, found) / found),
            speed > 0 ? (int)Math.Min(Math.Max(found - done, 0) / speed, int.MaxValue) : -1);
    }

    internal void Found(long size)
    {
        Interlocked.Increment(ref _filesFound);
        Interlocked.Add(ref _bytesFound, size);
    }

    internal void Wrote(long bytes) => Interlocked.Add(ref _bytesDone, bytes);

    internal void Done() => Interlocked.Increment(ref _filesDone);
}
