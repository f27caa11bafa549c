using StageTools.Formats.Files;
using StageTools.Import;

namespace StageTools.Commands;

/// <summary>Reads rows from files in a stage, or any file: as typed objects into the pipeline, or into a table of a database.</summary>
[Cmdlet(VerbsData.Import, "StageData", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(PSObject), typeof(StageLoad), typeof(StageColumn))]
public sealed class ImportStageDataCommand : FormatCmdlet
{
    private static readonly string[] OfTables = [nameof(Database), nameof(Connection), nameof(OnError), nameof(Purge), nameof(Force)];
    private static readonly string[] OfRows = [nameof(SchemaOnly), nameof(InferTypes), nameof(AsText)];

    // An object: a field of an enum of the engine's would have the engine loaded when the module is imported.
    private object? _onError;

    private readonly RowObjects _objects = new();
    private readonly List<ImportFile> _files = [];
    private FileFormat? _asked;
    private bool _isIncomplete;

    /// <summary>Paths of files, in stages or not; wildcards are understood.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StagePathCompleter))]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Paths of files, each character meant as it stands.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LiteralStagePathCompleter))]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>A regular expression that must match the whole of what follows the path.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Pattern { get; set; }

    /// <summary>One of n equal parts of the files: 3/8, or Auto by the scheduler's variables.</summary>
    [Parameter]
    [ShardTransformation]
    [ArgumentCompleter(typeof(ShardCompleter))]
    public Shard? Shard { get; set; }

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
        RefuseStrayParameters();
        return _asked = Wait(Engine.Stages.Named.ResolveAsync(ReadFormat(), CancellationToken));
    });

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var (text, isLiteral) in PathsOf(Path, LiteralPath))
        {
            if (!Attempt(() => Take(text, isLiteral)))
                _isIncomplete = true;
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
            Load(Into);
        }
    }

    /// <summary>Refuses parameters that do not go together.</summary>
    private void RefuseStrayParameters()
    {
        if (Into is null)
        {
            if (Array.Find(OfTables, IsBound) is { } stray)
                throw Refused($"-{stray} goes with -Into, which names the table.");
        }
        else if (Database is null == Connection is null)
        {
            throw Refused("-Into wants its database: give either -Database with a file, or -Connection.");
        }
        else if (Array.Find(OfRows, IsBound) is { } other)
        {
            throw Refused($"-{other} does not go with -Into, where the table's columns say the types.");
        }

        static StageException Refused(string sentence) => StageErrorCode.OptionInvalid.Error(sentence);
    }

    private static (string Text, int Percent, int Seconds) Describe(LoadProgress progress, int files, long size) => (
        $"{progress.Rows} rows, {progress.Files} of {files} files, {Sizes.Readable(progress.BytesRead)} of {Sizes.Readable(size)}",
        size == 0 ? -1 : (int)(100 * Math.Min(progress.BytesRead, size) / size),
        -1);

    private void Take(string text, bool isLiteral)
    {
        var set = SourceOf(text, isLiteral, Pattern) with { Shard = Shard };
        foreach (var item in Listed(onError => set.ListAsync(CancellationToken, e =>
        {
            _isIncomplete = true;
            onError(e);
        })))
        {
            if (SchemaOnly || Into is not null)
            {
                // One whose format nothing tells is an error of its own, and those behind it are taken.
                _isIncomplete |= !Attempt(() => _files.Add(FileOf(item)));
            }
            else
            {
                Attempt(() => WriteRows(FileOf(item)));
            }
        }

        ImportFile FileOf(StoreItem item) => ImportFile.Resolve(set.Store, item, set.Format, _asked!) with { Cache = Engine.Cache };
    }

    private IReadOnlyList<StageColumn> FindSchema()
    {
        var finding = new SchemaFinding();
        foreach (var file in _files)
            Wait(finding.LookAtAsync(file, SampleSize, CancellationToken));

        WriteVerbose($"The types are those of the first {finding.Rows} rows.");
        return finding.Columns;
    }

    private void WriteRows(ImportFile file)
    {
        foreach (var row in StageImport.RowsAsync(
            file, new RowReadOptions(InferTypes, AsText, Folders: true), CancellationToken).ToBlockingEnumerable(CancellationToken))
        {
            WriteObject(ObjectOf(row, file));
        }
    }

    private object ObjectOf(Row row, ImportFile file)
    {
        try
        {
            return _objects.From(row);
        }
        catch (StageException e) when (e.Line is null)
        {
            throw new StageException(e.Code, $"'{file.Name}', line {row.Line}: {e.Message}", file.Name, e) { Line = row.Line };
        }
    }

    private void Load(string table)
    {
        if (_isIncomplete && OnError == OnLoadError.Abort)
        {
            WriteWarning("Nothing is loaded: not all files that were named can be. -OnError Skip loads the others.");
            return;
        }

        var wanted = _files.Where(file => ShouldProcess(file.Name, $"Load into table '{table}'")).ToList();
        if (wanted.Count == 0)
            return;

        Databases.Loading.Database? database = null;
        try
        {
            database = Wait(DatabaseParameters.OpenAsync(SessionState, Database, Connection, create: true, CancellationToken));
            var (size, progress) = (wanted.Sum(static file => file.Item.Size), new LoadProgress());
            var options = new LoadOptions(table) { OnError = OnError, Force = Force, Purge = Purge, SampleSize = SampleSize, Shard = Shard };
            using var bar = new ProgressBar(this, $"Loading into table '{table}'", _ => Describe(progress, wanted.Count, size));
            foreach (var result in bar.Watch(new LoadJob(database, options, progress).RunAsync(wanted, CancellationToken), CancellationToken))
            {
                var told = result.Error?.Told(CmdletAdvice.Of);
                WriteObject(result with { Error = told, FirstError = result.FirstError is null ? null : told?.Message ?? result.FirstError });
                if (result.Notice is { } notice)
                    WriteWarning($"'{result.File}': {notice}.");

                if (result is { Error: { } error, Status: not LoadStatus.PartiallyLoaded })
                    WriteError(ErrorRecords.From(error));
            }
        }
        catch (Exception e) when (e is StageException or OperationCanceledException)
        {
            Fail(e);
        }
        finally
        {
            Release(database);
        }
    }
}
