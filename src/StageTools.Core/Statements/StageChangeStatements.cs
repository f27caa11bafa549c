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

/// <summary><c>ALTER STAGE [IF EXISTS] name RENAME TO name</c> (Snowflake).</summary>
/// <param name="Name">The stage's name.</param>
/// <param name="NewName">What it is to be called.</param>
public sealed record RenameStageStatement(StageName Name, StageName NewName) : Statement
{
    /// <summary>Whether a stage that is not there is no error.</summary>
    public bool IfExists { get; init; }

    private protected override void Write(StatementWriter writer) =>
        writer.Add("ALTER STAGE").AddIf(IfExists, "IF EXISTS").Name(Name).Add("RENAME TO").Name(NewName);
}

/// <summary><c>ALTER STAGE [IF EXISTS] name REFRESH</c>: its directory table is made anew (Snowflake).</summary>
/// <param name="Name">The stage's name.</param>
public sealed record RefreshStageStatement(StageName Name) : Statement
{
    /// <summary>Whether a stage that is not there is no error.</summary>
    public bool IfExists { get; init; }

    private protected override void Write(StatementWriter writer) => writer.Add("ALTER STAGE").AddIf(IfExists, "IF EXISTS").Name(Name).Add("REFRESH");
}
