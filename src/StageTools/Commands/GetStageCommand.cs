namespace StageTools.Commands;

/// <summary>Gets stages: all that were created, those whose names match, or, by name, the user stage.</summary>
[Cmdlet(VerbsCommon.Get, "Stage")]
[OutputType(typeof(Stage))]
public sealed class GetStageCommand : StageCmdlet
{
    /// <summary>Names; wildcards are understood. <c>~</c> is the user stage, which no wildcard finds.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StageNameCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord() => Each(Name, name => WriteObject(StagesOf(name), enumerateCollection: true));
}
