using System.Collections;
using System.Management.Automation;
using StageTools.Errors;
using StageTools.Formats.Files;
using StageTools.Formats.Options;
using StageTools.Formats.Text;
using StageTools.Hosting;
using StageTools.Import;
using StageTools.Rows;
using StageTools.Storage;

namespace StageTools.Commands;

/// <summary>Reads rows from files in a stage, or any file: as typed objects into the pipeline, or into a table of a database.</summary>
[Cmdlet(VerbsData.Import, "StageData", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(PSObject), typeof(StageLoad), typeof(StageColumn))]
public sealed class ImportStageDataCommand : StagePathCmdlet
{
    // Objects: a field of a type that is the engine's would have the engine loaded when the module is imported.
    private object? _format;
    private object? _compression;
    private object? _dialect;
    private object? _onError;

    private readonly RowObjects _objects = new();
    private readonly List<ImportFile> _files = [];
    private FileFormat? _asked;
    private bool _isIncomplete;

    /// <summary>A regular expression that must match the whole of what follows the path.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Pattern { get; set; }

    /// <summary>The row format; the file's suffix tells it otherwise.</summary>
    [Parameter]
    public RowFormat? Format
    {
        get => (RowFormat?)_format;
        set => _format = value;
    }

    /// <summary>The compression; the file's suffix tells it otherwise.</summary>
    [Parameter]
    public Compression? Compression
    {
        get => (Compression?)_compression;
        set => _compression = value;
    }

    /// <summary>What stands between two values of a CSV or TSV row.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Delimiter { get; set; }

    /// <summary>What stands for NULL in CSV or TSV.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? NullText { get; set; }

    /// <summary>The CSV or TSV file has no header; its columns are c1, c2 and so on.</summary>
    [Parameter]
    public SwitchParameter NoHeader { get; set; }

    /// <summary>The system whose CSV or TSV it is.</summary>
    [Parameter]
    public Dialect? Dialect
    {
        get => (Dialect?)_dialect;
        set => _dialect = value;
    }

    /// <summary>Options of the file format by their names in the statements; single parameters go over it.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? FormatOption { get; set; }

    /// <summary>Dates, times, durations and GUIDs become values too; numbers and booleans always do.</summary>
    [Parameter]
    public SwitchParameter InferTypes { get; set; }

    /// <summary>Every value stays the text it is in the file.</summary>
    [Parameter]
    public SwitchParameter AsText { get; set; }

    /// <summary>Returns the columns of all files together instead of rows.</summary>
    [Parameter]
    public SwitchParameter SchemaOnly { get; set; }

    /// <summary>How many rows of each file are looked at to find the columns' types; 0 for all.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int SampleSize { get; set; } = 10_000;

    /// <summary>The table that the rows are loaded into; made where it is not there.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Into { get; set; }

    /// <summary>The file of the table's database: SQLite or DuckDB; made where it is not there.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>The table's database: an open ADO.NET connection, or a connection string of PostgreSQL.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? Connection { get; set; }

    /// <summary>What is done about rows that cannot be loaded.</summary>
    [Parameter]
    public OnLoadError OnError
    {
        get => (OnLoadError)(_onError ?? OnLoadError.Abort);
        set => _onError = value;
    }

    /// <summary>Removes the files whose rows are all in the table.</summary>
    [Parameter]
    public SwitchParameter Purge { get; set; }

    /// <summary>Loads files again that were loaded before.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Require(() =>
    {
        TableImport.Check(MyInvocation.BoundParameters.ContainsKey);
        return _asked = FormatSettings.Read(
            FormatOption,
            ("type", Format),
            ("compression", Compression),
            ("dialect", Dialect),
            ("field_delimiter", Delimiter),
            ("null_display", NullText),
            ("output_header", NoHeader ? false : null));
    });

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var (text, isLiteral) in Given)
        {
            var isTaken = false;
            Attempt(() =>
            {
                Take(text, isLiteral);
                isTaken = true;
            });
            _isIncomplete |= !isTaken;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (SchemaOnly)
        {
            WriteObject(Require(FindSchema), enumerateCollection: true);
        }
        else if (Into is not null)
        {
            Load();
        }
    }

    private void Take(string text, bool isLiteral)
    {
        var (place, keys) = new Places(Engine, SessionState, CancellationToken).Source(text, isLiteral, Pattern);
        var inherited = place.Stage is null ? null : Wait(Engine.Stages.GetAsync(place.Stage, CancellationToken)).FileFormat;
        foreach (var item in Listed(onError => place.Store.SelectAsync(keys, CancellationToken, e =>
        {
            _isIncomplete = true;
            onError(e);
        })))
        {
            if (SchemaOnly || Into is not null)
            {
                // One whose format nothing tells is an error of its own, and those behind it are taken.
                var isKnown = false;
                Attempt(() =>
                {
                    _files.Add(FileOf(item));
                    isKnown = true;
                });
                _isIncomplete |= !isKnown;
            }
            else
            {
                Attempt(() => WriteRows(FileOf(item)));
            }
        }

        ImportFile FileOf(StoreItem item) => ImportFile.Resolve(place, item, inherited ?? FileFormat.Unspecified, _asked!) with { Cache = Engine.Cache };
    }

    private IReadOnlyList<StageColumn> FindSchema()
    {
        var finding = new SchemaFinding();
        foreach (var file in _files)
        {
            Wait(finding.LookAtAsync(file, SampleSize, CancellationToken));
        }

        WriteVerbose($"The types are those of the first {finding.Rows} rows.");
        return finding.Columns;
    }

    private void WriteRows(ImportFile file)
    {
        foreach (var row in StageImport.RowsAsync(file, new RowReadOptions(InferTypes, AsText), CancellationToken).ToBlockingEnumerable(CancellationToken))
        {
            WriteObject(_objects.From(row));
        }
    }

    private void Load()
    {
        if (_isIncomplete && OnError == OnLoadError.Abort)
        {
            WriteWarning("Nothing is loaded: not all files that were named can be. -OnError Skip loads the others.");
            return;
        }

        var wanted = _files.Where(file => ShouldProcess(file.Name, $"Load into table '{Into}'")).ToList();
        if (wanted.Count == 0)
        {
            return;
        }

        var options = new LoadOptions(Into!) { OnError = OnError, Force = Force, Purge = Purge, SampleSize = SampleSize };
        try
        {
            using var load = new TableImport(this, Wait(GivenDatabase.OpenAsync(SessionState, Database, Connection, create: true, CancellationToken)), options);
            foreach (var result in load.Run(wanted, CancellationToken))
            {
                WriteObject(result);
                if (result is { Error: { } error, Status: not LoadStatus.PartiallyLoaded })
                {
                    WriteError(ErrorRecords.From(error));
                }
            }
        }
        catch (Exception e) when (e is StageException or OperationCanceledException)
        {
            Fail(e);
        }
    }
}
