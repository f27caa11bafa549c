using StageTools.Statements.Parts;

namespace StageTools.Statements;

/// <summary><c>LIST @stage[/prefix] [PATTERN = 'regex']</c> (Databend).</summary>
/// <param name="Location">The stage and a prefix of keys.</param>
public sealed record ListFilesStatement(StageLocation Location) : Statement
{
    /// <summary>A regular expression for all of what follows the prefix.</summary>
    public string? Pattern { get; init; }

    /// <inheritdoc/>
    public override bool Changes => false;

    internal static StatementOptions<ListFilesStatement> Options { get; } = new StatementOptions<ListFilesStatement>("LIST")
        .Pattern(static s => s.Pattern, static (s, v) => s with { Pattern = v });

    private protected override void Write(StatementWriter writer) => writer.Add("LIST").Location(Location).Options(Options, this);
}
