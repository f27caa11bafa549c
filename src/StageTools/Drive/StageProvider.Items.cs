using System.Management.Automation;
using StageTools.Hosting;
using StageTools.Stages;
using StageTools.Storage;

namespace StageTools.Drive;

/// <summary>This part: what is there.</summary>
public sealed partial class StageProvider
{
    /// <inheritdoc/>
    protected override bool ItemExists(string path) => Attempt(path, () => Find(path) is not null);

    /// <inheritdoc/>
    protected override bool IsItemContainer(string path) => Attempt(path, () => IsFolder(path));

    /// <inheritdoc/>
    protected override bool HasChildItems(string path) => Attempt(path, () => IsFolder(path) && Children(path, NameSelection.All).Any());

    /// <inheritdoc/>
    protected override void GetItem(string path) => Attempt(path, () =>
    {
        RefreshIfForced();
        var item = Find(path) ?? throw NotFound(path);
        WriteItemObject(item, DrivePath.Normalize(path), IsFolder(item));
    });

    /// <inheritdoc/>
    protected override void GetChildItems(string path, bool recurse) => GetChildItems(path, recurse, uint.MaxValue);

    /// <inheritdoc/>
    protected override void GetChildItems(string path, bool recurse, uint depth) => Attempt(path, () =>
    {
        RefreshIfForced();
        var folder = DrivePath.Normalize(path);
        var item = Find(folder) ?? throw NotFound(path);
        if (!IsFolder(item))
        {
            WriteItemObject(item, folder, isContainer: false);
            return;
        }

        new ItemWalk((path, names) => Reachable(Children(path, names)), WriteItemObject, Filter, GivenParameters.OfChildItem(DynamicParameters), _stopping.Token).Run(folder, recurse ? depth : 0);
    });

    /// <inheritdoc/>
    protected override object GetChildItemsDynamicParameters(string path, bool recurse) => new ChildItemParameters();

    /// <inheritdoc/>
    protected override void GetChildNames(string path, ReturnContainers returnContainers) => Attempt(path, () =>
    {
        var folder = DrivePath.Normalize(path);
        var item = Find(folder) ?? throw NotFound(path);
        if (!IsFolder(item))
        {
            WriteItemObject(DrivePath.Name(folder), folder, isContainer: false);
            return;
        }

        var parameters = GivenParameters.OfChildItem(DynamicParameters);
        var filter = new NameFilter(Filter);
        foreach (var child in Reachable(Children(folder, filter.Names(withAllFolders: returnContainers == ReturnContainers.ReturnAllContainers))))
        {
            _stopping.Token.ThrowIfCancellationRequested();
            var isFolder = IsFolder(child);
            if ((filter.IsMatch(child) || (isFolder && returnContainers == ReturnContainers.ReturnAllContainers))
                && parameters?.Wants(isFolder) != false)
            {
                WriteItemObject(NameOf(child), DrivePath.Join(folder, NameOf(child)), isFolder);
            }
        }
    });

    /// <inheritdoc/>
    protected override object GetChildNamesDynamicParameters(string path) => new ChildItemParameters();

    /// <summary>A stage's name or an item's.</summary>
    internal static string NameOf(object item) => item is Stage stage ? stage.Name : ((StageItem)item).Name;

    /// <summary>Whether an item holds others.</summary>
    internal static bool IsFolder(object item) => item is not StageItem { IsFolder: false };

    private static StageException NotFound(string path) =>
        new(StageErrorCode.FileNotFound, $"There is no file or folder '{DrivePath.Normalize(path)}'.", DrivePath.Normalize(path));

    /// <summary>-Force wants to know how it is now, not how it was two seconds ago.</summary>
    private void RefreshIfForced()
    {
        if (Force)
        {
            Engine.Files.Refresh();
        }
    }

    private bool IsFolder(string path) => Find(path) is { } item && IsFolder(item);

    /// <summary>The drive's root, a stage, a folder or a file; null where there is nothing.</summary>
    private object? Find(string path)
    {
        if (DrivePath.Parse(path) is not { } at)
        {
            return PSDriveInfo ?? (object)ProviderInfo;
        }

        try
        {
            if (at.Key.IsRoot)
            {
                return Wait(Engine.Stages.GetAsync(at.Stage, _stopping.Token)).ToStage();
            }

            return Wait(Engine.Files.FindAsync(at, _stopping.Token));
        }
        catch (StageException e) when (e.Code == StageErrorCode.StageNotFound)
        {
            return null;
        }
    }

    private IEnumerable<object> Children(string folder, NameSelection names) => DrivePath.Parse(folder) is { } at
        ? Engine.Files.ListFolderAsync(at, names, _stopping.Token).ToBlockingEnumerable(_stopping.Token)
        : Stages();

    /// <summary>What a path leads to; each object of a bucket that none leads to is an error.</summary>
    private IEnumerable<object> Reachable(IEnumerable<object> items)
    {
        foreach (var item in items)
        {
            if (item is StageItem { HasDrivePath: false } other)
            {
                WriteError(ErrorRecords.From(other.NoDrivePath()));
                continue;
            }

            yield return item;
        }
    }

    private IEnumerable<object> Stages()
    {
        yield return Wait(Engine.Stages.GetAsync(StageName.User, _stopping.Token)).ToStage();
        foreach (var stage in Wait(Engine.Stages.ListAsync(_stopping.Token)))
        {
            yield return stage;
        }
    }
}
