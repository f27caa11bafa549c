namespace StageTools.Drive;

/// <summary>This part: what is there.</summary>
public sealed partial class StageProvider
{
    /// <summary>What the command is about, by -Filter, -Include and -Exclude.</summary>
    private ItemSelection Selection => new(Filter, Include, Exclude);

    /// <summary>Which kinds of items Get-ChildItem wants; both where nothing was said.</summary>
    private ChildItemParameters Asked => CommandParameters.Of<ChildItemParameters>(DynamicParameters);

    /// <inheritdoc/>
    protected override bool ItemExists(string path) => Attempt(path, () =>
    {
        if (!CommandParameters.Have(DynamicParameters, nameof(ItemExistsParameters.NewerThan)))
            return Find(path) is not null;

        var asked = CommandParameters.Of<ItemExistsParameters>(DynamicParameters);

        // Test-Path alone asks for more than that something is there; not of the folders on the way to what its wildcard means.
        return Find(path) is { } item
            && ((Selection.Has(DrivePath.Name(path), item.Value is Stage) && asked.Has(item.LastModified)) || IsAskedByWildcard());
    });

    /// <inheritdoc/>
    protected override object ItemExistsDynamicParameters(string path) => new ItemExistsParameters();

    /// <inheritdoc/>
    protected override bool IsItemContainer(string path) => Attempt(path, () => !WasRemoved(path) && IsFolder(path));

    /// <inheritdoc/>
    protected override bool HasChildItems(string path) => Attempt(path, () =>
    {
        var others = 0;
        return ContainerOf(path) is { } folder && (Children(folder, NameSelection.All, _ => others++).Any() || others > 0);
    });

    /// <inheritdoc/>
    protected override void GetItem(string path) => Attempt(path, () =>
    {
        RefreshIfForced();
        var item = Find(path) ?? throw NotFound(path);

        // Get-ChildItem has looked at names and files already, where it looks at them at all; not at folders, by which the engine goes on.
        if (CommandParameters.Have(DynamicParameters, nameof(ChildItemParameters.Directory))
            ? !item.IsFolder || Asked.Wants(isFolder: true)
            : Selection.Has(DrivePath.Name(path), item.Value is Stage))
        {
            Write(item);
        }
    });

    /// <inheritdoc/>
    protected override void GetChildItems(string path, bool recurse) => GetChildItems(path, recurse, uint.MaxValue);

    /// <inheritdoc/>
    protected override void GetChildItems(string path, bool recurse, uint depth) => Attempt(path, () =>
    {
        RefreshIfForced();
        var item = Find(path) ?? throw NotFound(path);
        if (item.IsFolder)
        {
            Walk(item.Path, recurse ? depth : 0, new NameFilter(Filter), Asked);
        }
        else if (Asked.Wants(isFolder: false))
        {
            Write(item);
        }
    });

    /// <summary>Writes what lies in a folder and, so many levels deep, below it: a folder's own items first, then what its folders hold, as
    /// Get-ChildItem does.</summary>
    private void Walk(string folder, uint depth, NameFilter filter, ChildItemParameters parameters)
    {
        var folders = depth == 0 ? null : new List<string>();
        foreach (var item in Reachable(Children(folder, filter.Names(withAllFolders: depth > 0))))
        {
            _stopping.Token.ThrowIfCancellationRequested();
            if (filter.IsMatch(item) && parameters.Wants(item.IsFolder))
                Write(item);

            if (item.IsFolder)
                folders?.Add(item.Path);
        }

        foreach (var path in folders ?? [])
        {
            try
            {
                Walk(path, depth == uint.MaxValue ? depth : depth - 1, filter, parameters);
            }
            catch (StageException e) when (e.Code is StageErrorCode.AccessDenied)
            {
                // One folder that may not be read; the others may.
                WriteError(e);
            }
        }
    }

    /// <inheritdoc/>
    protected override object GetChildItemsDynamicParameters(string path, bool recurse) => new ChildItemParameters();

    /// <summary>Writes the names in a folder. Where all folders are asked for, the engine goes on by them: no filter and no switch leaves one out
    /// then.</summary>
    protected override void GetChildNames(string path, ReturnContainers returnContainers) => Attempt(path, () =>
    {
        var parameters = Asked;
        if (ContainerOf(path) is not { } folder)
        {
            var file = Find(path) ?? throw NotFound(path);
            if (parameters.Wants(isFolder: false))
                WriteItemObject(file.Name, file.Path, isContainer: false);

            return;
        }

        var filter = new NameFilter(Filter);
        var withAllFolders = returnContainers == ReturnContainers.ReturnAllContainers;
        foreach (var child in Reachable(Children(folder, filter.Names(withAllFolders))))
        {
            _stopping.Token.ThrowIfCancellationRequested();
            if ((child.IsFolder && withAllFolders) || (filter.IsMatch(child) && parameters.Wants(child.IsFolder)))
                WriteItemObject(child.Segment, child.Path, child.IsFolder);
        }
    });

    /// <inheritdoc/>
    protected override object GetChildNamesDynamicParameters(string path) => new ChildItemParameters();

    private StageException NotFound(string path) => StageErrorCode.FileNotFound.Error($"There is no file or folder '{Normal(path)}'.", Normal(path));

    private void Write(DriveItem item) => WriteItemObject(item.Value, item.Path, item.IsFolder);

    /// <summary>-Force wants to know how it is now, not how it was two seconds ago.</summary>
    private void RefreshIfForced()
    {
        if (Force)
            Engine.Files.Refresh();
    }

    private bool IsFolder(string path) => Find(path) is { IsFolder: true };

    /// <summary>
    /// The drive's root, a stage, a folder or a file; null where there is nothing. Where a file and a folder share a name it is the file, unless the
    /// path ends with a slash.
    /// </summary>
    private DriveItem? Find(string path)
    {
        if (Parsed(path) is not { } at)
            return new DriveItem(PSDriveInfo ?? (object)ProviderInfo, Full(path));

        // A drive over a folder stays one over the folder.
        var namesFolder = DrivePath.NamesFolder(path)
            || (PSDriveInfo is { Root.Length: > 0 } drive && Normal(path) == DrivePath.Normalize(drive.Root));
        var found = OfStage<object>(() => at.Key.IsRoot
            ? new Stage(Wait(Engine.Stages.GetAsync(at.Stage, _stopping.Token)))
            : Wait(Engine.Files.FindAsync(at, _stopping.Token, namesFolder)));
        return found is null
            ? null
            : new DriveItem(
                found, DrivePath.NamesFolder(path) && !at.Key.IsRoot ? DrivePath.Full(Normal(path)) + "/" : DrivePath.Full(Normal(path)));
    }

    /// <summary>What is asked of a stage; null where there is no such stage.</summary>
    private static T? OfStage<T>(Func<T?> ask)
        where T : class
    {
        try
        {
            return ask();
        }
        catch (StageException e) when (e.Code == StageErrorCode.StageNotFound)
        {
            return null;
        }
    }

    /// <summary>
    /// The folder of a path, to be looked into; null where there is none. The engine looks into a folder without its slash when it finds what a
    /// wildcard means (<c>a/*</c>): there a file of the same name is none of its business.
    /// </summary>
    private string? ContainerOf(string path) => Find(path) switch
    {
        null => null,
        { IsFolder: true, Path: var folder } => folder,
        _ when IsAskedByWildcard() && IsFolder(path + "/") => path + "/",
        _ => null,
    };

    /// <summary>Whether the engine is finding what a wildcard means: where a PowerShell names that place otherwise, a file has nothing in
    /// it.</summary>
    private static bool IsAskedByWildcard() =>
        new StackTrace().GetFrames().Any(frame => frame.GetMethod()?.Name is "GetChildNamesInDir" or "GenerateNewPSPathsWithGlobLeaf");

    /// <summary>What lies in a folder; each thing that is neither file nor folder is an error, and the rest goes on.</summary>
    private IEnumerable<DriveItem> Children(string folder, NameSelection names) => Children(folder, names, WriteError);

    private IEnumerable<DriveItem> Children(string folder, NameSelection names, Action<StageException> onError) =>
        DriveItem.In(folder, Parsed(folder) is { } at ? Files(at, names, onError) : Stages(names.Prefix));

    private IEnumerable<StageItem> Files(StagePath folder, NameSelection names, Action<StageException> onError) =>
        Listing(others => Engine.Files.ListFolderAsync(folder, names, others, _stopping.Token), onError, _stopping.Token);

    private void WriteError(StageException error) => WriteError(ErrorRecords.From(error));

    /// <summary>What a path leads to; each object of a bucket that none leads to is an error.</summary>
    private IEnumerable<DriveItem> Reachable(IEnumerable<DriveItem> items)
    {
        foreach (var item in items)
        {
            if (item.Value is StageItem { HasDrivePath: false } other)
            {
                WriteError(other.NoDrivePath());
                continue;
            }

            yield return item;
        }
    }

    private IEnumerable<object> Stages(string prefix)
    {
        yield return new Stage(Wait(Engine.Stages.GetAsync(StageName.User, _stopping.Token)));
        foreach (var stage in Wait(Engine.Stages.ListAsync(prefix, _stopping.Token)))
            yield return stage;
    }
}
