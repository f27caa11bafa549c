using StageTools.Paths;
using StageTools.Statements.Parts;

namespace StageTools.Statements;

/// <summary><c>DROP STAGE [IF EXISTS] name</c>.</summary>
/// <param name="Name">The stage's name.</param>
public sealed record DropStageStatement(StageName Name) : Statement
{
    /// <summary>Whether a stage that is not there is no error.</summary>
    public bool IfExists { get; init; }

    private protected override void Write(StatementWriter writer) => writer.Add("DROP STAGE").AddIf(IfExists, "IF EXISTS").Name(Name);
}
