namespace StageTools.Storage.Folders;

/// <summary>Where files and folders of a stage are to be made: the stage's own folder is made first, then their parents, and those are swept of dead
/// parts once.</summary>
/// <param name="boundary">The stage's folder.</param>
internal sealed class FolderTargets(FolderBoundary boundary)
{
    private readonly ConcurrentDictionary<string, bool> _swept = new(StringComparer.Ordinal);

    /// <summary>Opens the folder of a file or folder to be made, made itself where it is missing.</summary>
    /// <exception cref="StageException"><c>PathInvalid</c>, <c>ItemKindMismatch</c>, <c>FileAlreadyExists</c>, <c>StoreUnavailable</c>.</exception>
    public OpenedItem MakeParent(StageKey key, bool overwrite)
    {
        if (key.IsRoot)
            throw StoreErrors.IsNoFile(boundary.Show(key));

        boundary.EnsureRoot();
        if (boundary.TryOpenParent(key) is { } there)
        {
            return there.Into(folder =>
            {
                RequireFree(key, overwrite);
                if (_swept.TryAdd(key.Parent.Value, true))
                    StorePart.RemoveDead(folder);

                return folder;
            });
        }

        // In a folder that was not there is nothing: no file in the way, no dead part.
        _swept.TryAdd(key.Parent.Value, true);
        return boundary.MakeMissing(key.Parent);
    }

    /// <summary>Begins a file.</summary>
    /// <exception cref="StageException">As <see cref="MakeParent"/> has it.</exception>
    public FileStoreWriter NewWriter(StageKey key, WriteOptions options) =>
        MakeParent(key, options.Overwrite).Into(folder => new FileStoreWriter(boundary, folder, key, options));

    /// <summary>Whether the folder of a file does not tell names apart by their case: no system says so of a folder, a file in it shows it.</summary>
    public bool FoldsCase(StageKey file)
    {
        boundary.EnsureRoot();
        using var folder = boundary.MakeFolder(file.Parent);
        var part = StorePart.NewName();
        using var held = new FileStream(folder.At(part), FileMode.CreateNew, FileAccess.Write, FileShare.Delete, bufferSize: 0);
        try
        {
            return folder.InfoOf(part.ToUpperInvariant()) is not null;
        }
        finally
        {
            FileStoreErrors.TryDelete(folder.At(part));
        }
    }

    /// <summary>Renames, by the opened folders that something leaves and comes to; false for a file whose new name lies on another disk.</summary>
    public bool TryRename(StageKey source, bool isFolder, StageKey target, bool overwrite)
    {
        using var from = boundary.OpenParent(source);
        using var to = MakeParent(target, overwrite && !isFolder);
        if (overwrite && !isFolder)
            RequireOther(source, to, target);

        try
        {
            AtomicRename.Move(from.At(source.Name), to.At(target.Name), overwrite, isFolder);
            return true;
        }
        catch (IOException e) when (!isFolder && e.HResult is UnixCalls.CrossDevice)
        {
            return false;
        }
    }

    private void RequireFree(StageKey key, bool overwrite)
    {
        using var there = boundary.TryOpen(key);
        if (there?.Info is { Kind: ItemKind.Folder })
            throw StoreErrors.IsFolderAlready(boundary.Show(key));

        if (there?.Info is { IsSpecial: true } special)
            throw FileStoreErrors.Special(boundary.Show(key), special.Kind);

        if (there is not null && !overwrite)
            throw StoreErrors.AlreadyExists(boundary.Show(key));
    }

    /// <summary>Refuses a target that is the source, by a link or another mount: renamed over it, or copied and removed, the only one would be gone.
    /// The same name in capitals is no other one where the file system folds them: its folder lists it once.</summary>
    private void RequireOther(StageKey source, OpenedItem folder, StageKey target)
    {
        using var moved = boundary.Open(source);
        using var there = source == target ? null : boundary.TryOpen(target);
        if (there?.IsSame(moved) is true && FolderTree.Entries(folder).Any(entry => entry.Name == target.Name))
            throw StoreErrors.SameFile(boundary.Show(source), boundary.Show(target));
    }
}
