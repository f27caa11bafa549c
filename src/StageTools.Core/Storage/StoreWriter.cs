namespace StageTools.Storage;

/// <summary>A file being written. Nobody sees it before <see cref="CommitAsync"/>; disposed without that, it was never there.</summary>
public abstract class StoreWriter : IAsyncDisposable
{
    /// <summary>Where the bytes go.</summary>
    public abstract Stream Stream { get; }

    /// <summary>Puts the whole file in its place, on stable storage, at once.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.FileAlreadyExists"/> when a file is there and may not be replaced.</exception>
    public abstract Task<StoreItem> CommitAsync(CancellationToken cancellationToken);

    /// <summary>Has the whole file on stable storage, and gives it no name yet: nobody sees it before it is published.</summary>
    /// <param name="job">The job that it is a file of.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal abstract Task<PendingFile> StageAsync(string job, CancellationToken cancellationToken);

    /// <summary>Whether this file, written to its end, is sooner on stable storage where several are flushed together
    /// (<see cref="ILocalFiles"/>).</summary>
    internal virtual bool FlushesTogether => false;

    /// <summary>Gives up what was not committed.</summary>
    public abstract ValueTask DisposeAsync();
}

/// <summary>How a file is written.</summary>
/// <param name="Overwrite">Whether a file that is there may be replaced; without it, one that is there when the write is committed is an
/// error.</param>
public sealed record WriteOptions(bool Overwrite = false)
{
    /// <summary>
    /// The file that is replaced, as the store told of it: where something else, or nothing, is there when the write is committed, that is an error
    /// (<c>ChecksumMismatch</c>). Null for whatever is there.
    /// </summary>
    /// <remarks>
    /// Of those who care for what they replace, one at a time is let through: in a folder by a lock, in a bucket by a condition of the write
    /// (If-Match). OSS, Google's service and servers of S3 that pass over the condition have nothing of the kind: there the last look is taken just
    /// before the write, and what somebody writes between the two is lost.
    /// </remarks>
    public StoreItem? Replaces { get; init; }

    /// <summary>The time to give the file; null for now.</summary>
    public DateTimeOffset? LastModified { get; init; }

    /// <summary>Whether what was stored is read back and compared before it is shown.</summary>
    public bool Verify { get; init; }

    /// <summary>The storage class; null for the stage's own, or the bucket's.</summary>
    public string? StorageClass { get; init; }

    /// <summary>How many bytes will come, where known; space is asked for in time.</summary>
    public long? ExpectedSize { get; init; }

    /// <summary>The file of this machine that it is a copy of: in a folder, who may not read that may not read the copy. Null for any
    /// other.</summary>
    internal LocalStream? Original { get; init; }
}
