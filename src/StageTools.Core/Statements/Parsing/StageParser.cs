using StageTools.Formats.Options;

namespace StageTools.Statements.Parsing;

/// <summary>Reads the statements about stages themselves: CREATE, ALTER, DROP, DESC, SHOW.</summary>
internal static class StageParser
{
    private const string Url = "URL";

    /// <summary>Reads CREATE STAGE.</summary>
    public static Statement Create(StatementCursor cursor)
    {
        var dialect = new DialectFinding(cursor);
        cursor.Expect("CREATE");
        var orReplace = cursor.TryTake("OR");
        if (orReplace)
        {
            cursor.Expect("REPLACE");
            dialect.Note(Dialect.Databend, "OR REPLACE", cursor.Current.Start);
        }

        var isTemporary = cursor.TryTake("TEMPORARY") || cursor.TryTake("TEMP");
        cursor.Expect("STAGE");
        var ifNotExists = cursor.TryTake("IF");
        if (ifNotExists && orReplace)
        {
            throw cursor.Refuse(cursor.Current.Start, "OR REPLACE and IF NOT EXISTS contradict each other; write one of them");
        }

        if (ifNotExists)
        {
            cursor.Expect("NOT", "EXISTS");
        }

        var statement = new CreateStageStatement(cursor.TakeStageName()) { OrReplace = orReplace, IfNotExists = ifNotExists, Temporary = isTemporary };

        // Databend: the URL may stand there without its name.
        if (StatementValues.IsText(cursor, cursor.Peek()))
        {
            dialect.Note(Dialect.Databend, "a URL without URL =", cursor.Peek().Start);
            statement = statement with { Url = cursor.TakeText(Url) };
        }

        var options = new StatementOptions(cursor, "CREATE STAGE", Url, "CONNECTION", "FILE_FORMAT", "CREDENTIALS", "ENABLE", "COMMENT");
        while (options.TryTakeAssigned(out var option))
        {
            Note(dialect, option, options.Position);
            statement = option switch
            {
                Url when statement.Url is not null => throw cursor.Refuse(options.Position, "the URL is said twice; leave one out"),
                Url => TakeUrl(cursor, dialect) is var (url, endpoint) ? statement with { Url = url, UrlEndpoint = endpoint } : statement,
                "CONNECTION" => statement with { Connection = cursor.TakeConnection() },
                "FILE_FORMAT" => statement with { FileFormat = cursor.TakeFileFormat() },
                "CREDENTIALS" => statement with { Connection = cursor.TakeCredentials() },
                "ENABLE" => statement with { Enable = cursor.TakeBoolean() },
                _ => statement with { Comment = cursor.TakeText("the comment in quotes") },
            };
        }

        return statement with { Dialect = dialect.Dialect };
    }

    /// <summary>Reads ALTER STAGE.</summary>
    public static Statement Alter(StatementCursor cursor)
    {
        cursor.Expect("ALTER", "STAGE");
        var ifExists = TakeIfExists(cursor);
        var name = cursor.TakeStageName();
        if (cursor.TryTake("RENAME"))
        {
            cursor.Expect("TO");
            return new RenameStageStatement(name, cursor.TakeStageName()) { IfExists = ifExists, Dialect = cursor.Context.Neutral };
        }

        if (cursor.TryTake("REFRESH"))
        {
            return new RefreshStageStatement(name) { IfExists = ifExists, Dialect = cursor.Context.Neutral };
        }

        var statement = new AlterStageStatement(name) { IfExists = ifExists, Dialect = cursor.Context.Neutral };
        return cursor.TryTake("SET") ? Set(cursor, statement)
            : cursor.TryTake("UNSET") ? Unset(cursor, statement)
            : throw cursor.Expected("SET, UNSET, RENAME TO or REFRESH", ["SET", "UNSET", "RENAME", "REFRESH"]);
    }

    /// <summary>Reads DROP STAGE.</summary>
    public static Statement Drop(StatementCursor cursor)
    {
        cursor.Expect("DROP", "STAGE");
        var ifExists = TakeIfExists(cursor);
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
        var options = new StatementOptions(cursor, "SHOW STAGES", "LIKE");
        return new ShowStagesStatement { Like = options.TryTake(out _) ? cursor.TakeText("a pattern in quotes") : null, Dialect = cursor.Context.Neutral };
    }

    private static Statement Set(StatementCursor cursor, AlterStageStatement statement)
    {
        var dialect = new DialectFinding(cursor);
        var options = new StatementOptions(cursor, "ALTER STAGE … SET", Url, "CONNECTION", "FILE_FORMAT", "CREDENTIALS", "ENABLE", "COMMENT");
        while (options.TryTakeAssigned(out var option))
        {
            Note(dialect, option, options.Position);
            statement = option switch
            {
                Url => TakeUrl(cursor, dialect) is var (url, endpoint) ? statement with { Url = url, UrlEndpoint = endpoint } : statement,
                "CONNECTION" => statement with { Connection = cursor.TakeConnection() },
                "FILE_FORMAT" => statement with { FileFormat = cursor.TakeFileFormat() },
                "CREDENTIALS" => statement with { Connection = cursor.TakeCredentials() },
                "ENABLE" => statement with { Enable = cursor.TakeBoolean() },
                _ => statement with { Comment = cursor.TakeText("the comment in quotes") },
            };
            if (options.Count > 1 && dialect.Dialect is Dialect.MatrixOne)
            {
                throw cursor.Refuse(options.Position, "MatrixOne's ALTER STAGE sets one option at a time; write a statement for each");
            }
        }

        return options.Count > 0
            ? statement with { Dialect = dialect.Dialect }
            : throw cursor.Expected("what to set: URL, CONNECTION, FILE_FORMAT, CREDENTIALS, ENABLE or COMMENT");
    }

    private static AlterStageStatement Unset(StatementCursor cursor, AlterStageStatement statement)
    {
        var options = new StatementOptions(cursor, "ALTER STAGE … UNSET", "FILE_FORMAT", "COMMENT");
        while (options.TryTake(out var option))
        {
            statement = option is "COMMENT" ? statement with { UnsetComment = true } : statement with { UnsetFileFormat = true };
        }

        return options.Count > 0 ? statement : throw cursor.Expected("what to take off: FILE_FORMAT or COMMENT");
    }

    private static bool TakeIfExists(StatementCursor cursor)
    {
        var ifExists = cursor.TryTake("IF");
        if (ifExists)
        {
            cursor.Expect("EXISTS");
        }

        return ifExists;
    }

    private static void Note(DialectFinding dialect, string option, int position)
    {
        switch (option)
        {
            case "CONNECTION" or "FILE_FORMAT":
                dialect.Note(Dialect.Databend, option, position);
                break;
            case "CREDENTIALS" or "ENABLE":
                dialect.Note(Dialect.MatrixOne, option, position);
                break;
        }
    }

    /// <summary>Reads a URL, or MatrixOne's <c>"endpoint" = '…'</c> in its place.</summary>
    private static (string? Url, string? Endpoint) TakeUrl(StatementCursor cursor, DialectFinding dialect)
    {
        var start = cursor.Peek().Start;
        var text = cursor.TakeText("the URL in quotes", shows: false);
        if (!text.Equals("endpoint", StringComparison.OrdinalIgnoreCase) || !cursor.TryTake('='))
        {
            return (text, null);
        }

        dialect.Note(Dialect.MatrixOne, "\"endpoint\" in URL", start);
        return (null, cursor.TakeText("the server's address in quotes", shows: false));
    }
}
