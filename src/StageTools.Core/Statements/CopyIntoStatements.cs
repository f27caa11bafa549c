namespace StageTools.Statements;

/// <summary><c>COPY INTO @stage[/path] FROM (query) | table …</c>: export (Databend).</summary>
/// <param name="Target">Where the files go.</param>
public sealed record CopyIntoStageStatement(StageLocation Target) : Statement(static () => Form)
{
    /// <summary>The query that is exported; null where a table is.</summary>
    public QueryStatement? Query { get; init; }

    /// <summary>The table that is exported, as SQL writes its name; null where a query is.</summary>
    public string? Table { get; init; }

    /// <summary>PARTITION BY: an expression whose text names a folder.</summary>
    public string? PartitionBy { get; init; }

    /// <summary>FILE_FORMAT.</summary>
    public FileFormat? FileFormat { get; init; }

    /// <summary>SINGLE: one file.</summary>
    public bool? SingleFile { get; init; }

    /// <summary>MAX_FILE_SIZE, in bytes.</summary>
    public long? MaxFileSize { get; init; }

    /// <summary>OVERWRITE.</summary>
    public bool? Overwrite { get; init; }

    /// <summary>USE_RAW_PATH: the path is the file's name.</summary>
    public bool? UseRawPath { get; init; }

    /// <summary>INCLUDE_QUERY_ID: names hold an id of their own.</summary>
    public bool? IncludeQueryId { get; init; }

    /// <summary>DETAILED_OUTPUT: the result is a row a file.</summary>
    public bool? DetailedOutput { get; init; }

    internal static StatementForm<CopyIntoStageStatement> Form { get; } = StatementForm
        .Named("COPY INTO @stage", new CopyIntoStageStatement(StageLocation.Unsaid))
        .Words("COPY INTO")
        .Location(static s => s.Target, static (s, v) => s with { Target = v })
        .Words("FROM")
        .Clause(
            static (cursor, s) => cursor.TryTake('(')
                ? s with { Query = QueryParser.ReadNested(cursor) }
                : s with { Table = cursor.TakeTableName() },
            static (writer, s) => writer.Add(s.Query is null ? s.Table! : $"({writer.TextOf(s.Query.Tokens)})"))
        .Marked(OptionMark.None)
        .Option(
            "PARTITION",
            static (cursor, s) => s with { PartitionBy = TakePartition(cursor) },
            static (writer, s) => writer.AddIf(s.PartitionBy is not null, $"PARTITION BY ({s.PartitionBy})"))
        .Marked(OptionMark.Assigned)
        .Format(static s => s.FileFormat, static (s, v) => s with { FileFormat = v })
        .Boolean("SINGLE", static s => s.SingleFile, static (s, v) => s with { SingleFile = v })
        .Count("MAX_FILE_SIZE", "a size in bytes", static s => s.MaxFileSize, static (s, v) => s with { MaxFileSize = v })
        .Boolean("OVERWRITE", static s => s.Overwrite, static (s, v) => s with { Overwrite = v })
        .Boolean("USE_RAW_PATH", static s => s.UseRawPath, static (s, v) => s with { UseRawPath = v })
        .Boolean("INCLUDE_QUERY_ID", static s => s.IncludeQueryId, static (s, v) => s with { IncludeQueryId = v })
        .Boolean("DETAILED_OUTPUT", static s => s.DetailedOutput, static (s, v) => s with { DetailedOutput = v });

    private static string TakePartition(StatementCursor cursor)
    {
        cursor.Expect("BY");
        cursor.Expect('(');
        return QueryParser.ReadExpression(cursor);
    }
}

/// <summary><c>COPY INTO table [(columns)] FROM @stage[/path] | (query) …</c>: import (Databend).</summary>
/// <param name="Table">The table, as SQL writes its name.</param>
public sealed record CopyIntoTableStatement(string Table) : Statement(static () => Form)
{
    private static readonly OrderedDictionary<string, OnLoadError> OnErrors = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ABORT"] = OnLoadError.Abort,
        ["CONTINUE"] = OnLoadError.Continue,
        ["SKIP_FILE"] = OnLoadError.Skip,
    };

    /// <summary>The columns that are filled; null for all.</summary>
    public ValueList<string>? Columns { get; init; }

    /// <summary>The files that are loaded; null where a query over files is.</summary>
    public StageLocation? Source { get; init; }

    /// <summary>The query that is loaded; null where files are.</summary>
    public QueryStatement? Query { get; init; }

    /// <summary>FILES: those below the path; null for all.</summary>
    public ValueList<string>? Files { get; init; }

    /// <summary>PATTERN: a regular expression for all of what follows the path.</summary>
    public string? Pattern { get; init; }

    /// <summary>FILE_FORMAT.</summary>
    public FileFormat? FileFormat { get; init; }

    /// <summary>ON_ERROR.</summary>
    public OnLoadError? OnError { get; init; }

    /// <summary>The n of <c>ON_ERROR = ABORT_n</c>: how many errors end the load.</summary>
    public long? AbortAfter { get; init; }

    /// <summary>PURGE: files that were loaded are removed.</summary>
    public bool? Purge { get; init; }

    /// <summary>FORCE: files that were loaded already are loaded again.</summary>
    public bool? Force { get; init; }

    /// <summary>MAX_FILES: how many files at most.</summary>
    public long? MaxFiles { get; init; }

    internal static StatementForm<CopyIntoTableStatement> Form { get; } = StatementForm
        .Named("COPY INTO table", new CopyIntoTableStatement(string.Empty))
        .Words("COPY INTO")
        .Table(static s => s.Table, static (s, v) => s with { Table = v })
        .Clause(
            static (cursor, s) => cursor.Peek().Symbol is '(' ? s with { Columns = cursor.TakeList("a column's name", ofNames: true) } : s,
            static (writer, s) => writer.Names(s.Columns))
        .Words("FROM")
        .Clause(
            static (cursor, s) => cursor.TryTake('(')
                ? s with { Query = QueryParser.ReadNested(cursor) }
                : s with { Source = cursor.TakeLocation() },
            static (writer, s) => _ = s.Source is null ? writer.Add($"({writer.TextOf(s.Query!.Tokens)})") : writer.Location(s.Source))
        .Files(static s => s.Files, static (s, v) => s with { Files = v })
        .Pattern(static s => s.Pattern, static (s, v) => s with { Pattern = v })
        .Format(static s => s.FileFormat, static (s, v) => s with { FileFormat = v })
        .Option(
            "ON_ERROR",
            static (cursor, s) => s.TakeOnError(cursor),
            static (writer, s) => writer.Word("ON_ERROR", s.OnErrorWord()),
            values: [.. OnErrors.Keys])
        .Boolean("PURGE", static s => s.Purge, static (s, v) => s with { Purge = v })
        .Boolean("FORCE", static s => s.Force, static (s, v) => s with { Force = v })
        .Count("MAX_FILES", "how many files", static s => s.MaxFiles, static (s, v) => s with { MaxFiles = v });

    private string? OnErrorWord() => OnError is OnLoadError.Abort && AbortAfter is not null
        ? string.Create(CultureInfo.InvariantCulture, $"ABORT_{AbortAfter}")
        : OnErrors.FirstOrDefault(word => word.Value == OnError).Key;

    private CopyIntoTableStatement TakeOnError(StatementCursor cursor)
    {
        const string After = "ABORT_";
        var token = cursor.Peek();
        var word = (StatementValues.IsText(token) ? StatementValues.Read(cursor, token) : token.Text).ToUpperInvariant();
        long? count = word.StartsWith(After, StringComparison.Ordinal)
            && long.TryParse(word.AsSpan(After.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var errors) ? errors : null;
        var onError = count is not null ? OnLoadError.Abort
            : OnErrors.TryGetValue(word, out var said) ? said
            : throw cursor.Expected("ABORT, ABORT_n, CONTINUE or SKIP_FILE", OnErrors.Keys);
        cursor.Take();
        return this with { OnError = onError, AbortAfter = count };
    }
}
