namespace StageTools.Commands;

/// <summary>Makes a stage: internal without a URL, external with one.</summary>
[Cmdlet(VerbsCommon.New, "Stage", SupportsShouldProcess = true, DefaultParameterSetName = KeepSet)]
[OutputType(typeof(Stage))]
public sealed class NewStageCommand : StageSettingsCmdlet
{
    /// <summary>The stage's name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = string.Empty;

    /// <summary>Where the files lie: a folder, file:///folder/, s3://bucket/prefix/, oss://… or gcs://…; without it the stage is internal.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Url { get; set; }

    /// <summary>The stage ends with this process, and an internal one's files with it.</summary>
    [Parameter]
    public SwitchParameter Temporary { get; set; }

    /// <summary>What is to be said about the stage.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Comment { get; set; }

    /// <summary>The stage takes no files until Set-Stage -Enabled.</summary>
    [Parameter]
    public SwitchParameter Disabled { get; set; }

    /// <summary>A team's stage is granted to nobody at first; without it everybody of the team may read and write it.</summary>
    [Parameter]
    public SwitchParameter Private { get; set; }

    /// <summary>A stage of the name stays as it is and is returned.</summary>
    [Parameter(ParameterSetName = KeepSet)]
    public SwitchParameter IfNotExists { get; set; }

    /// <summary>A stage of the name is replaced; an internal one's files go.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ReplaceSet)]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        var definition = new StageDefinition(StageName.Parse(Name))
        {
            Url = ParseUrl(Url),
            Temporary = Temporary,
            Enabled = !Disabled,
            Connection = ReadConnection(ConnectionName),
            WriteConnection = ReadWriteConnection(),
            Private = Private,
            FileFormat = FileFormat,
            DirectoryTable = DirectoryTable,
            Comment = Comment,
            IfExists = Force ? IfStageExists.Replace : IfNotExists ? IfStageExists.Keep : IfStageExists.Fail,
        };
        if (ShouldProcess(Name, Force ? "Create stage, replacing one of the same name" : "Create stage"))
        {
            WriteObject(Wait(Engine.Stages.CreateAsync(definition, CancellationToken)));
            if (Engine.Stages.WarningOf(definition) is { } warning)
                WriteWarning(warning);
        }
    });
}
