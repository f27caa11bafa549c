using StageTools.Formats.Options;

namespace StageTools.Statements.Parts;

/// <summary>A stage's listing, or the schema of its files, as a table in a query.</summary>
/// <param name="Function">Which.</param>
/// <param name="Location">The files: a prefix of keys, for STAGE_LIST a key or wildcards.</param>
public sealed record StageFunctionCall(StageFunction Function, StageLocation Location)
{
    /// <summary>Where the call begins in the query's text.</summary>
    public int Start { get; init; }

    /// <summary>How long it is there, brackets among it.</summary>
    public int Length { get; init; }

    /// <summary>PATTERN: a regular expression for all of what follows the prefix.</summary>
    public string? Pattern { get; init; }

    /// <summary>FILE_FORMAT (INFER_SCHEMA).</summary>
    public FileFormat? FileFormat { get; init; }
}

/// <summary>A table that is made of a stage's files rather than of rows in them.</summary>
public enum StageFunction
{
    /// <summary><c>LIST_STAGE(LOCATION => '@stage/…', PATTERN => '…')</c> (Databend).</summary>
    ListStage,

    /// <summary><c>STAGE_LIST('stage://stage/*.csv')</c> (MatrixOne).</summary>
    StageList,

    /// <summary><c>INFER_SCHEMA(LOCATION => '@stage/…')</c> (Databend).</summary>
    InferSchema,
}
