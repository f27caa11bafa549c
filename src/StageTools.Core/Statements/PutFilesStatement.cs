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

    internal static StatementOptions<PutFilesStatement> Options { get; } = new StatementOptions<PutFilesStatement>("PUT")
        .Count("PARALLEL", "how many at once", static s => s.Parallel, static (s, v) => s with { Parallel = v })
        .Boolean("OVERWRITE", static s => s.Overwrite, static (s, v) => s with { Overwrite = v });

    private protected override void Write(StatementWriter writer) =>
        writer.Add("PUT").Add(StatementText.Write(Source)).Location(Target).Options(Options, this);
}
