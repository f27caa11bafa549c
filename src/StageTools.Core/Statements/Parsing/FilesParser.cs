using StageTools.Formats.Options;
using StageTools.Sql;
using StageTools.Statements.Parts;

namespace StageTools.Statements.Parsing;

/// <summary>Reads the statements about a stage's files: LIST, REMOVE, PRESIGN, PUT, GET, COPY FILES.</summary>
internal static class FilesParser
{
    private const string PatternText = "a regular expression in quotes";

    /// <summary>Reads LIST.</summary>
    public static Statement List(StatementCursor cursor)
    {
        cursor.Expect("LIST");
        var location = cursor.TakeLocation();
        return new ListFilesStatement(location) { Pattern = TakePattern(cursor, "LIST") };
    }

    /// <summary>Reads REMOVE, of either dialect.</summary>
    public static Statement Remove(StatementCursor cursor)
    {
        cursor.Expect("REMOVE");
        if (!cursor.TryTake("FILES"))
        {
            var location = cursor.TakeLocation();
            return new RemoveFilesStatement(location) { Pattern = TakePattern(cursor, "REMOVE") };
        }

        var ifExists = cursor.TryTake("IF");
        if (ifExists)
        {
            cursor.Expect("EXISTS");
        }

        cursor.Expect("FROM", "STAGE");
        return new RemoveFilesStatement(cursor.TakeLocation()) { IfExists = ifExists, Dialect = Dialect.MatrixOne };
    }

    /// <summary>Reads PRESIGN.</summary>
    public static Statement Presign(StatementCursor cursor)
    {
        cursor.Expect("PRESIGN");
        var token = cursor.Peek();
        PresignMethod? method = cursor.TryTake("DOWNLOAD") ? PresignMethod.Download : cursor.TryTake("UPLOAD") ? PresignMethod.Upload : null;
        if (method is null && token.Kind is SqlTokenKind.Word && NearMiss.Find(token.Span, ["DOWNLOAD", "UPLOAD"]) is not null)
        {
            throw cursor.Expected("DOWNLOAD, UPLOAD or a stage path", ["DOWNLOAD", "UPLOAD"]);
        }

        var statement = new PresignStatement(cursor.TakeLocation()) { Method = method };
        var options = new StatementOptions(cursor, "PRESIGN", "EXPIRE", "CONTENT_TYPE");
        while (options.TryTakeAssigned(out var option))
        {
            statement = option is "EXPIRE"
                ? statement with { Expire = TimeSpan.FromSeconds(cursor.TakeCount("seconds", int.MaxValue)) }
                : statement with { ContentType = cursor.TakeText("a media type in quotes") };
        }

        return statement;
    }

    /// <summary>Reads PUT.</summary>
    public static Statement Put(StatementCursor cursor)
    {
        cursor.Expect("PUT");
        var source = cursor.TakeLocalPath();
        var statement = new PutFilesStatement(source, cursor.TakeLocation());
        var options = new StatementOptions(cursor, "PUT", "PARALLEL", "OVERWRITE");
        while (options.TryTakeAssigned(out var option))
        {
            statement = option is "PARALLEL"
                ? statement with { Parallel = cursor.TakeCount("how many at once") }
                : statement with { Overwrite = cursor.TakeBoolean() };
        }

        return statement;
    }

    /// <summary>Reads GET.</summary>
    public static Statement Get(StatementCursor cursor)
    {
        cursor.Expect("GET");
        var source = cursor.TakeLocation();
        var statement = new GetFilesStatement(source, cursor.TakeLocalPath());
        var options = new StatementOptions(cursor, "GET", "PATTERN", "PARALLEL", "OVERWRITE");
        while (options.TryTakeAssigned(out var option))
        {
            statement = option switch
            {
                "PATTERN" => statement with { Pattern = cursor.TakeText(PatternText) },
                "PARALLEL" => statement with { Parallel = cursor.TakeCount("how many at once") },
                _ => statement with { Overwrite = cursor.TakeBoolean() },
            };
        }

        return statement;
    }

    /// <summary>Reads COPY FILES.</summary>
    public static Statement Copy(StatementCursor cursor)
    {
        cursor.Expect("COPY", "FILES", "INTO");
        var target = cursor.TakeLocation();
        cursor.Expect("FROM");
        var statement = new CopyFilesStatement(target, cursor.TakeLocation());
        var options = new StatementOptions(cursor, "COPY FILES", "FILES", "PATTERN");
        while (options.TryTakeAssigned(out var option))
        {
            statement = option is "FILES"
                ? statement with { Files = cursor.TakeList("a file's name in quotes") }
                : statement with { Pattern = cursor.TakeText(PatternText) };
        }

        return statement;
    }

    private static string? TakePattern(StatementCursor cursor, string statement)
    {
        var options = new StatementOptions(cursor, statement, "PATTERN");
        return options.TryTakeAssigned(out _) ? cursor.TakeText(PatternText) : null;
    }
}
