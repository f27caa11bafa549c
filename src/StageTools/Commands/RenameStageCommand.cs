namespace StageTools.Commands;

/// <summary>Gives a stage another name; its files, credentials and all else stay.</summary>
[Cmdlet(VerbsCommon.Rename, "Stage", SupportsShouldProcess = true)]
[OutputType(typeof(Stage))]
public sealed class RenameStageCommand : StageCmdlet
{
    /// <summary>The stage's name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StageNameCompleter))]
    public string Name { get; set; } = string.Empty;

    /// <summary>The name it gets.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string NewName { get; set; } = string.Empty;

    /// <summary>Returns the stage under its new name.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        var (name, newName) = (StageName.Parse(Name), StageName.Parse(NewName));
        Change(Name, $"Rename stage to '{newName}'", () => Engine.Stages.RenameAsync(name, newName, CancellationToken), PassThru);
    });
}
