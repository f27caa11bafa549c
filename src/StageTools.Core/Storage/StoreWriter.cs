namespace StageTools.Storage;

/// <summary>A file being written. Nobody sees it before <see cref="CommitAsync"/>; disposed without that, it was never there.</summary>
public abstract class StoreWriter : IAsyncDisposable
{
    /// <summary>Where the bytes go.</summary>
    public abstract Stream Stream { get; }

    /// <summary>Puts the whole file in its place, on stable storage, at once.</summary>
    /// <exception cref="Stages.StageException"><see cref="Stages.StageErrorCode.FileAlreadyExists"/> when a file is there and may not be replaced.</exception>
    public abstract Task<StoreItem> CommitAsync(CancellationToken cancellationToken);

    /// <summary>Gives up what was not committed.</summary>
    public abstract ValueTask DisposeAsync();
}
