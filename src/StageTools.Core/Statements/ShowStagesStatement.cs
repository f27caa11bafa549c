using StageTools.Paths;
using StageTools.Statements.Parts;

namespace StageTools.Statements;

/// <summary><c>SHOW STAGES [LIKE 'pattern']</c>.</summary>
public sealed record ShowStagesStatement : Statement
{
    /// <summary>A pattern for names, with <c>%</c> and <c>_</c>.</summary>
    public string? Like { get; init; }

    /// <inheritdoc/>
    public override bool Changes => false;

    internal static StatementOptions<ShowStagesStatement> Options { get; } = new StatementOptions<ShowStagesStatement>("SHOW STAGES")
        .Own(
            "LIKE",
            static (cursor, s) => s with { Like = cursor.TakeText("a pattern in quotes") },
            static (writer, s) => writer.Plain("LIKE", s.Like is { } like ? StatementText.Write(like) : null),
            mark: StatementOptions<ShowStagesStatement>.Mark.None);

    private protected override void Write(StatementWriter writer) => writer.Add("SHOW STAGES").Options(Options, this);
}

/// <summary><c>DESC STAGE name</c>.</summary>
/// <param name="Name">The stage's name.</param>
public sealed record DescribeStageStatement(StageName Name) : Statement
{
    /// <inheritdoc/>
    public override bool Changes => false;

    private protected override void Write(StatementWriter writer) => writer.Add("DESC STAGE").Name(Name);
}
