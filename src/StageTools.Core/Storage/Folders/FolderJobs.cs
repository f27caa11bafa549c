using StageTools.Stages;
using StageTools.Storage.Jobs;

namespace StageTools.Storage.Folders;

/// <summary>Jobs of several files in a folder. The journal is kept open and locked by its job; the kernel drops the lock when the process dies, however that happens.</summary>
internal sealed class FolderJobs(FolderBoundary boundary, FolderTargets targets) : IJobStore
{
    private static readonly EnumerationOptions AllFolders = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };

    /// <inheritdoc/>
    public Task<IJobLease> TakeAsync(JobName job, JobOwner owner, CancellationToken cancellationToken) => Guard<IJobLease>(job.Folder, () =>
    {
        targets.EnsureRoot();
        Directory.CreateDirectory(boundary.PathOf(job.Folder));
        return FolderLease.Take(PathOf(job, job.Journal), owner);
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<JobName>> FindAsync(StageKey folder, CancellationToken cancellationToken) => Guard<IReadOnlyList<JobName>>(folder, () =>
    {
        var path = boundary.PathOf(folder);
        return Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path, JobName.Prefix + "*.journal").Select(file => JobName.OfJournal(folder.AsPrefix + Path.GetFileName(file))).OfType<JobName>()]
            : [];
    });

    /// <inheritdoc/>
    public Task<JobSign> LookAsync(JobName job, IJobLease clock, bool waits, CancellationToken cancellationToken) =>
        Guard(job.Folder, () => FolderLease.Look(PathOf(job, job.Journal)));

    /// <inheritdoc/>
    public async Task WriteListAsync(JobName job, ReadOnlyMemory<byte> list, CancellationToken cancellationToken)
    {
        var writer = await Guard(job.Folder, () => new FileStoreWriter(boundary, job.List, PathOf(job, job.List), new WriteOptions(Overwrite: true))).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            await writer.Stream.WriteAsync(list, cancellationToken).ConfigureAwait(false);
            await writer.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenListAsync(JobName job, CancellationToken cancellationToken) => Guard<Stream?>(job.Folder, () =>
    {
        // What has no length is none: a pipe that somebody laid there would be read for ever.
        var file = new FileInfo(PathOf(job, job.List));
        return !file.Exists ? null
            : file is { LinkTarget: null, Length: > 0 } ? new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
            : Stream.Null;
    });

    /// <inheritdoc/>
    public Task RemoveListAsync(JobName job, CancellationToken cancellationToken) => Remove(job, job.List);

    /// <inheritdoc/>
    public Task RemoveJournalAsync(JobName job, CancellationToken cancellationToken) => Remove(job, job.Journal);

    /// <inheritdoc/>
    public Task<StoreItem?> PublishAsync(StagedFile file, bool overwrite, CancellationToken cancellationToken)
    {
        var key = StageKey.FromStore(file.Key);
        return Guard<StoreItem?>(key, () =>
        {
            if (StagedOf(file) is not { } staged)
            {
                return null;
            }

            var path = targets.Make(key, overwrite);
            try
            {
                AtomicRename.Move(staged, path, overwrite);
            }
            catch (IOException e) when (!overwrite && File.Exists(path))
            {
                throw StoreErrors.AlreadyExists(boundary.Show(key), e);
            }

            return new StoreItem(file.Key, file.Size, new DateTimeOffset(file.Modified, TimeSpan.Zero));
        });
    }

    /// <inheritdoc/>
    public bool IsPublished(StagedFile file, StoreItem there) => there.Size == file.Size && there.LastModified.UtcTicks == file.Modified;

    /// <inheritdoc/>
    public Task<bool> DiscardAsync(StagedFile file, CancellationToken cancellationToken) => Guard(StageKey.FromStore(file.Key), () =>
    {
        if (StagedOf(file) is { } staged)
        {
            File.Delete(staged);
        }

        // It may have had both names for a moment: a link is made, and the old name goes.
        return false;
    });

    /// <inheritdoc/>
    public Task DiscardAllAsync(JobName job, CancellationToken cancellationToken) => Guard(job.Folder, () =>
    {
        foreach (var path in Directory.EnumerateFiles(boundary.PathOf(job.Folder), $"{JobName.Prefix}{job.Id}-*.staged", AllFolders))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (JobName.IsStaged(Path.GetFileName(path), job.Id))
            {
                File.Delete(path);
            }
        }

        return true;
    });

    /// <summary>All folders in which a job has its journal.</summary>
    public IReadOnlyCollection<StageKey> FoldersOfJobs(CancellationToken cancellationToken)
    {
        var folders = new HashSet<StageKey>();
        foreach (var path in Directory.Exists(boundary.Root) ? Directory.EnumerateFiles(boundary.Root, JobName.Prefix + "*.journal", AllFolders) : [])
        {
            cancellationToken.ThrowIfCancellationRequested();
            var key = Path.GetRelativePath(boundary.Root, path).Replace(Path.DirectorySeparatorChar, '/');
            if (StageKey.IsCanonical(key) && JobName.OfJournal(key) is { } job)
            {
                folders.Add(job.Folder);
            }
        }

        return folders;
    }

    /// <summary>What was staged of a file, where it is there and as it was.</summary>
    private string? StagedOf(StagedFile file)
    {
        var staged = new FileInfo(Path.Combine(boundary.PathOf(StageKey.FromStore(file.Key).Parent), file.Name!));
        return staged.Exists && staged.LinkTarget is null && staged.Length == file.Size && staged.LastWriteTimeUtc.Ticks == file.Modified ? staged.FullName : null;
    }

    private string PathOf(JobName job, StageKey file) => Path.Combine(boundary.PathOf(job.Folder), file.Name);

    private Task<bool> Remove(JobName job, StageKey file) => Guard(job.Folder, () =>
    {
        File.Delete(PathOf(job, file));
        return true;
    });

    private Task<T> Guard<T>(StageKey key, Func<T> work)
    {
        try
        {
            return Task.FromResult(work());
        }
        catch (Exception e) when (FileStoreErrors.Is(e))
        {
            return Task.FromException<T>(FileStoreErrors.Explain(e, boundary.Root, boundary.Show(key)));
        }
        catch (StageException e)
        {
            return Task.FromException<T>(e);
        }
    }
}
