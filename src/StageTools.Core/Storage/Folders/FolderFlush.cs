namespace StageTools.Storage.Folders;

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
