namespace StageTools.Drive;

/// <summary>This part: making and removing.</summary>
public sealed partial class StageProvider
{
    private const int RemovalBatch = 1000;

    /// <inheritdoc/>
    protected override void NewItem(string path, string itemTypeName, object newItemValue) => Attempt(path, () =>
    {
        var at = InStage(path, "made", "New-Stage makes a stage");
        var isFolder = IsFolderType(itemTypeName ?? string.Empty);
        if (!ShouldProcess(at.ToString(), isFolder ? "Create folder" : "Create file"))
            return;

        var store = Open(at.Stage, forWriting: true);
        if (!isFolder)
        {
            RefuseFolder(path, at);
            WriteText(store, at.Key, newItemValue?.ToString() ?? string.Empty, Force);
        }
        else if (Force || !IsFolder(path))
        {
            Wait(store.CreateFolderAsync(at.Key, _stopping.Token));
        }
        else
        {
            throw StageErrorCode.FileAlreadyExists.Error($"The folder '{at}' is there already; with -Force that is fine.", at.ToString());
        }

        Write(Find(path) ?? throw NotFound(path));
    });

    /// <inheritdoc/>
    protected override void RemoveItem(string path, bool recurse) => Attempt(path, () =>
    {
        var at = InStage(path, "removed", $"Remove-Stage drops a stage; Remove-StageFile '{Normal(path)}' removes its files");
        RefuseRoot(path);
        if (WasRemoved(path))
            return;

        var item = Find(path) ?? throw NotFound(path);
        RefuseInUse(item, "removed");
        var selection = Selection;
        var store = Open(at.Stage, forWriting: false);
        if (!item.IsFolder)
        {
            if (selection.Has(item.Name) && ShouldProcess(at.ToString(), "Remove file"))
            {
                Remove(store, [at.Key]);
                if (!selection.IsAll)
                    CommandTargets.Of(this, DynamicParameters).Removed.Add(Normal(path));
            }

            return;
        }

        // With -Include or -Exclude the engine walks by itself, and hands over a folder before what is in it.
        if (!selection.IsAll && (recurse || HasChildItems(item.Path)))
        {
            if (!RemoveMatching(store, item, selection) && !recurse && selection.AsksForNames && selection.Has(item.Name))
            {
                // It says that it is not empty.
                Wait(store.RemoveFolderAsync(at.Key, recurse: false, _stopping.Token));
            }
        }
        else if (selection.Has(item.Name) && ShouldProcess(at.ToString(), "Remove folder"))
        {
            Wait(store.RemoveFolderAsync(at.Key, recurse, _stopping.Token));
        }
    });

    /// <summary>
    /// Removes what -Filter, -Include and -Exclude mean, in a folder and below; and folders that they mean and that became empty, this one last.
    /// </summary>
    /// <returns>Whether nothing is left in the folder.</returns>
    private bool RemoveMatching(IStore store, DriveItem folder, ItemSelection selection)
    {
        var (isEmpty, batch) = (true, new List<StageKey>());
        foreach (var child in Children(folder.Path, NameSelection.All))
        {
            _stopping.Token.ThrowIfCancellationRequested();
            if (child.IsFolder)
            {
                isEmpty &= RemoveMatching(store, child, selection) && selection.Has(child.Name);
                continue;
            }

            // Of an object called d/ or d//x the path of a drive would be another file's.
            var at = ((StageItem)child.Value).ToStagePath();
            if (!selection.Has(child.Name) || !ShouldProcess(at.ToString(), "Remove file"))
            {
                isEmpty = false;
                continue;
            }

            batch.Add(at.Key);
            if (batch.Count == RemovalBatch)
            {
                Remove(store, batch);
                batch.Clear();
            }
        }

        Remove(store, batch);
        if (isEmpty && selection.Has(folder.Name) && DrivePath.Parse(folder.Path) is var here && ShouldProcess(here!.ToString(), "Remove folder"))
            Wait(store.RemoveFolderAsync(here.Key, recurse: false, _stopping.Token));

        return isEmpty;
    }

    /// <summary>
    /// Whether this command removed the file of this path. With -Include or -Exclude the engine looks again at what it handed over, and would find
    /// the folder of the same name.
    /// </summary>
    private bool WasRemoved(string path) =>
        !DrivePath.NamesFolder(path) && !Selection.IsAll && CommandTargets.Of(this, DynamicParameters).Removed.Contains(Normal(path));

    private static bool IsFolderType(string type) => type switch
    {
        "" => false,
        _ when IsShortFor("Directory", type) || IsShortFor("Container", type) || type.Equals("Folder", StringComparison.OrdinalIgnoreCase) => true,
        _ when IsShortFor("File", type) || IsShortFor("Leaf", type) => false,
        _ => throw StageErrorCode.OptionInvalid.Error($"A stage drive has no items of the type '{type}'; use File or Directory.", type),
    };

    private static bool IsShortFor(string word, string text) => word.StartsWith(text, StringComparison.OrdinalIgnoreCase);

    private StagePath InStage(string path, string what, string instead) => Parsed(path) is { Key.IsRoot: false } at
        ? at
        : throw StageErrorCode.PathInvalid.Error($"'{Normal(path)}' is a stage, and a stage is not {what} like a file: {instead}.", path);

    /// <summary>
    /// Refuses to take away what the drive itself shows. The engine hands over a drive's root where a path such as <c>d:/../x</c> leads above it.
    /// </summary>
    private void RefuseRoot(string path)
    {
        if (PSDriveInfo is { } drive && Normal(path) == DrivePath.Normalize(drive.Root))
        {
            throw StageErrorCode.PathInvalid.Error(
                $"'{DrivePath.Normalize(drive.Root)}' is the root of the drive '{drive.Name}:', which stays; name something in it, or use Stage:/.",
                path);
        }
    }

    /// <summary>Refuses to take away the current location, by whichever drive it is reached: the engine sees it on its own drive only.</summary>
    private void RefuseInUse(DriveItem item, string what)
    {
        var location = SessionState.Path.CurrentLocation;
        if (item.IsFolder && location.Provider.ImplementingType == typeof(StageProvider) && DrivePath.LiesIn(location.ProviderPath, item.Path))
        {
            throw StageErrorCode.PathInvalid.Error(
                $"'{Normal(item.Path)}' is not {what}: it is in use, as the current location is in it; go elsewhere first with Set-Location.",
                Normal(item.Path));
        }
    }

    /// <summary>Refuses a file where a folder is.</summary>
    private void RefuseFolder(string path, StagePath at)
    {
        if (IsFolder(path))
            throw StageErrorCode.ItemKindMismatch.Error($"'{at}' is a folder; choose another name for the file.", at.ToString());
    }

    private IStore Open(StageName stage, bool forWriting) => Wait(Engine.Files.OpenStoreAsync(stage, forWriting, _stopping.Token));

    private void Remove(IStore store, List<StageKey> files)
    {
        if (files.Count > 0 && Wait(store.RemoveAsync(files, _stopping.Token)) is [var failure, ..])
            throw failure.Error;
    }

    private void WriteText(IStore store, StageKey key, string text, bool overwrite)
    {
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        Wait(store.WriteAsync(key, content, new WriteOptions(overwrite), _stopping.Token));
    }
}
