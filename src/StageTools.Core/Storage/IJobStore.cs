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

    /// <summary>The other jobs in a job's folder, without those that are seen to live and have another target: nobody has to look at them.</summary>
    /// <param name="mine">The job, whose sign of life was given just now.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<IReadOnlyList<JobName>> FindOthersAsync(JobName mine, CancellationToken cancellationToken);

    /// <summary>Whether nobody can tell if a job lives but by a lease of his own.</summary>
    bool NeedsClock { get; }

    /// <summary>Whether a job lives.</summary>
    /// <param name="job">The job.</param>
    /// <param name="clock">A lease of the caller's own, by whose renewal the store's clock is read; null where none is needed.</param>
    /// <param name="waits">Whether a sign of life is waited for where nothing tells.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<JobSign> LookAsync(JobName job, IJobLease? clock, bool waits, CancellationToken cancellationToken);

    /// <summary>How a job's list says what waits here: the type that this store's <see cref="PendingFile"/>s have.</summary>
    JsonTypeInfo PendingType { get; }

    /// <summary>Whether a list may say this of a job's file. Somebody else may have laid the list there.</summary>
    bool IsOf(PendingFile file, JobName job);

    /// <summary>Writes a job's list, at once and on stable storage.</summary>
    Task WriteListAsync(JobName job, ReadOnlyMemory<byte> list, CancellationToken cancellationToken);

    /// <summary>Opens a job's list; null where it has none.</summary>
    Task<Stream?> OpenListAsync(JobName job, CancellationToken cancellationToken);

    /// <summary>Removes a file of a job's own: its list, or, of one that is dead, the journal.</summary>
    Task RemoveAsync(StageKey own, CancellationToken cancellationToken);

    /// <summary>Gives a file its name.</summary>
    /// <returns>The file; null where what was staged is there no more.</returns>
    /// <exception cref="StageException"><c>FileAlreadyExists</c>.</exception>
    Task<StoreItem?> PublishAsync(PendingFile file, bool overwrite, CancellationToken cancellationToken);

    /// <summary>Has on stable storage which names some folders hold.</summary>
    Task FlushAsync(IReadOnlyCollection<StageKey> folders, CancellationToken cancellationToken);

    /// <summary>Whether what was staged of a file is still there, as it was, as far as that can be told.</summary>
    Task<bool> IsStagedAsync(PendingFile file, CancellationToken cancellationToken);

    /// <summary>Whether what is under the file's key is this very file.</summary>
    bool IsPublished(PendingFile file, StoreItem there);

    /// <summary>Removes what was staged of a file, where it is still there.</summary>
    /// <returns>Whether it is certain that the file had no name yet: then what is under its key is another.</returns>
    Task<bool> DiscardAsync(PendingFile file, CancellationToken cancellationToken);

    /// <summary>Removes what a job staged that has no list.</summary>
    Task DiscardAllAsync(JobName job, CancellationToken cancellationToken);
}

/// <summary>A job's sign of life, while its own process holds it.</summary>
internal interface IJobLease
{
    /// <summary>Makes sure that nobody took this job for dead, and that nobody will for a while.</summary>
    /// <exception cref="StageException"><c>StoreUnavailable</c>.</exception>
    Task RequireAsync(CancellationToken cancellationToken);

    /// <summary>Ends the sign of life.</summary>
    /// <param name="keep">Whether the journal stays, for the next job to find a dead one.</param>
    Task EndAsync(bool keep);
}

/// <summary>What is known of another job.</summary>
/// <param name="State">Whether it lives.</param>
internal sealed record JobSign(JobState State)
{
    /// <summary>Who it is, where that can be read.</summary>
    public JobOwner? Owner { get; init; }

    /// <summary>When a silent one is dead, by the store's clock.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Keeps others from taking the same dead job back, until it is disposed.</summary>
    public IAsyncDisposable? Hold { get; init; }

    /// <summary>The same for any state.</summary>
    public ValueTask ReleaseAsync() => Hold?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>What tells whether a job lives.</summary>
internal enum JobState
{
    /// <summary>It has ended meanwhile.</summary>
    Gone,

    /// <summary>It gave a sign of life.</summary>
    Living,

    /// <summary>It gave none for a while, and may still live.</summary>
    Silent,

    /// <summary>It is dead.</summary>
    Dead,
}

/// <summary>A file that is whole in its store and has no name there yet: nobody sees it before it is published. A store whose jobs have several files
/// derives its own, which says where it waits.</summary>
/// <param name="Key">The key that it will have.</param>
/// <param name="Size">Its size in bytes.</param>
internal record PendingFile(string Key, long Size);
