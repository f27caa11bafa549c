using StageTools.Paths;
using StageTools.Statements.Parts;

namespace StageTools.Statements;

/// <summary><c>ALTER STAGE [IF EXISTS] name REFRESH</c>: its directory table is made anew (Snowflake).</summary>
/// <param name="Name">The stage's name.</param>
public sealed record RefreshStageStatement(StageName Name) : Statement
{
    /// <summary>Whether a stage that is not there is no error.</summary>
    public bool IfExists { get; init; }

    private protected override void Write(StatementWriter writer) => writer.Add("ALTER STAGE").AddIf(IfExists, "IF EXISTS").Name(Name).Add("REFRESH");
}
