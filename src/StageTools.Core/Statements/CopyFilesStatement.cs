using StageTools.Statements.Parts;

namespace StageTools.Statements;

/// <summary><c>COPY FILES INTO @stage[/path] FROM @stage[/path] [FILES = (…)] [PATTERN = 'regex']</c> (Snowflake).</summary>
/// <param name="Target">Where the files go.</param>
/// <param name="Source">The files.</param>
public sealed record CopyFilesStatement(StageLocation Target, StageLocation Source) : Statement
{
    /// <summary>The files below the source; null for all.</summary>
    public ValueList<string>? Files { get; init; }

    /// <summary>A regular expression for all of what follows the source.</summary>
    public string? Pattern { get; init; }

    internal static StatementOptions<CopyFilesStatement> Options { get; } = new StatementOptions<CopyFilesStatement>("COPY FILES")
        .Files(static s => s.Files, static (s, v) => s with { Files = v })
        .Pattern(static s => s.Pattern, static (s, v) => s with { Pattern = v });

    private protected override void Write(StatementWriter writer) =>
        writer.Add("COPY FILES INTO").Location(Target).Add("FROM").Location(Source).Options(Options, this);
}
