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

    private protected override void Write(StatementWriter writer)
    {
        writer.Add("COPY INTO").Location(Target).Add("FROM").Add(Query is null ? Table! : $"({writer.TextOf(Query)})");
        writer.AddIf(PartitionBy is not null, $"PARTITION BY ({PartitionBy})").Format(FileFormat).Boolean("SINGLE", SingleFile).Number("MAX_FILE_SIZE", MaxFileSize);
        writer.Boolean("OVERWRITE", Overwrite).Boolean("USE_RAW_PATH", UseRawPath).Boolean("INCLUDE_QUERY_ID", IncludeQueryId).Boolean("DETAILED_OUTPUT", DetailedOutput);
    }
}
