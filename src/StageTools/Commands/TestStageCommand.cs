namespace StageTools.Commands;

/// <summary>Tries a stage: can it be reached, listed, written and read; one object a check.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Stage", SupportsShouldProcess = true)]
[OutputType(typeof(StageCheck))]
public sealed class TestStageCommand : StageCmdlet
{
    /// <summary>The stages' names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StageNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Also removes what killed processes left half-written.</summary>
    [Parameter]
    public SwitchParameter Repair { get; set; }

    /// <summary>How long a writer must have been silent to be taken for dead, where no lock tells: in a bucket or on a network drive. A day by
    /// default.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan OlderThan { get; set; } = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    protected override void ProcessRecord() => Each(Name, name =>
    {
        var stage = StageName.Parse(name);
        if (!ShouldProcess(stage.Value, Repair ? "Write and remove a small file, remove leftovers" : "Write and remove a small file"))
            return;

        var checks = new StageProbe(Engine.Stages, CmdletAdvice.Of).RunAsync(stage, Repair ? OlderThan : null, CancellationToken);
        foreach (var check in checks.ToBlockingEnumerable(CancellationToken))
            WriteObject(check);
    });
}
