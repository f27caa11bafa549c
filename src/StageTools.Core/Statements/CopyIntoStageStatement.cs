using StageTools.Formats.Options;
using StageTools.Statements.Parts;

namespace StageTools.Statements;

/// <summary><c>COPY INTO @stage[/path] FROM (query) | table …</c>: export (Databend).</summary>
/// <param name="Target">Where the files go.</param>
public sealed record CopyIntoStageStatement(StageLocation Target) : Statement
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

    internal static StatementOptions<CopyIntoStageStatement> Options { get; } = new StatementOptions<CopyIntoStageStatement>("COPY INTO @stage")
        .Own(
            "PARTITION",
            static (cursor, s) => s with { PartitionBy = TakePartition(cursor) },
            static (writer, s) => writer.AddIf(s.PartitionBy is not null, $"PARTITION BY ({s.PartitionBy})"),
            mark: StatementOptions<CopyIntoStageStatement>.Mark.None)
        .Format(static s => s.FileFormat, static (s, v) => s with { FileFormat = v })
        .Boolean("SINGLE", static s => s.SingleFile, static (s, v) => s with { SingleFile = v })
        .Count("MAX_FILE_SIZE", "a size in bytes", static s => s.MaxFileSize, static (s, v) => s with { MaxFileSize = v })
        .Boolean("OVERWRITE", static s => s.Overwrite, static (s, v) => s with { Overwrite = v })
        .Boolean("USE_RAW_PATH", static s => s.UseRawPath, static (s, v) => s with { UseRawPath = v })
        .Boolean("INCLUDE_QUERY_ID", static s => s.IncludeQueryId, static (s, v) => s with { IncludeQueryId = v })
        .Boolean("DETAILED_OUTPUT", static s => s.DetailedOutput, static (s, v) => s with { DetailedOutput = v });

    private protected override void Write(StatementWriter writer) => writer
        .Add("COPY INTO").Location(Target).Add("FROM").Add(Query is null ? Table! : $"({writer.TextOf(Query.Tokens)})").Options(Options, this);

    private static string TakePartition(StatementCursor cursor)
    {
        cursor.Expect("BY");
        cursor.Expect('(');
        return QueryParser.ReadExpression(cursor);
    }
}
