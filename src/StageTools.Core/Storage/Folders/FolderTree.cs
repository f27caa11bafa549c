namespace StageTools.Storage.Folders;

/// <summary>What is done to a folder and all folders below it.</summary>
internal static class FolderTree
{
    private static readonly EnumerationOptions AllFolders = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>Removes a folder and all that is in it; links go, what they lead to stays.</summary>
    /// <remarks>Directory.Delete does the same, but cannot be stopped half way through a million files.</remarks>
    public static void Remove(string folder, CancellationToken cancellationToken)
    {
        if (new DirectoryInfo(folder).LinkTarget is not null)
        {
            Directory.Delete(folder);
            return;
        }

        foreach (var item in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (item is DirectoryInfo { LinkTarget: null })
            {
                Remove(item.FullName, cancellationToken);
            }
            else
            {
                item.Delete();
            }
        }

        Directory.Delete(folder);
    }

    /// <summary>Removes what killed writers left, and says how many parts that were.</summary>
    public static int RemoveDeadParts(string folder, TimeSpan idle, CancellationToken cancellationToken)
    {
        var removed = StorePart.RemoveDead(folder, idle);
        foreach (var below in Directory.EnumerateDirectories(folder, "*", AllFolders))
        {
            cancellationToken.ThrowIfCancellationRequested();
            removed += StorePart.RemoveDead(below, idle);
        }

        return removed;
    }
}
