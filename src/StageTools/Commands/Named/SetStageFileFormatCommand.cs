namespace StageTools.Commands.Named;

/// <summary>Changes a file format, and with it all stages that refer to it: its options, or its comment.</summary>
[Cmdlet(VerbsCommon.Set, "StageFileFormat", SupportsShouldProcess = true)]
[OutputType(typeof(NamedFileFormat))]
public sealed class SetStageFileFormatCommand : StageCmdlet
{
    /// <summary>The file format's name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FileFormatNameCompleter))]
    public string Name { get; set; } = string.Empty;

    /// <summary>What it is to say in place of all that it says: a row format, or a hashtable of options.</summary>
    [Parameter(Position = 1)]
    [FileFormatTransformation]
    [ArgumentCompleter(typeof(FileFormatCompleter))]
    public FileFormat? FileFormat { get; set; }

    /// <summary>Another comment; the empty text removes it.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Comment { get; set; }

    /// <summary>Returns the file format as it is then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        var name = NamedSettings.ParseName(NamedKind.FileFormat, Name);
        Change(
            Name, "Change file format", () => Engine.Stages.Named.SetFileFormatAsync(name, FileFormat, Comment, CancellationToken), PassThru);
    });
}
