using System.Management.Automation;
using StageTools.Completion;
using StageTools.Errors;
using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Hosting;
using StageTools.Rows;

namespace StageTools.Commands;

/// <summary>Writes objects of the pipeline, or rows of a database, to files in a stage: there whole, or not at all.</summary>
[Cmdlet(VerbsData.Export, "StageData", SupportsShouldProcess = true, DefaultParameterSetName = ObjectSet)]
[OutputType(typeof(StageExport), typeof(StageExportFile), typeof(StageExportPreview))]
public sealed partial class ExportStageDataCommand : StageCmdlet
{
    private const string ObjectSet = "InputObject";
    private const string FileQuerySet = "DatabaseQuery";
    private const string FileTableSet = "DatabaseTable";
    private const string ConnectionQuerySet = "ConnectionQuery";
    private const string ConnectionTableSet = "ConnectionTable";

    private readonly PipelineRows _rows = new();
    private ExportTarget? _target;
    private ExportOptions? _options;
    private RowExport? _export;

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

    /// <inheritdoc/>
    protected override void BeginProcessing() => Require(() =>
    {
        var target = Wait(FindTarget(ReadFormat()));
        _options = ExportSettings.Read(target, Force, Append, MaxFileSize, PartitionBy, Validate);
        if (_options.HasFolderValue && ParameterSetName != ObjectSet)
        {
            throw new StageException(StageErrorCode.OptionInvalid, "-PartitionBy takes a script block for objects of the pipeline; for rows of a database name columns, which -Query may make.", "PartitionBy");
        }

        if (Validate || ShouldProcess(target.Place.Show(target.IsFolder ? target.File.Parent : target.File), "Export data"))
        {
            _target = target;
        }

        return _target;
    });

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_target is null || InputObject is null)
        {
            return;
        }

        try
        {
            _rows.Read(InputObject);
            _export ??= Begin(_rows.Columns);
            _export.Write(_rows, InputObject);
        }
        catch (Exception e) when (e is StageException or OperationCanceledException)
        {
            Fail(e);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_target is null)
        {
            return;
        }

        Require(() =>
        {
            if (ParameterSetName == ObjectSet)
            {
                _export ??= Begin([]);
                Write(_export.Complete(), _export.Job);
            }
            else
            {
                ExportRows();
            }

            return _target;
        });
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _export?.Dispose();
        }

        base.Dispose(disposing);
    }

    private RowExport Begin(IReadOnlyList<string> columns) => new(
        this, Wait(ExportJob.BeginAsync(_target!, columns, convert: null, _options!, CancellationToken)), ExportSettings.PartitionScript(PartitionBy), CancellationToken);

    private void ExportRows()
    {
        var database = Wait(GivenDatabase.OpenAsync(SessionState, Database, Connection, create: false, CancellationToken));
        try
        {
            var rows = Wait(Query is null ? database.ReadTableAsync(Table!, CancellationToken) : database.QueryAsync(Query, CancellationToken));
            ExportJob job;
            try
            {
                job = Wait(ExportJob.BeginAsync(_target!, rows, _options!, CancellationToken));
            }
            catch
            {
                Wait(rows.DisposeAsync().AsTask());
                throw;
            }

            using var export = new TableExport(this, job, rows);
            Write(export.Run(CancellationToken), job);
        }
        finally
        {
            Wait(database.DisposeAsync().AsTask());
        }
    }

    private void Write(StageExport export, ExportJob job)
    {
        if (Validate)
        {
            var objects = new RowObjects();
            WriteObject(new StageExportPreview(
                _target!.Place.Show(_target.IsFolder ? _target.File.Parent : _target.File),
                _target.Format.ToString(),
                job.DescribeColumns(),
                job.FirstRows.Select(objects.From).ToArray(),
                export.RowsUnloaded,
                export.InputBytes,
                export.OutputBytes,
                export.Files));
        }
        else if (DetailedOutput)
        {
            WriteObject(export.FileDetails, enumerateCollection: true);
        }
        else
        {
            WriteObject(export);
        }
    }
}
