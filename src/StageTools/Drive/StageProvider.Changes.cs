using StageTools.Stages;
using StageTools.Storage;
using StageTools.Transfer;

namespace StageTools.Drive;

/// <summary>This part: making, removing, moving, copying.</summary>
public sealed partial class StageProvider
{
    /// <inheritdoc/>
    protected override void NewItem(string path, string itemTypeName, object newItemValue) => Attempt(path, () =>
    {
        var at = InStage(path, "made", "New-Stage makes a stage");
        var isFolder = (itemTypeName ?? string.Empty).ToUpperInvariant() switch
        {
            "DIRECTORY" or "CONTAINER" or "FOLDER" => true,
            "" or "FILE" or "LEAF" => false,
            _ => throw new StageException(StageErrorCode.OptionInvalid, $"A stage drive has no items of the type '{itemTypeName}'; use File or Directory.", itemTypeName),
        };
        if (!ShouldProcess(at.ToString(), isFolder ? "Create folder" : "Create file"))
        {
            return;
        }

        var store = OpenForWriting(at.Stage);
        if (!isFolder)
        {
            WriteText(store, at.Key, newItemValue?.ToString() ?? string.Empty);
        }
        else if (Force || Find(path) is not StageItem { IsFolder: true })
        {
            Wait(store.CreateFolderAsync(at.Key, _stopping.Token));
        }
        else
        {
            throw new StageException(StageErrorCode.FileAlreadyExists, $"The folder '{at}' is there already; with -Force that is fine.", at.ToString());
        }

        GetItem(path);
    });

    /// <inheritdoc/>
    protected override void RemoveItem(string path, bool recurse) => Attempt(path, () =>
    {
        var at = InStage(path, "removed", $"Remove-Stage drops a stage; Remove-StageFile '{DrivePath.Normalize(path)}' removes its files");
        RefuseRoot(path);
        var item = Find(path) as StageItem ?? throw NotFound(path);
        if (!ShouldProcess(at.ToString(), item.IsFolder ? "Remove folder" : "Remove file"))
        {
            return;
        }

        var store = Wait(Engine.Files.OpenStoreAsync(at.Stage, forWriting: false, _stopping.Token));
        if (item.IsFolder)
        {
            Wait(store.RemoveFolderAsync(at.Key, recurse, _stopping.Token));
        }
        else if (Wait(store.RemoveAsync([at.Key], _stopping.Token)) is [var failure])
        {
            throw failure.Error;
        }
    });

    /// <inheritdoc/>
    protected override void RenameItem(string path, string newName) => Attempt(path, () =>
    {
        var at = InStage(path, "renamed", "Rename-Stage renames a stage");
        RefuseRoot(path);
        if (string.IsNullOrEmpty(newName) || newName.Contains('/', StringComparison.Ordinal))
        {
            throw new StageException(StageErrorCode.PathInvalid, $"'{newName}' is not a name; Move-Item moves to another folder.", newName);
        }

        Move(at, at with { Key = at.Key.Parent.Append(newName) }, "Rename to");
    });

    /// <inheritdoc/>
    protected override void MoveItem(string path, string destination) => Attempt(path, () =>
    {
        var at = InStage(path, "moved", "Rename-Stage renames a stage");
        RefuseRoot(path);
        Move(at, Target(at, destination), "Move to");
    });

    /// <inheritdoc/>
    protected override void CopyItem(string path, string copyPath, bool recurse) => Attempt(path, () =>
    {
        var source = InStage(path, "copied", "Copy-StageFile -Recurse copies all that is in it");
        var item = Find(path) as StageItem ?? throw NotFound(path);
        var target = Target(source, copyPath);
        if (!ShouldProcess(source.ToString(), $"Copy to '{target}'"))
        {
            return;
        }

        if (item.IsFolder && !recurse)
        {
            Wait(OpenForWriting(target.Stage).CreateFolderAsync(target.Key, _stopping.Token));
        }
        else
        {
            Wait(ItemTransfer.CopyAsync(
                PlaceOf(source.Stage, forWriting: false), item, source.Key, PlaceOf(target.Stage, forWriting: true), target.Key, overwrite: true, _stopping.Token));
        }

        GetItem(target.ToString());
    });

    private static StagePath InStage(string path, string what, string instead) => DrivePath.Parse(path) is { Key.IsRoot: false } at
        ? at
        : throw new StageException(StageErrorCode.PathInvalid, $"'{DrivePath.Normalize(path)}' is a stage, and a stage is not {what} like a file: {instead}.", path);

    /// <summary>
    /// Refuses to take away what the drive itself shows. The engine hands over a drive's root where a path such as <c>d:/../x</c> leads above it.
    /// </summary>
    private void RefuseRoot(string path)
    {
        if (PSDriveInfo is { } drive && DrivePath.Normalize(path) == DrivePath.Normalize(drive.Root))
        {
            throw new StageException(
                StageErrorCode.PathInvalid, $"'{drive.Root}' is the root of the drive '{drive.Name}:', which stays; name something in it, or use Stage:/.", path);
        }
    }

    /// <summary>Where something goes: into a folder that is there, else to the name itself.</summary>
    private StagePath Target(StagePath source, string destination)
    {
        var target = DrivePath.Parse(destination)
            ?? throw new StageException(StageErrorCode.PathInvalid, "Files lie in stages; name the stage too, as in Stage:/sales.", destination);
        return destination.EndsWith('/') || IsFolder(destination) ? target.Append(source.Key.Name) : target;
    }

    private IStore OpenForWriting(StageName stage) => Wait(Engine.Files.OpenStoreAsync(stage, forWriting: true, _stopping.Token));

    private void WriteText(IStore store, StageKey key, string text)
    {
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        Wait(store.WriteAsync(key, content, new WriteOptions(Force), _stopping.Token));
    }

    private void Move(StagePath source, StagePath target, string action)
    {
        var item = Find(DrivePath.Normalize(source.ToString())) as StageItem ?? throw NotFound(source.ToString());
        if (!ShouldProcess(source.ToString(), $"{action} '{target}'"))
        {
            return;
        }

        var store = OpenForWriting(target.Stage);
        if (source.Stage == target.Stage)
        {
            Wait(store.MoveAsync(source.Key, target.Key, Force, _stopping.Token));
        }
        else
        {
            Wait(ItemTransfer.MoveAsync(
                PlaceOf(source.Stage, forWriting: false), item, source.Key, PlaceOf(target.Stage, forWriting: true), target.Key, Force, _stopping.Token));
        }

        GetItem(target.ToString());
    }

    private Place PlaceOf(StageName stage, bool forWriting) => new(Wait(Engine.Files.OpenStoreAsync(stage, forWriting, _stopping.Token)), stage);
}
