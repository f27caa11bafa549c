using StageTools.Statements.Parts;

namespace StageTools.Statements;

/// <summary><c>PUT fs:///folder/*.csv @stage/path</c> (Databend).</summary>
/// <param name="Source">Files of this machine, as written: a URL or a path, with or without wildcards.</param>
/// <param name="Target">Where they go.</param>
public sealed record PutFilesStatement(string Source, StageLocation Target) : Statement
{
    /// <summary>How many files at once (Snowflake).</summary>
    public long? Parallel { get; init; }

    /// <summary>Whether files that are there are replaced (Snowflake).</summary>
    public bool? Overwrite { get; init; }

    private protected override void Write(StatementWriter writer) =>
        writer.Add("PUT").Add(StatementText.Write(Source)).Location(Target).Number("PARALLEL", Parallel).Boolean("OVERWRITE", Overwrite);
}
