using StageTools.Statements.Parts;

namespace StageTools.Statements;

/// <summary><c>GET @stage/path fs:///folder/</c> (Databend).</summary>
/// <param name="Source">The files.</param>
/// <param name="Target">A folder of this machine, as written: a URL or a path.</param>
public sealed record GetFilesStatement(StageLocation Source, string Target) : Statement
{
    /// <summary>A regular expression for all of what follows the path (Snowflake).</summary>
    public string? Pattern { get; init; }

    /// <summary>How many files at once (Snowflake).</summary>
    public long? Parallel { get; init; }

    /// <summary>Whether files that are there are replaced.</summary>
    public bool? Overwrite { get; init; }

    internal static StatementOptions<GetFilesStatement> Options { get; } = new StatementOptions<GetFilesStatement>("GET")
        .Pattern(static s => s.Pattern, static (s, v) => s with { Pattern = v })
        .Count("PARALLEL", "how many at once", static s => s.Parallel, static (s, v) => s with { Parallel = v })
        .Boolean("OVERWRITE", static s => s.Overwrite, static (s, v) => s with { Overwrite = v });

    private protected override void Write(StatementWriter writer) =>
        writer.Add("GET").Location(Source).Add(StatementText.Write(Target)).Options(Options, this);
}
