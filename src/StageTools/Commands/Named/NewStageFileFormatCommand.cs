namespace StageTools.Commands.Named;

/// <summary>Keeps the options of files under a name, which stages and statements refer to.</summary>
[Cmdlet(VerbsCommon.New, "StageFileFormat", SupportsShouldProcess = true, DefaultParameterSetName = KeepSet)]
[OutputType(typeof(NamedFileFormat))]
public sealed class NewStageFileFormatCommand : StageCmdlet
{
    /// <summary>The file format's name.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = string.Empty;

    /// <summary>What it says: a row format, or a hashtable of options.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNull]
    [FileFormatTransformation]
    [ArgumentCompleter(typeof(FileFormatCompleter))]
    public FileFormat? FileFormat { get; set; }

    /// <summary>What is to be said about it.</summary>
    [Parameter]
    public string? Comment { get; set; }

    /// <summary>A file format of the name stays as it is and is returned.</summary>
    [Parameter(ParameterSetName = KeepSet)]
    public SwitchParameter IfNotExists { get; set; }

    /// <summary>A file format of the name is changed, and with it all its stages.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ReplaceSet)]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        var name = NamedSettings.ParseName(NamedKind.FileFormat, Name);
        var ifExists = Force ? IfStageExists.Replace : IfNotExists ? IfStageExists.Keep : IfStageExists.Fail;
        Change(
            Name,
            Force ? "Create file format, changing one of the same name" : "Create file format",
            () => Engine.Stages.Named.CreateFileFormatAsync(name, FileFormat!, Comment, ifExists, CancellationToken));
    });
}
