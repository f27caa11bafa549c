using Microsoft.Win32.SafeHandles;

namespace StageTools.Storage;

/// <summary>The content of a file of this machine.</summary>
internal abstract class LocalStream : PlainStream
{
    /// <summary>What it was opened by.</summary>
    public abstract SafeFileHandle Handle { get; }

    /// <summary>When it was last written, as its file system has it now.</summary>
    public abstract DateTimeOffset LastWritten { get; }

    /// <summary>Takes all of a file, before anything was written, where the file system can let both have the same blocks.</summary>
    /// <returns>How many bytes that were; null where they must be written.</returns>
    public abstract long? TryClone(LocalStream source);
}
