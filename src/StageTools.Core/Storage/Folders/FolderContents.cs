namespace StageTools.Storage.Folders;

/// <summary>What lies in a stage's folder: found and opened by key.</summary>
/// <param name="boundary">The stage's folder.</param>
internal sealed class FolderContents(FolderBoundary boundary)
{
    /// <summary>The file or folder of a key; null where there is none.</summary>
    public StoreItem? Find(StageKey key)
    {
        try
        {
            using var item = boundary.TryOpen(key);
            StoreItem? found = item is null ? null : boundary.ItemOf(key.Value, item.Info);
            return found?.Error is { } special ? throw special : found;
        }
        catch (FileNotFoundException) when (boundary.RootMayBeMissing)
        {
            return null;
        }
    }

    /// <summary>Opens a file to be looked at.</summary>
    /// <exception cref="StageException"><c>ItemKindMismatch</c>.</exception>
    public OpenedItem OpenFile(StageKey key)
    {
        var item = boundary.Open(key);
        if (item.Info.Kind is ItemKind.File)
            return item;

        item.Dispose();
        throw item.Info.Kind is ItemKind.Folder
            ? StoreErrors.IsFolder(boundary.Show(key))
            : FileStoreErrors.Special(boundary.Show(key), item.Info.Kind);
    }

    /// <summary>Opens a file's content, which nobody is kept from writing, renaming or removing meanwhile.</summary>
    public FileStream OpenStream(StageKey key, int bufferSize, bool sequential)
    {
        using var item = OpenFile(key);
        return item.OpenRead(bufferSize, sequential ? FileOptions.SequentialScan : FileOptions.None);
    }

    /// <summary>Removes a file; of a link, the link.</summary>
    public void RemoveFile(StageKey key)
    {
        var item = Find(key) ?? throw StoreErrors.NotFound(boundary.Show(key));
        if (item.IsFolder)
            throw StageErrorCode.ItemKindMismatch.Error($"'{boundary.Show(key)}' is a folder, not a file.", boundary.Show(key));

        using var folder = boundary.OpenParent(key);
        File.Delete(folder.At(key.Name));
    }

    /// <summary>Removes a folder; of a link, the link.</summary>
    public void RemoveFolder(StageKey folder, bool recurse, CancellationToken cancellationToken)
    {
        using (var there = boundary.Open(folder))
        {
            if (there.Info.Kind is not ItemKind.Folder)
            {
                throw StageErrorCode.ItemKindMismatch.Error($"'{boundary.Show(folder)}' is a file, not a folder.", boundary.Show(folder));
            }
        }

        using var parent = boundary.OpenParent(folder);
        if (new FileInfo(parent.At(folder.Name)).LinkTarget is not null)
        {
            Directory.Delete(parent.At(folder.Name));
        }
        else if (recurse)
        {
            FolderTree.Remove(parent, folder.Name, cancellationToken);
        }
        else
        {
            RemoveEmptyFolder(parent, folder);
        }
    }

    private void RemoveEmptyFolder(OpenedItem parent, StageKey folder)
    {
        using (var opened = parent.TryOpenChild(folder.Name, ItemKind.Folder) ?? throw new FileNotFoundException())
        {
            if (FolderEntries.HasItems(opened))
                throw StoreErrors.FolderNotEmpty(boundary.Show(folder));

            // What a killed writer left is nobody's; a living writer's part makes the removal fail, as it should.
            StorePart.RemoveDead(opened);
        }

        Directory.Delete(parent.At(folder.Name));
    }
}
