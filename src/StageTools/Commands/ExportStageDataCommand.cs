namespace StageTools.Commands;

/// <summary>Writes objects of the pipeline, or rows of a database, to files in a stage: there whole, or not at all.</summary>
[Cmdlet(VerbsData.Export, "StageData", SupportsShouldProcess = true, DefaultParameterSetName = ObjectSet)]
[OutputType(typeof(StageExport), typeof(StageExportFile), typeof(StageExportPreview))]
public sealed partial class ExportStageDataCommand : FormatCmdlet
{
    private const string ObjectSet = "InputObject";
    private const string FileQuerySet = "DatabaseQuery";
    private const string FileTableSet = "DatabaseTable";
    private const string ConnectionQuerySet = "ConnectionQuery";
    private const string ConnectionTableSet = "ConnectionTable";

    /// <summary>The file: a stage path, or, where no stage is enabled, any path. With a slash at its end the files get names of their own.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "PSPath")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LiteralStagePathCompleter))]
    public string Path { get; set; } = string.Empty;

    /// <summary>The objects; their properties are the columns.</summary>
    [Parameter(ValueFromPipeline = true, ParameterSetName = ObjectSet)]
    public PSObject? InputObject { get; set; }

    /// <summary>The query whose rows are written: one statement.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FileQuerySet)]
    [Parameter(Mandatory = true, ParameterSetName = ConnectionQuerySet)]
    [ValidateNotNullOrEmpty]
    public string? Query { get; set; }

    /// <summary>The table or view whose rows are written.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FileTableSet)]
    [Parameter(Mandatory = true, ParameterSetName = ConnectionTableSet)]
    [ValidateNotNullOrEmpty]
    public string? Table { get; set; }

    /// <summary>A SQLite or DuckDB file.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FileQuerySet)]
    [Parameter(Mandatory = true, ParameterSetName = FileTableSet)]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>An open ADO.NET connection, or the connection string of a PostgreSQL database.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ConnectionQuerySet)]
    [Parameter(Mandatory = true, ParameterSetName = ConnectionTableSet)]
    [ValidateNotNull]
    public object? Connection { get; set; }

    /// <summary>How large a file may become before compression, in bytes; more rows go to more files.</summary>
    [Parameter]
    public long? MaxFileSize { get; set; }

    /// <summary>Columns whose values name the folders, or a script block that gives a row's folder.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[]? PartitionBy { get; set; }

    /// <summary>The shard that stands in the files' names: 3/8, or Auto by the scheduler's variables. Of a query's or a table's rows it writes its
    /// own folders.</summary>
    [Parameter]
    [ShardTransformation]
    [ArgumentCompleter(typeof(ShardCompleter))]
    public Shard? Shard { get; set; }

    /// <summary>Returns a row a file.</summary>
    [Parameter]
    public SwitchParameter DetailedOutput { get; set; }

    /// <summary>Writes nothing, and returns what would be written.</summary>
    [Parameter]
    public SwitchParameter Validate { get; set; }

    /// <summary>Replaces files that are there: the file, the whole row of numbered ones, all in the partitions that rows go to.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Adds files beside those that are in a folder or a partition already.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <summary>What ends a CSV or TSV row.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RecordDelimiter { get; set; }

    /// <summary>What encloses a CSV text.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Quote { get; set; }

    /// <summary>What stands before a quote inside a quoted CSV text.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Escape { get; set; }

    /// <summary>Encloses every text in a CSV file, needed or not.</summary>
    [Parameter]
    public SwitchParameter ForceQuote { get; set; }

    /// <summary>The key id and secret of a bucket that no stage names.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>The address of that bucket's server.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Endpoint { get; set; }

    /// <summary>That bucket's region.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Region { get; set; }
}
