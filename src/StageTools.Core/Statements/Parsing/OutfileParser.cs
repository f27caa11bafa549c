using StageTools.Errors;
using StageTools.Formats.Options;
using StageTools.Sql;
using StageTools.Storage;

namespace StageTools.Statements.Parsing;

/// <summary>Reads MatrixOne's SELECT … INTO OUTFILE, from its INTO on, and LOAD DATA INFILE.</summary>
internal static class OutfileParser
{
    private static readonly string[] FieldWords = ["TERMINATED", "OPTIONALLY", "ENCLOSED", "ESCAPED"];

    /// <summary>Reads <c>INTO OUTFILE …</c>.</summary>
    public static Statement ReadOutfile(StatementCursor cursor, QueryStatement query)
    {
        cursor.Expect("INTO", "OUTFILE");
        var statement = new SelectIntoOutfileStatement(query, cursor.TakeText("the file's path in quotes")) { Dialect = Dialect.MatrixOne };
        var fields = FieldClauses.Unsaid;
        var options = new StatementOptions(
            cursor, "INTO OUTFILE", "FIELDS", "COLUMNS", "LINES", "HEADER", "MAX_FILE_SIZE", "FORCE_QUOTE", "FORMAT", "SPLITSIZE", "CREDENTIALS");
        while (options.TryTake(out var option))
        {
            _ = option is not ("FIELDS" or "COLUMNS" or "LINES") && cursor.TryTake('=');
            statement = option switch
            {
                "HEADER" => statement with { Header = cursor.TakeBoolean() },
                "MAX_FILE_SIZE" => statement with { MaxFileSize = cursor.TakeCount("a size in KiB", long.MaxValue / 1024) * 1024 },
                "FORCE_QUOTE" => statement with { ForceQuote = cursor.TakeList("a column's name", ofNames: true) },
                "FORMAT" => statement with { Format = TakeFormat(cursor) },
                "SPLITSIZE" => statement with { SplitSize = TakeSize(cursor) },
                "CREDENTIALS" => statement with { Credentials = cursor.TakeCredentials() },
                _ => statement,
            };
            fields = TakeFields(cursor, option, fields);
        }

        return statement with { Fields = fields == FieldClauses.Unsaid ? null : fields };
    }

    /// <summary>Reads LOAD DATA INFILE.</summary>
    public static Statement ReadLoad(StatementCursor cursor)
    {
        cursor.Expect("LOAD", "DATA");
        _ = cursor.TryTake("LOCAL");
        cursor.Expect("INFILE");
        var source = cursor.TakeText("the file's path in quotes");
        cursor.Expect("INTO", "TABLE");
        var statement = new LoadDataStatement(source, cursor.TakeTableName()) { Dialect = Dialect.MatrixOne };
        var fields = FieldClauses.Unsaid;
        var options = new StatementOptions(cursor, "LOAD DATA", "FIELDS", "COLUMNS", "LINES", "IGNORE");
        while (options.TryTake(out var option))
        {
            fields = TakeFields(cursor, option, fields);
            statement = option is "IGNORE" ? statement with { IgnoreLines = TakeLines(cursor) } : statement;
        }

        return statement with { Fields = fields == FieldClauses.Unsaid ? null : fields };
    }

    private static FieldClauses TakeFields(StatementCursor cursor, string option, FieldClauses fields)
    {
        switch (option)
        {
            case "LINES":
                cursor.Expect("TERMINATED", "BY");
                return fields with { LinesTerminatedBy = cursor.TakeText("what ends a line, in quotes") };
            case "FIELDS" or "COLUMNS":
                var some = TakeField(cursor, fields);
                while (cursor.Peek() is { Kind: SqlTokenKind.Word } next && FieldWords.Contains(next.Text, StringComparer.OrdinalIgnoreCase))
                {
                    some = TakeField(cursor, some);
                }

                return some;
            default:
                return fields;
        }
    }

    private static FieldClauses TakeField(StatementCursor cursor, FieldClauses fields)
    {
        var start = cursor.Peek().Start;
        var isOptional = cursor.TryTake("OPTIONALLY");
        var word = isOptional ? "ENCLOSED" : Array.Find(FieldWords, cursor.TryTake) ?? throw cursor.Expected("TERMINATED BY, ENCLOSED BY or ESCAPED BY", FieldWords);
        cursor.Expect(isOptional ? ["ENCLOSED", "BY"] : ["BY"]);
        var text = cursor.TakeText("the characters in quotes");
        var said = word switch { "TERMINATED" => fields.FieldsTerminatedBy, "ENCLOSED" => fields.FieldsEnclosedBy, _ => fields.FieldsEscapedBy };
        return said is not null ? throw cursor.Refuse(start, $"{word} BY is said twice; leave one out") : word switch
        {
            "TERMINATED" => fields with { FieldsTerminatedBy = text },
            "ENCLOSED" => fields with { FieldsEnclosedBy = text, OptionallyEnclosed = isOptional },
            _ => fields with { FieldsEscapedBy = text },
        };
    }

    private static long TakeLines(StatementCursor cursor)
    {
        var lines = cursor.TakeCount("how many lines");
        if (!cursor.TryTake("LINES") && !cursor.TryTake("ROWS"))
        {
            throw cursor.Expected("LINES", ["LINES", "ROWS"]);
        }

        return lines;
    }

    private static RowFormat TakeFormat(StatementCursor cursor)
    {
        var start = cursor.Peek().Start;
        var text = cursor.TakeText("'csv', 'jsonline' or 'parquet'");
        return StatementValues.Parsed(cursor, start, () => FormatWords.RowFormatOf(new OptionValue("FORMAT", text)));
    }

    private static long TakeSize(StatementCursor cursor)
    {
        var start = cursor.Peek().Start;
        var text = cursor.TakeText("a size in quotes such as '1G'");
        var size = text is [.., 'k' or 'm' or 'g' or 't' or 'K' or 'M' or 'G' or 'T'] ? text + "B" : text;
        try
        {
            return ByteSize.Parse(size, "SPLITSIZE");
        }
        catch (StageException e)
        {
            throw cursor.Refuse(start, $"'{text}' is no size; write it like '512M' or '1G'", e.Code, e);
        }
    }
}
