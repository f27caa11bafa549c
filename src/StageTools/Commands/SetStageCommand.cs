namespace StageTools.Commands;

/// <summary>Changes a stage: its URL, comment, whether it takes files, credentials, file format, directory table.</summary>
[Cmdlet(VerbsCommon.Set, "Stage", SupportsShouldProcess = true)]
[OutputType(typeof(Stage))]
public sealed class SetStageCommand : StageSettingsCmdlet
{
    /// <summary>The stages' names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StageNameCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Another place for an external stage; the files are not moved.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Url { get; set; }

    /// <summary>Another comment; the empty text removes it.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Comment { get; set; }

    /// <summary>The stage takes files; -Enabled:$false and it takes none.</summary>
    [Parameter]
    public SwitchParameter Enabled { get; set; }

    /// <summary>Returns the stage as it is then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Each(Name, name => Change(StageName.Parse(name)));

    private void Change(StageName name)
    {
        var change = new StageChange
        {
            Url = ParseUrl(Url),
            Comment = Comment,
            Enabled = IsBound(nameof(Enabled)) ? Enabled : null,
            Connection = ReadConnection(ConnectionName),
            WriteConnection = IsBound(nameof(WriteCredential)) ? ReadWriteConnection() ?? StageConnection.None : null,
            FileFormat = FileFormat,
            DirectoryTable = IsBound(nameof(DirectoryTable)) ? DirectoryTable : null,
        };
        Change(name.Value, "Change stage", () => Engine.Stages.SetAsync(name, change, CancellationToken), PassThru);
    }
}
