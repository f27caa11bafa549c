namespace StageTools.Statements;

/// <summary>A statement about stages themselves. Both systems have it: what it says, or else its script, tells whose it is.</summary>
public abstract record StageStatement : Statement
{
    private protected StageStatement(Func<IStatementForm>? form = null, bool changes = true)
        : base(form, changes)
    {
    }
}

/// <summary>A statement that changes one stage.</summary>
/// <param name="Name">The stage's name.</param>
public abstract record StageChangeStatement(StageName Name) : StageStatement
{
    /// <summary>Whether a stage that is not there is no error.</summary>
    public bool IfExists { get; init; }

    /// <summary>How such a statement begins.</summary>
    internal static StatementForm<StageChangeStatement> Form(StageChangeStatement begin, string words) =>
        StatementForm.Of(words, begin)
            .Flag("IF EXISTS", static s => s.IfExists, static (s, v) => s with { IfExists = v })
            .Name(static s => s.Name, static (s, v) => s with { Name = v });
}

/// <summary><c>DROP STAGE [IF EXISTS] name</c>.</summary>
/// <param name="Name">The stage's name.</param>
public sealed record DropStageStatement(StageName Name) : StageChangeStatement(Name)
{
    internal static StatementForm<StageChangeStatement> Dropping { get; } = Form(new DropStageStatement(StageName.User), "DROP STAGE");

    private protected override void Write(StatementWriter writer) => Dropping.Write(writer, this);
}

/// <summary><c>ALTER STAGE [IF EXISTS] name RENAME TO name</c> (Snowflake).</summary>
/// <param name="Name">The stage's name.</param>
/// <param name="NewName">What it is to be called.</param>
public sealed record RenameStageStatement(StageName Name, StageName NewName) : StageChangeStatement(Name)
{
    private protected override void Write(StatementWriter writer) => AlterStageStatement.Altering.Write(writer, this).Add("RENAME TO").Name(NewName);
}

/// <summary><c>ALTER STAGE [IF EXISTS] name REFRESH</c>: its directory table is made anew (Snowflake).</summary>
/// <param name="Name">The stage's name.</param>
public sealed record RefreshStageStatement(StageName Name) : StageChangeStatement(Name)
{
    private protected override void Write(StatementWriter writer) => AlterStageStatement.Altering.Write(writer, this).Add("REFRESH");
}

/// <summary><c>ALTER STAGE [IF EXISTS] name SET … | UNSET …</c>.</summary>
/// <param name="Name">The stage's name.</param>
public sealed record AlterStageStatement(StageName Name) : StageChangeStatement(Name)
{
    /// <summary>What is set, in place of what was: what a stage is made with. Null where something is taken off.</summary>
    public CreateStageStatement? Set { get; init; }

    /// <summary>Whether the file format is taken off (UNSET FILE_FORMAT).</summary>
    public bool UnsetFileFormat { get; init; }

    /// <summary>Whether the comment is taken off (UNSET COMMENT).</summary>
    public bool UnsetComment { get; init; }

    internal static StatementForm<StageChangeStatement> Altering { get; } = Form(new AlterStageStatement(StageName.User), "ALTER STAGE");

    private static StatementForm<CreateStageStatement> Setting { get; } =
        CreateStageStatement.Settings(new StatementForm<CreateStageStatement>("ALTER STAGE … SET")).Check(RequireOne);

    private static StatementForm<AlterStageStatement> Unsetting { get; } = new StatementForm<AlterStageStatement>("ALTER STAGE … UNSET")
        .Marked(OptionMark.None)
        .Option(
            "FILE_FORMAT",
            static (_, s) => s with { UnsetFileFormat = true },
            static (writer, s) => writer.AddIf(s.UnsetFileFormat, "FILE_FORMAT"))
        .Option(
            "COMMENT",
            static (_, s) => s with { UnsetComment = true },
            static (writer, s) => writer.AddIf(s.UnsetFileFormat && s.UnsetComment, ",").AddIf(s.UnsetComment, "COMMENT"));

    /// <summary>Reads ALTER STAGE, of whichever kind.</summary>
    internal static StageChangeStatement Read(StatementCursor cursor)
    {
        var statement = (AlterStageStatement)Altering.Read(cursor);
        if (cursor.TryTakeAll("RENAME", "TO"))
            return new RenameStageStatement(statement.Name, cursor.TakeStageName()) { IfExists = statement.IfExists };

        if (cursor.TryTake("REFRESH"))
            return new RefreshStageStatement(statement.Name) { IfExists = statement.IfExists };

        if (cursor.TryTake("SET"))
        {
            return cursor.IsAtEnd
                ? throw cursor.Expected($"what to set: {string.Join(", ", Setting.Names.SkipLast(1))} or COMMENT")
                : statement with { Set = Setting.Read(cursor, new CreateStageStatement(statement.Name)) with { Dialect = cursor.Dialect } };
        }

        return !cursor.TryTake("UNSET") ? throw cursor.Expected("SET, UNSET, RENAME TO or REFRESH", ["SET", "UNSET", "RENAME", "REFRESH"])
            : cursor.IsAtEnd ? throw cursor.Expected("what to take off: FILE_FORMAT or COMMENT")
            : Unsetting.Read(cursor, statement);
    }

    private protected override void Write(StatementWriter writer)
    {
        Altering.Write(writer, this);
        _ = Set is null ? Unsetting.Write(writer.Add("UNSET"), this) : Setting.Write(writer.Add("SET"), Set);
    }

    private static void RequireOne(StatementCursor cursor, int count, int position)
    {
        if (count > 1 && cursor.Dialect is Dialect.MatrixOne)
            throw cursor.Refuse(position, "MatrixOne's ALTER STAGE sets one option at a time; write a statement for each");
    }
}

/// <summary><c>SHOW STAGES [LIKE 'pattern']</c>.</summary>
public sealed record ShowStagesStatement() : StageStatement(static () => Form, changes: false)
{
    /// <summary>A pattern for names, with <c>%</c> and <c>_</c>.</summary>
    public string? Like { get; init; }

    internal static StatementForm<ShowStagesStatement> Form { get; } = StatementForm.Of("SHOW STAGES", new ShowStagesStatement())
        .Marked(OptionMark.None)
        .Option(
            "LIKE",
            static (cursor, s) => s with { Like = cursor.TakeText("a pattern in quotes") },
            static (writer, s) => writer.Quoted("LIKE", s.Like));
}

/// <summary><c>SHOW CREATE STAGE name</c>: the statements that make it.</summary>
/// <param name="Name">The stage's name.</param>
public sealed record ShowCreateStageStatement(StageName Name) : StageStatement(static () => Form, changes: false)
{
    internal static StatementForm<ShowCreateStageStatement> Form { get; } = StatementForm
        .Of("SHOW CREATE STAGE", new ShowCreateStageStatement(StageName.User))
        .Name(static s => s.Name, static (s, v) => s with { Name = v });
}

/// <summary><c>DESC STAGE name</c>.</summary>
/// <param name="Name">The stage's name.</param>
public sealed record DescribeStageStatement(StageName Name) : StageStatement(static () => Form, changes: false)
{
    internal static StatementForm<DescribeStageStatement> Form { get; } = StatementForm
        .Named("DESC STAGE", new DescribeStageStatement(StageName.User))
        .Verb("DESC", "DESCRIBE")
        .Words("STAGE")
        .Name(static s => s.Name, static (s, v) => s with { Name = v });
}
