using System.Globalization;
using StageTools.Import;
using StageTools.Sql;

namespace StageTools.Statements.Parsing;

/// <summary>Reads Databend's COPY INTO, which exports to a stage and imports from one.</summary>
internal static class CopyIntoParser
{
    /// <summary>Reads COPY INTO.</summary>
    public static Statement Read(StatementCursor cursor)
    {
        cursor.Expect("COPY", "INTO");
        return cursor.Peek() is var target && (target.Symbol is '@' || target.Kind is SqlTokenKind.Text) ? ReadExport(cursor) : ReadImport(cursor);
    }

    private static CopyIntoStageStatement ReadExport(StatementCursor cursor)
    {
        var statement = new CopyIntoStageStatement(cursor.TakeLocation());
        cursor.Expect("FROM");
        statement = cursor.TryTake('(') ? statement with { Query = QueryParser.ReadNested(cursor) } : statement with { Table = cursor.TakeTableName() };
        var options = new StatementOptions(
            cursor, "COPY INTO @stage", "PARTITION", "FILE_FORMAT", "SINGLE", "MAX_FILE_SIZE", "OVERWRITE", "USE_RAW_PATH", "INCLUDE_QUERY_ID", "DETAILED_OUTPUT");
        while (options.TryTake(out var option))
        {
            statement = option is "PARTITION" ? statement with { PartitionBy = TakePartition(cursor) } : TakeOption(cursor, statement, option);
        }

        return statement;
    }

    private static CopyIntoStageStatement TakeOption(StatementCursor cursor, CopyIntoStageStatement statement, string option)
    {
        cursor.Expect('=');
        return option switch
        {
            "FILE_FORMAT" => statement with { FileFormat = cursor.TakeFileFormat() },
            "SINGLE" => statement with { SingleFile = cursor.TakeBoolean() },
            "MAX_FILE_SIZE" => statement with { MaxFileSize = cursor.TakeCount("a size in bytes") },
            "OVERWRITE" => statement with { Overwrite = cursor.TakeBoolean() },
            "USE_RAW_PATH" => statement with { UseRawPath = cursor.TakeBoolean() },
            "INCLUDE_QUERY_ID" => statement with { IncludeQueryId = cursor.TakeBoolean() },
            _ => statement with { DetailedOutput = cursor.TakeBoolean() },
        };
    }

    private static string TakePartition(StatementCursor cursor)
    {
        cursor.Expect("BY");
        cursor.Expect('(');
        return QueryParser.ReadExpression(cursor);
    }

    private static CopyIntoTableStatement ReadImport(StatementCursor cursor)
    {
        var statement = new CopyIntoTableStatement(cursor.TakeTableName());
        if (cursor.Peek().Symbol is '(')
        {
            statement = statement with { Columns = cursor.TakeList("a column's name", ofNames: true) };
        }

        cursor.Expect("FROM");
        statement = cursor.TryTake('(') ? statement with { Query = QueryParser.ReadNested(cursor) } : statement with { Source = cursor.TakeLocation() };
        var options = new StatementOptions(cursor, "COPY INTO table", "FILES", "PATTERN", "FILE_FORMAT", "ON_ERROR", "PURGE", "FORCE", "MAX_FILES");
        while (options.TryTakeAssigned(out var option))
        {
            statement = option switch
            {
                "FILES" => statement with { Files = cursor.TakeList("a file's name in quotes") },
                "PATTERN" => statement with { Pattern = cursor.TakeText("a regular expression in quotes") },
                "FILE_FORMAT" => statement with { FileFormat = cursor.TakeFileFormat() },
                "ON_ERROR" => TakeOnError(cursor, statement),
                "PURGE" => statement with { Purge = cursor.TakeBoolean() },
                "FORCE" => statement with { Force = cursor.TakeBoolean() },
                _ => statement with { MaxFiles = cursor.TakeCount("how many files") },
            };
        }

        return statement;
    }

    private static CopyIntoTableStatement TakeOnError(StatementCursor cursor, CopyIntoTableStatement statement)
    {
        const string AbortAfter = "ABORT_";
        var token = cursor.Peek();
        var word = (StatementValues.IsText(cursor, token) ? StatementValues.Read(cursor, token) : token.Text).ToUpperInvariant();
        var isCounted = word.StartsWith(AbortAfter, StringComparison.Ordinal);
        var count = 0L;
        OnLoadError onError = word switch
        {
            "ABORT" => OnLoadError.Abort,
            "CONTINUE" => OnLoadError.Continue,
            "SKIP_FILE" => OnLoadError.Skip,
            _ when isCounted && long.TryParse(word.AsSpan(AbortAfter.Length), NumberStyles.None, CultureInfo.InvariantCulture, out count) => OnLoadError.Abort,
            _ => throw cursor.Expected("ABORT, ABORT_n, CONTINUE or SKIP_FILE", ["ABORT", "CONTINUE", "SKIP_FILE"]),
        };
        cursor.Take();
        return statement with { OnError = onError, AbortAfter = isCounted ? count : null };
    }
}
