using StageTools.Paths;
using StageTools.Statements.Parts;

namespace StageTools.Statements;

/// <summary><c>DESC STAGE name</c>.</summary>
/// <param name="Name">The stage's name.</param>
public sealed record DescribeStageStatement(StageName Name) : Statement
{
    /// <inheritdoc/>
    public override bool Changes => false;

    private protected override void Write(StatementWriter writer) => writer.Add("DESC STAGE").Name(Name);
}
