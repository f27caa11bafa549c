using StageTools.Statements.Parts;

namespace StageTools.Statements;

/// <summary><c>SHOW STAGES [LIKE 'pattern']</c>.</summary>
public sealed record ShowStagesStatement : Statement
{
    /// <summary>A pattern for names, with <c>%</c> and <c>_</c>.</summary>
    public string? Like { get; init; }

    /// <inheritdoc/>
    public override bool Changes => false;

    private protected override void Write(StatementWriter writer)
    {
        writer.Add("SHOW STAGES");
        if (Like is not null)
        {
            writer.Add("LIKE").Add(StatementText.Write(Like));
        }
    }
}
