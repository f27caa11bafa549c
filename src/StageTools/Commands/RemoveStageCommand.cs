namespace StageTools.Commands;

/// <summary>Drops a stage. The files of an internal one go with it; those of an external one stay where they are.</summary>
[Cmdlet(VerbsCommon.Remove, "Stage", SupportsShouldProcess = true)]
public sealed class RemoveStageCommand : StageCmdlet
{
    /// <summary>The stages' names; wildcards are understood.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StageNameCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    /// <summary>A stage that is not there is passed over.</summary>
    [Parameter]
    public SwitchParameter IfExists { get; set; }

    /// <summary>The files of an internal stage stay in the catalog's folder; where, a warning says.</summary>
    [Parameter]
    public SwitchParameter KeepFiles { get; set; }

    /// <summary>The files of an internal stage go without a question.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Each(Name, name => Each(NamesOf(name), Remove));

    private void Remove(StageName name)
    {
        var isInternal = !name.IsUser && KindOf(name) == StageKind.Internal;
        if (!ShouldProcess(name.Value, isInternal && !KeepFiles ? "Remove stage and its files" : "Remove stage"))
            return;

        if (isInternal && !KeepFiles && !Force && !MayGoOn(
            $"All files of the internal stage '{name}' will be removed. Go on? (-Force asks nothing, -KeepFiles keeps them)",
            "Remove stage",
            $"Removing the internal stage '{name}' removes its files; use -Force, or -KeepFiles",
            name.Value))
        {
            return;
        }

        try
        {
            if (Wait(Engine.Stages.RemoveAsync(name, KeepFiles, CancellationToken)) is { } kept)
                WriteWarning($"The files of '{name}' stay in '{kept}'.");
        }
        catch (StageException e) when (e.Code == StageErrorCode.StageNotFound && IfExists)
        {
            WriteVerbose($"There is no stage '{name}'.");
        }
    }

    private StageKind? KindOf(StageName name)
    {
        try
        {
            return Wait(Engine.Stages.GetAsync(name, CancellationToken)).Kind;
        }
        catch (StageException e) when (e.Code == StageErrorCode.StageNotFound)
        {
            return null;
        }
    }
}
