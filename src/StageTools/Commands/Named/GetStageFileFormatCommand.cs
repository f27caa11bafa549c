namespace StageTools.Commands.Named;

/// <summary>Gets file formats of the catalog: all, or those whose names match.</summary>
[Cmdlet(VerbsCommon.Get, "StageFileFormat")]
[OutputType(typeof(NamedFileFormat))]
public sealed class GetStageFileFormatCommand : NamedCmdlet
{
    /// <summary>Names; wildcards are understood.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FileFormatNameCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    private protected override NamedKind Kind => NamedKind.FileFormat;

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        EachFound(Name, name => WriteObject(Wait(Engine.Stages.Named.GetFileFormatAsync(name, CancellationToken))));
}
