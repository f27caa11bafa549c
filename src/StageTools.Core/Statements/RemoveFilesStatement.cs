using StageTools.Formats.Options;
using StageTools.Statements.Parts;

namespace StageTools.Statements;

/// <summary><c>REMOVE @stage[/prefix] [PATTERN = 'regex']</c> (Databend), <c>REMOVE FILES [IF EXISTS] FROM STAGE 'stage://stage/*.txt'</c>
/// (MatrixOne).</summary>
/// <param name="Location">The files: a prefix of keys in Databend's dialect, a key or wildcards in MatrixOne's.</param>
public sealed record RemoveFilesStatement(StageLocation Location) : Statement
{
    /// <summary>A regular expression for all of what follows the prefix (Databend).</summary>
    public string? Pattern { get; init; }

    /// <summary>Whether finding no file is no error (MatrixOne).</summary>
    public bool IfExists { get; init; }

    internal static StatementOptions<RemoveFilesStatement> Options { get; } = new StatementOptions<RemoveFilesStatement>("REMOVE")
        .Pattern(static s => s.Pattern, static (s, v) => s with { Pattern = v });

    private protected override void Write(StatementWriter writer)
    {
        if (Dialect is Dialect.MatrixOne)
        {
            writer.Add("REMOVE FILES").AddIf(IfExists, "IF EXISTS").Add("FROM STAGE").Add(StatementText.Write($"stage://{Location.ToString()[1..]}"));
            return;
        }

        writer.Add("REMOVE").Location(Location).Options(Options, this);
    }
}
