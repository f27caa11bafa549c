using StageTools.Errors;
using StageTools.Paths;

namespace StageTools.Storage;

/// <summary>What a store can do for a job of several files: its files are whole before any has its name, and whoever comes later can tell whether it
/// lives.</summary>
internal interface IJobStore
{
    /// <summary>Begins a journal and keeps up its sign of life: a lock of the operating system's in a folder, in a bucket an object that is written
    /// anew every few seconds.</summary>
    Task<IJobLease> TakeAsync(JobName job, JobOwner owner, CancellationToken cancellationToken);

    /// <summary>The journals directly in a folder.</summary>
    Task<IReadOnlyList<JobName>> FindAsync(StageKey folder, CancellationToken cancellationToken);

    /// <summary>Whether a job lives.</summary>
    /// <param name="job">The job.</param>
    /// <param name="clock">A lease of the caller's own, by whose renewal the store's clock is read.</param>
    /// <param name="waits">Whether a sign of life is waited for where nothing tells.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<JobSign> LookAsync(JobName job, IJobLease clock, bool waits, CancellationToken cancellationToken);

    /// <summary>Writes a job's list, at once and on stable storage.</summary>
    Task WriteListAsync(JobName job, ReadOnlyMemory<byte> list, CancellationToken cancellationToken);

    /// <summary>Opens a job's list; null where it has none.</summary>
    Task<Stream?> OpenListAsync(JobName job, CancellationToken cancellationToken);

    /// <summary>Removes the journal of a job that is dead.</summary>
    Task RemoveJournalAsync(JobName job, CancellationToken cancellationToken);

    /// <summary>Removes a job's list.</summary>
    Task RemoveListAsync(JobName job, CancellationToken cancellationToken);

    /// <summary>Gives a file its name.</summary>
    /// <returns>The file; null where what was staged is there no more.</returns>
    /// <exception cref="StageException"><c>FileAlreadyExists</c>.</exception>
    Task<StoreItem?> PublishAsync(PendingFile file, bool overwrite, CancellationToken cancellationToken);

    /// <summary>Whether what is under the file's key is this very file.</summary>
    bool IsPublished(PendingFile file, StoreItem there);

    /// <summary>Removes what was staged of a file, where it is still there.</summary>
    /// <returns>Whether it is certain that the file had no name yet: then what is under its key is another.</returns>
    Task<bool> DiscardAsync(PendingFile file, CancellationToken cancellationToken);

    /// <summary>Removes what a job staged that has no list.</summary>
    Task DiscardAllAsync(JobName job, CancellationToken cancellationToken);
}
