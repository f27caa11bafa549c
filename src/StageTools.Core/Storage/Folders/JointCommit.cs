namespace StageTools.Storage.Folders;

/// <summary>
/// Several small files become visible: what they hold is on the disk before the first has its name, by one flush of their file system. Then each is
/// renamed, and their folders are flushed. One that fails is given up alone.
/// </summary>
internal static class JointCommit
{
    /// <summary>Fewer are flushed one by one: a flush of a file system waits for what others wrote, too.</summary>
    public const int Several = 8;

    /// <summary>Commits files, and tells of each what is against it.</summary>
    public static async Task<IReadOnlyList<StageException?>> RunAsync(FileStoreWriter[] files, CancellationToken cancellationToken)
    {
        var errors = new StageException?[files.Length];
        try
        {
            await FlushAsync(files, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < files.Length; i++)
                errors[i] = await files[i].PublishAsync(cancellationToken).ErrorAsync().ConfigureAwait(false);
        }
        finally
        {
            var folders = files.Where(static file => file.IsCommitted).Select(static file => file.Folder)
                .DistinctBy(static folder => folder.Info.Identity).ToList();
            var flush = new FolderFlush(folders.Count);
            folders.ForEach(flush.Run);
        }

        return errors;
    }

    /// <summary>Has what files hold on the disk, by one flush where there are several. What is against one of them is told when it is published, or
    /// staged.</summary>
    public static async Task FlushAsync(FileStoreWriter[] files, CancellationToken cancellationToken)
    {
        foreach (var disk in files.GroupBy(static file => file.Folder.Info.Identity.Device).Where(static disk => disk.Count() >= Several))
        {
            var sealedFiles = new List<FileStoreWriter>();
            foreach (var file in disk)
            {
                if (await file.SealAsync(cancellationToken).ErrorAsync().ConfigureAwait(false) is null)
                    sealedFiles.Add(file);
            }

            if (sealedFiles.Count > 0 && sealedFiles[0].TryFlushDisk())
                sealedFiles.ForEach(static file => file.TakeFlush());
        }
    }
}

/// <summary>Has on the disk which names folders hold: where there are several, by one flush of their file system.</summary>
/// <param name="count">How many there are.</param>
internal sealed class FolderFlush(int count)
{
    private readonly ConcurrentDictionary<ulong, Lazy<bool>> _disks = [];

    /// <summary>Flushes a folder, whose names have all been given or taken.</summary>
    public void Run(OpenedItem folder)
    {
        if (count < JointCommit.Several || !IsFlushedWhole(folder))
            DiskFlush.FlushFolder(folder.Path);
    }

    // Whoever comes first does it for all.
    private bool IsFlushedWhole(OpenedItem folder) => _disks
        .GetOrAdd(folder.Info.Identity.Device, static (_, first) => new Lazy<bool>(() => DiskCalls.TryFlushAll(first)), folder).Value;
}
