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
            foreach (var disk in Enumerable.Range(0, files.Length).GroupBy(i => files[i].Folder.Info.Identity.Device))
            {
                foreach (var i in disk)
                    errors[i] = await files[i].SealAsync(cancellationToken).ErrorAsync().ConfigureAwait(false);

                var isFlushed = disk.Count() >= Several && files[disk.First()].TryFlushDisk();
                foreach (var i in disk.Where(i => errors[i] is null))
                    errors[i] = await files[i].PublishAsync(isFlushed, cancellationToken).ErrorAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (var file in files.Where(static file => file.IsCommitted).DistinctBy(static file => file.Folder.Info.Identity))
                DiskFlush.FlushFolder(file.Folder.Path);
        }

        return errors;
    }
}
