using StageTools.Errors;

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

    /// <summary>Gives up what was not committed.</summary>
    public abstract ValueTask DisposeAsync();
}
