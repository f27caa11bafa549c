namespace StageTools.Storage.Folders;

/// <summary>Jobs of several files in a folder. The journal is kept open and locked by its job; the kernel drops the lock when the process dies,
/// however that happens.</summary>
internal sealed class FolderJobs(FolderBoundary boundary, FolderTargets targets) : IJobStore
{
    /// <inheritdoc/>
    public Task<IJobLease> TakeAsync(JobName job, JobOwner owner, CancellationToken cancellationToken) => boundary.Guard<IJobLease>(job.Folder, () =>
    {
        boundary.EnsureRoot();
        return boundary.MakeFolder(job.Folder).Into(folder => FolderLease.Take(folder, job.Journal.Name, owner));
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<JobName>> FindAsync(StageKey folder, CancellationToken cancellationToken) =>
        In<IReadOnlyList<JobName>>(folder, [], opened => Journals(opened, folder));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JobName>> FindOthersAsync(JobName mine, CancellationToken cancellationToken) =>
        [.. (await FindAsync(mine.Folder, cancellationToken).ConfigureAwait(false)).Where(other => other.Id != mine.Id)];

    /// <inheritdoc/>
    public bool NeedsClock => false;

    /// <inheritdoc/>
    public Task<JobSign> LookAsync(JobName job, IJobLease? clock, bool waits, CancellationToken cancellationToken) =>
        In(job.Folder, new JobSign(JobState.Gone), folder => FolderLease.Look(folder, job.Journal.Name));

    /// <inheritdoc/>
    public JsonTypeInfo PendingType => FolderFileJson.Default.FolderFile;

    /// <inheritdoc/>
    public bool IsOf(PendingFile file, JobName job) => ((FolderFile)file).Name is { } name && JobName.IsStaged(name, job.Id);

    /// <inheritdoc/>
    public async Task WriteListAsync(JobName job, ReadOnlyMemory<byte> list, CancellationToken cancellationToken)
    {
        var writer = boundary.Do(
            job.Folder, () => new FileStoreWriter(boundary, boundary.MakeFolder(job.Folder), job.List, new WriteOptions(Overwrite: false)));
        await using var closing = writer.ConfigureAwait(false);
        await writer.Stream.WriteAsync(list, cancellationToken).ConfigureAwait(false);
        await writer.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<Stream?> OpenListAsync(JobName job, CancellationToken cancellationToken) => In<Stream?>(job.Folder, null, folder =>
    {
        // What has no length is none: a link or a pipe that somebody laid there is nobody's to open.
        using var list = folder.TryOpenChild(job.List.Name, ItemKind.File);
        return list is { Info.Size: > 0 } ? list.OpenRead(bufferSize: 4096)
            : list is not null || Path.Exists(folder.At(job.List.Name)) ? Stream.Null
            : null;
    });

    /// <inheritdoc/>
    public Task RemoveAsync(StageKey own, CancellationToken cancellationToken) => In(own.Parent, folder => File.Delete(folder.At(own.Name)));

    /// <inheritdoc/>
    public Task<StoreItem?> PublishAsync(PendingFile file, bool overwrite, CancellationToken cancellationToken)
    {
        var key = StageKey.FromStore(file.Key);
        return boundary.Guard<StoreItem?>(key, () =>
        {
            var staged = (FolderFile)file;
            using var from = TryOpenFolderOf(staged);
            if (from is null)
                return null;

            using var folder = targets.MakeParent(key, overwrite);
            try
            {
                AtomicRename.Move(from.At(staged.Name), folder.At(key.Name), overwrite);
            }
            catch (IOException e) when (!overwrite && Path.Exists(folder.At(key.Name)))
            {
                throw StoreErrors.AlreadyExists(boundary.Show(key), e);
            }

            return new StoreItem(file.Key, file.Size, new DateTimeOffset(staged.Modified, TimeSpan.Zero));
        });
    }

    /// <inheritdoc/>
    public Task FlushAsync(IReadOnlyCollection<StageKey> folders, CancellationToken cancellationToken)
    {
        var flush = new FolderFlush(folders.Count);
        return JobRecovery.ForEachAsync(folders, async (key, _) => await In(key, flush.Run).ConfigureAwait(false), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> IsStagedAsync(PendingFile file, CancellationToken cancellationToken) => boundary.Guard(StageKey.FromStore(file.Key), () =>
    {
        using var folder = TryOpenFolderOf((FolderFile)file);
        return folder is not null;
    });

    /// <inheritdoc/>
    public bool IsPublished(PendingFile file, StoreItem there) =>
        there.Size == file.Size && there.LastModified.UtcTicks == ((FolderFile)file).Modified;

    /// <inheritdoc/>
    public Task<bool> DiscardAsync(PendingFile file, CancellationToken cancellationToken) => boundary.Guard(StageKey.FromStore(file.Key), () =>
    {
        // By its name alone, which is nobody else's: a file whose time was touched meanwhile is to go all the same.
        using var folder = boundary.TryOpen(StageKey.FromStore(file.Key).Parent, isFolder: true);
        if (folder is not null)
            File.Delete(folder.At(((FolderFile)file).Name));

        // It may have had both names for a moment: a link is made, and the old name goes.
        return false;
    });

    /// <inheritdoc/>
    public Task DiscardAllAsync(JobName job, CancellationToken cancellationToken) => In(
        job.Folder,
        folder => FolderTree.Walk(
            folder,
            job.Folder,
            (at, _) =>
            {
                foreach (var name in Names(at, $"{JobName.Prefix}{job.Id}-*.staged").Where(name => JobName.IsStaged(name, job.Id)))
                    File.Delete(at.At(name));
            },
            cancellationToken));

    /// <summary>The journals in an opened folder.</summary>
    public static List<JobName> Journals(OpenedItem opened, StageKey folder) =>
        [.. Names(opened, JobName.Prefix + "*.journal").Select(name => JobName.OfJournal(folder.AsPrefix + name)).OfType<JobName>()];

    private static IEnumerable<string> Names(OpenedItem folder, string pattern) =>
        Directory.EnumerateFiles(folder.Path, pattern).Select(static path => Path.GetFileName(path));

    /// <summary>Opens the folder in which a file is staged; null where it is there no more, or not as it was.</summary>
    private OpenedItem? TryOpenFolderOf(FolderFile file)
    {
        var folder = boundary.TryOpen(StageKey.FromStore(file.Key).Parent, isFolder: true);
        using var staged = folder?.TryOpenChild(file.Name, ItemKind.File);
        if (staged?.Info is { } info && info.Size == file.Size && info.LastModified.UtcTicks == file.Modified)
            return folder;

        folder?.Dispose();
        return null;
    }

    /// <inheritdoc cref="In{T}"/>
    private Task<bool> In(StageKey key, Action<OpenedItem> work) => In(key, false, folder =>
    {
        work(folder);
        return true;
    });

    /// <summary>Works in an opened folder; where it is not there, that is the answer.</summary>
    private Task<T> In<T>(StageKey key, T missing, Func<OpenedItem, T> work) => boundary.Guard(key, () =>
    {
        using var folder = Directory.Exists(boundary.Root) ? boundary.TryOpen(key, isFolder: true) : null;
        return folder is null ? missing : work(folder);
    });
}

/// <summary>A file that is whole and lies beside its place.</summary>
/// <param name="Key">The key that it will have.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Name">What it is called until then: <see cref="JobName.NewStaged"/>, by which a job's list is known.</param>
/// <param name="Modified">When it was last written, in ticks of UTC.</param>
internal sealed record FolderFile(string Key, long Size, string Name, long Modified) : PendingFile(Key, Size);

/// <summary>How such files are written down.</summary>
[JsonSerializable(typeof(FolderFile))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, MaxDepth = 8)]
internal sealed partial class FolderFileJson : JsonSerializerContext;
