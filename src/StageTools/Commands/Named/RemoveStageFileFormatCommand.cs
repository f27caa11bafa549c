namespace StageTools.Commands.Named;

/// <summary>Drops file formats that no stage refers to.</summary>
[Cmdlet(VerbsCommon.Remove, "StageFileFormat", SupportsShouldProcess = true)]
public sealed class RemoveStageFileFormatCommand : NamedCmdlet
{
    /// <summary>Names; wildcards are understood.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FileFormatNameCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    /// <summary>One that is not there is passed over.</summary>
    [Parameter]
    public SwitchParameter IfExists { get; set; }

    private protected override NamedKind Kind => NamedKind.FileFormat;

    /// <inheritdoc/>
    protected override void ProcessRecord() => EachFound(Name, name => Remove(name, IfExists));
}
