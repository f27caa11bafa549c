using System.Management.Automation.Provider;

namespace StageTools.Drive;

/// <summary>The drive over stages: a thin host over the engine. This part: drives and paths.</summary>
[CmdletProvider(ProviderName, ProviderCapabilities.Filter | ProviderCapabilities.ShouldProcess)]
public sealed partial class StageProvider : NavigationCmdletProvider, IContentCmdletProvider, IPropertyCmdletProvider, IDisposable
{
    /// <summary>The provider's name, as in <c>New-PSDrive -PSProvider Stage</c>.</summary>
    public const string ProviderName = "Stage";

    /// <summary>The provider's full name.</summary>
    public const string ProviderPath = @"StageTools\Stage";

    private readonly CancellationTokenSource _stopping = new();

    private static StageEngine Engine => Engines.Current;

    /// <inheritdoc/>
    public void Dispose() => _stopping.Dispose();

    /// <summary>The drive <c>Stage:</c> over all stages. Neither catalog nor network is touched.</summary>
    protected override Collection<PSDriveInfo> InitializeDefaultDrives() =>
    [
        new PSDriveInfo("Stage", ProviderInfo, DrivePath.Root, "All stages, and ~, your own", credential: null),
        .. MountedDrives.Take().Select(drive => new PSDriveInfo(drive.Name, ProviderInfo, drive.Root, drive.Description, drive.Credential)),
    ];

    /// <summary>Makes <c>~</c> mean the user stage on every stage drive.</summary>
    protected override ProviderInfo Start(ProviderInfo providerInfo)
    {
        ArgumentNullException.ThrowIfNull(providerInfo);
        providerInfo.Home = "Stage:/~";
        return providerInfo;
    }

    /// <inheritdoc/>
    protected override PSDriveInfo? NewDrive(PSDriveInfo drive)
    {
        ArgumentNullException.ThrowIfNull(drive);
        if (drive.Root == DrivePath.Root)
        {
            // Made by every import, which wants no engine.
            return drive;
        }

        var root = DrivePath.Normalize(drive.Root);
        if (WildcardPattern.ContainsWildcardCharacters(drive.Name))
        {
            return Attempt<PSDriveInfo>(root, () => throw StageErrorCode.OptionInvalid.Error(
                $"A drive cannot have the name '{drive.Name}': every path on it would be a wildcard. Choose another.", drive.Name));
        }

        if (DrivePath.IsTop(root))
            return Rooted(root);

        // A drive that cannot be reached is not made at all.
        return Attempt(root, () =>
        {
            // Of a stage its store is asked, not the catalog alone: a wrong key is better told now than with every path of a drive.
            var path = DrivePath.Parse(root)!;
            return OfStage(() =>
                Wait(Engine.Files.FindAsync(path, _stopping.Token, isFolder: true)) is not null || path.Key.IsRoot ? Rooted(root) : null)
                ?? throw StageErrorCode.FileNotFound.Error($"'{root}' is not a stage or a folder in one, so no drive can be made of it.", root);
        });

        PSDriveInfo Rooted(string path)
        {
            var made = new PSDriveInfo(drive.Name, drive.Provider, DrivePath.Full(path), drive.Description, drive.Credential);

            // Shown as it is written for New-PSDrive. The engine needs the root to be what all paths of the drive begin with.
            PSObject.AsPSObject(made).Properties.Add(new PSNoteProperty(nameof(drive.Root), path));
            return made;
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopping.Cancel();

    /// <inheritdoc/>
    protected override bool IsValidPath(string path) => DrivePath.IsValid(path);

    /// <inheritdoc/>
    protected override string MakePath(string parent, string child) => DrivePath.Join(parent ?? string.Empty, child ?? string.Empty);

    /// <inheritdoc/>
    protected override string GetParentPath(string path, string root) => DrivePath.Parent(path, root);

    /// <inheritdoc/>
    protected override string GetChildName(string path) => DrivePath.Name(path);

    /// <inheritdoc/>
    protected override string NormalizeRelativePath(string path, string basePath) => DrivePath.Relative(path, basePath ?? string.Empty);

    /// <summary>Takes a wildcard's last segment as a filter, so that the engine asks for matching names only.</summary>
    protected override bool ConvertPath(string path, string filter, ref string updatedPath, ref string updatedFilter)
    {
        if (!string.IsNullOrEmpty(filter) || string.IsNullOrEmpty(path) || path.AsSpan().IndexOfAny('/', '\\', '`') >= 0)
            return false;

        updatedPath = path;
        updatedFilter = path;
        return true;
    }

    /// <summary>A path as a stage path is written: on every way in, of the drive it came by.</summary>
    private string Normal(string path) => DrivePath.Normalize(path, PSDriveInfo?.Root);

    /// <summary>The stage path; null for what holds all stages.</summary>
    private StagePath? Parsed(string path) => DrivePath.Parse(path, PSDriveInfo?.Root);

    /// <summary>A path as PowerShell is given it, with the slash that says a folder is meant.</summary>
    private string Full(string path) =>
        DrivePath.Full(Normal(path)) is var full && DrivePath.NamesFolder(path) && full[^1] != '/' ? full + "/" : full;

    /// <summary>Works on one path: what goes wrong is written as an error.</summary>
    private T? Attempt<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (StageException e)
        {
            var record = ErrorRecords.From(e);
            WriteError(record.TargetObject is null
                ? new ErrorRecord(record.Exception, e.Code.ToString(), record.CategoryInfo.Category, path)
                : record);
            return default;
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    private void Attempt(string path, Action work) => Attempt<object?>(path, () =>
    {
        work();
        return null;
    });
}
