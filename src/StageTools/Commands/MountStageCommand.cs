namespace StageTools.Commands;

/// <summary>Makes a drive over a stage or a folder of it, for the whole session.</summary>
[Cmdlet(VerbsData.Mount, "Stage", SupportsShouldProcess = true)]
[OutputType(typeof(PSDriveInfo))]
public sealed class MountStageCommand : StageCmdlet
{
    /// <summary>The stage, or a folder in one.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LiteralStagePathCompleter))]
    public string Path { get; set; } = string.Empty;

    /// <summary>The drive's name; the stage's own unless given.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>What the drive is for.</summary>
    [Parameter]
    public string Description { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        var path = StagePath.Parse(
            StageName.TryParse(Path, out var bare) ? "@" + bare : InputPath.ResolveStage(SessionState, Path, isLiteral: true).Text);
        var name = Name ?? (path.Stage.IsUser ? "Home" : path.Stage.Value);
        if (ShouldProcess(path.ToString(), $"Mount as drive '{name}:'"))
        {
            var drive = new PSDriveInfo(
                name, SessionState.Provider.GetOne(StageProvider.ProviderPath), path.ToString(), Description, credential: null);
            WriteObject(SessionState.Drive.New(drive, scope: "Global"));
        }
    });
}
