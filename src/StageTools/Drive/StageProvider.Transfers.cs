namespace StageTools.Drive;

/// <summary>This part: copying, moving, renaming.</summary>
public sealed partial class StageProvider
{
    /// <inheritdoc/>
    protected override void RenameItem(string path, string newName) => Attempt(path, () =>
    {
        var at = InStage(path, "renamed", "Rename-Stage renames a stage");
        RefuseRoot(path);
        var name = (newName ?? string.Empty).StartsWith("./", StringComparison.Ordinal) ? newName![2..] : newName;
        if (string.IsNullOrEmpty(name) || name.Contains('/', StringComparison.Ordinal))
            throw StageErrorCode.PathInvalid.Error($"'{newName}' is not a name; Move-Item moves to another folder.", newName);

        if (name == at.Key.Name)
            throw StageErrorCode.PathInvalid.Error($"'{at}' has that name already; choose another.", at.ToString());

        var target = at with { Key = at.Key.Parent.Append(name) };
        try
        {
            // As on every drive, -Force replaces nothing here: names that many items are given are easily one name.
            Move(path, at, target, overwrite: false, "Rename to");
        }
        catch (StageException e) when (e.Code == StageErrorCode.FileAlreadyExists)
        {
            throw e.Code.Error($"'{target}' is there already, and what is renamed replaces nothing; choose another name.", target.ToString(), e);
        }
    });

    /// <inheritdoc/>
    protected override void MoveItem(string path, string destination) => Attempt(path, () =>
    {
        var at = InStage(path, "moved", "Rename-Stage renames a stage");
        RefuseRoot(path);
        if (Selection.Has(at.Key.Name))
            Move(path, at, Target(at, destination), Force, "Move to");
    });

    /// <inheritdoc/>
    protected override void CopyItem(string path, string copyPath, bool recurse) => Attempt(path, () =>
    {
        var source = InStage(path, "copied", "Copy-StageFile -Recurse copies all that is in it");
        var item = Find(path) ?? throw NotFound(path);
        var selection = Selection;
        if (item.IsFolder ? selection.IsExcluded(item.Name) : !(IsFlattening() ? selection.HasFiltered(item.Name) : selection.Has(item.Name)))
            return;

        if (Normal(path) == Normal(copyPath) && item.IsFolder == IsFolder(copyPath))
        {
            throw StageErrorCode.PathInvalid.Error($"'{source}' cannot be copied to itself; choose another destination.", source.ToString());
        }

        var target = Target(source, copyPath);
        if (!ShouldProcess(source.ToString(), $"Copy to '{target}'"))
            return;

        var to = new Target(Open(target.Stage, forWriting: true), target.Key, item.IsFolder);
        Claim(to, target, source);
        if (item.IsFolder && !recurse)
        {
            Wait(to.Store.CreateFolderAsync(to.Key, _stopping.Token));
        }
        else
        {
            Wait(ItemTransfer.CopyAsync(
                Open(source.Stage, forWriting: false), (StageItem)item.Value, source.Key, to, overwrite: true, selection.HasBelow, _stopping.Token));
        }

        WriteResult(target, item.IsFolder);
    });

    /// <summary>Whether Copy-Item -Recurse -Container:$false hands over, one by one, what is in the folder that was named.</summary>
    private bool IsFlattening() => RunningCommand.Argument(RunningCommand.Of(this), "Container") is SwitchParameter { IsPresent: false };

    /// <summary>Where something goes: into a folder that is there, else to the name itself, and then nothing else may go there too.</summary>
    private StagePath Target(StagePath source, string destination)
    {
        var target = Parsed(destination)
            ?? throw StageErrorCode.PathInvalid.Error("Files lie in stages; name the stage too, as in Stage:/sales.", destination);
        var there = Find(destination);
        if (there is null && DrivePath.NamesFolder(destination) && Find(destination.TrimEnd('/')) is not null)
        {
            throw StageErrorCode.ItemKindMismatch.Error($"'{target}' is a file, so nothing can lie in it; name a folder.", target.ToString());
        }

        if (there is { IsFolder: true })
        {
            // It may be a folder by this very command only.
            CommandTargets.Of(this, DynamicParameters).Refuse(
                Open(target.Stage, forWriting: false).Identify(target.Key), target.ToString(), source.ToString());
            return target.Append(source.Key.Name);
        }

        if (CommandTargets.HasSeveralSources(RunningCommand.Of(this), SessionState, Selection))
        {
            throw StageErrorCode.ItemKindMismatch.Error(
                $"'{source}' stays as it is: '{target}' is no folder, and several sources cannot become one file. Make the folder first, with "
                    + "New-Item -ItemType Directory, or name one source.",
                source.ToString());
        }

        return target;
    }

    /// <summary>Takes a target for this command, for one source alone.</summary>
    private void Claim(Target to, StagePath target, StagePath source)
    {
        var targets = CommandTargets.Of(this, DynamicParameters);
        var identity = to.Store.Identify(to.Key);
        targets.Refuse(identity, target.ToString(), source.ToString());
        targets.Add(identity);
    }

    private void Move(string path, StagePath source, StagePath target, bool overwrite, string action)
    {
        var item = Find(path) ?? throw NotFound(path);
        RefuseInUse(item, "moved");
        if (!ShouldProcess(source.ToString(), $"{action} '{target}'"))
            return;

        var to = new Target(Open(target.Stage, forWriting: true), target.Key, item.IsFolder);
        Claim(to, target, source);
        if (source == target && !item.IsFolder)
        {
            // As on every drive, a file that is moved to itself is where it should be.
            WriteResult(target, isFolder: false);
            return;
        }

        RefuseExisting(to, target);
        if (source.Stage == target.Stage && !(item.IsFolder && DrivePath.NamesFolder(path) && Find(path.TrimEnd('/')) is { IsFolder: false }))
        {
            Wait(to.Store.MoveAsync(source.Key, to.Key, overwrite, _stopping.Token));
        }
        else
        {
            // By its name alone the store would move the file that shares it.
            Wait(ItemTransfer.MoveAsync(Open(source.Stage, forWriting: false), (StageItem)item.Value, source.Key, to, overwrite, _stopping.Token));
        }

        WriteResult(target, item.IsFolder);
    }

    /// <summary>A folder takes the place of nothing.</summary>
    private void RefuseExisting(Target to, StagePath target)
    {
        if (to.IsFolder && Wait(to.Store.FindAsync(to.Key, _stopping.Token)) is not null)
        {
            throw StageErrorCode.FileAlreadyExists.Error(
                $"'{target}' is there already, and a folder replaces nothing; choose another name.", target.ToString());
        }
    }

    private void WriteResult(StagePath target, bool isFolder)
    {
        if (RunningCommand.Argument(RunningCommand.Of(this), "PassThru") is not SwitchParameter { IsPresent: false })
        {
            var path = DrivePath.Full(target.ToString());
            Write((isFolder ? Find(path + "/") : Find(path)) is { } made ? made with { Path = path } : throw NotFound(path));
        }
    }
}
