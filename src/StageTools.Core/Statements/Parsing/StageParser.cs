using StageTools.Formats.Options;
using StageTools.Statements.Parts;

namespace StageTools.Statements.Parsing;

/// <summary>Reads the statements about stages themselves: CREATE, ALTER, DROP, DESC, SHOW.</summary>
internal static class StageParser
{
    /// <summary>Reads CREATE STAGE.</summary>
    public static Statement Create(StatementCursor cursor)
    {
        cursor.Expect("CREATE");
        var orReplace = cursor.TryTakeAll("OR", "REPLACE");
        if (orReplace)
            cursor.Note(Dialect.Databend, "OR REPLACE", cursor.Current.Start);

        var isTemporary = cursor.TryTake("TEMPORARY") || cursor.TryTake("TEMP");
        cursor.Expect("STAGE");
        var ifNotExists = cursor.TryTake("IF");
        if (ifNotExists && orReplace)
            throw cursor.Refuse(cursor.Current.Start, "OR REPLACE and IF NOT EXISTS contradict each other; write one of them");

        cursor.Expect(ifNotExists ? ["NOT", "EXISTS"] : []);
        var statement =
            new CreateStageStatement(cursor.TakeStageName()) { OrReplace = orReplace, IfNotExists = ifNotExists, Temporary = isTemporary };

        // Databend: the URL may stand there without its name.
        if (StatementValues.IsText(cursor.Peek()))
        {
            cursor.Note(Dialect.Databend, "a URL without URL =", cursor.Peek().Start);
            statement = statement with { Url = cursor.TakeText("URL") };
        }

        return CreateStageStatement.Options.Read(cursor, statement) with { Dialect = cursor.Dialect };
    }

    /// <summary>Reads ALTER STAGE.</summary>
    public static Statement Alter(StatementCursor cursor)
    {
        cursor.Expect("ALTER", "STAGE");
        var ifExists = cursor.TakeIfExists();
        var name = cursor.TakeStageName();
        if (cursor.TryTakeAll("RENAME", "TO"))
            return new RenameStageStatement(name, cursor.TakeStageName()) { IfExists = ifExists, Dialect = cursor.Context.Neutral };

        if (cursor.TryTake("REFRESH"))
            return new RefreshStageStatement(name) { IfExists = ifExists, Dialect = cursor.Context.Neutral };

        var statement = new AlterStageStatement(name) { IfExists = ifExists, Dialect = cursor.Context.Neutral };
        return cursor.TryTake("SET") ? Set(cursor, statement)
            : !cursor.TryTake("UNSET") ? throw cursor.Expected("SET, UNSET, RENAME TO or REFRESH", ["SET", "UNSET", "RENAME", "REFRESH"])
            : cursor.IsAtEnd ? throw cursor.Expected("what to take off: FILE_FORMAT or COMMENT")
            : AlterStageStatement.Unset.Read(cursor, statement);
    }

    /// <summary>Reads DROP STAGE.</summary>
    public static Statement Drop(StatementCursor cursor)
    {
        cursor.Expect("DROP", "STAGE");
        var ifExists = cursor.TakeIfExists();
        return new DropStageStatement(cursor.TakeStageName()) { IfExists = ifExists, Dialect = cursor.Context.Neutral };
    }

    /// <summary>Reads DESC STAGE.</summary>
    public static Statement Describe(StatementCursor cursor)
    {
        cursor.Take();
        cursor.Expect("STAGE");
        return new DescribeStageStatement(cursor.TakeStageName()) { Dialect = cursor.Context.Neutral };
    }

    /// <summary>Reads SHOW STAGES.</summary>
    public static Statement Show(StatementCursor cursor)
    {
        cursor.Expect("SHOW", "STAGES");
        return ShowStagesStatement.Options.Read(cursor, new ShowStagesStatement { Dialect = cursor.Context.Neutral });
    }

    private static AlterStageStatement Set(StatementCursor cursor, AlterStageStatement statement)
    {
        if (cursor.IsAtEnd)
            throw cursor.Expected($"what to set: {string.Join(", ", CreateStageStatement.Options.Names.SkipLast(1))} or COMMENT");

        var set = CreateStageStatement.Options.Read(cursor, new CreateStageStatement(statement.Name), "ALTER STAGE … SET", RequireOne);
        return statement with
        {
            Url = set.Url,
            UrlEndpoint = set.UrlEndpoint,
            Connection = set.Connection,
            FileFormat = set.FileFormat,
            Enable = set.Enable,
            Comment = set.Comment,
            Dialect = cursor.Dialect,
        };

        void RequireOne(int count, int position)
        {
            if (count > 1 && cursor.Dialect is Dialect.MatrixOne)
                throw cursor.Refuse(position, "MatrixOne's ALTER STAGE sets one option at a time; write a statement for each");
        }
    }
}
