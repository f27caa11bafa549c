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

    internal void Found(long size)
    {
        Interlocked.Increment(ref _filesFound);
        Interlocked.Add(ref _bytesFound, size);
    }

    internal void Wrote(long bytes) => Interlocked.Add(ref _bytesDone, bytes);

    internal void Done() => Interlocked.Increment(ref _filesDone);
}
