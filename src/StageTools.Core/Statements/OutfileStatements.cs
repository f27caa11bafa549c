namespace StageTools.Statements;

/// <summary><c>SELECT … INTO OUTFILE 'target' …</c>: export (MatrixOne).</summary>
/// <param name="Query">The query, without its INTO OUTFILE.</param>
/// <param name="Target">Where the file goes, as written: <c>stage:/file</c>, <c>stage://stage/path/file</c>, or a path of this machine.</param>
public sealed record SelectIntoOutfileStatement(QueryStatement Query, string Target) : Statement(static () => Form)
{
    /// <summary>FIELDS and LINES; null where neither is said.</summary>
    public FieldClauses? Fields { get; init; }

    /// <summary>HEADER.</summary>
    public bool? Header { get; init; }

    /// <summary>MAX_FILE_SIZE, in bytes; the statement counts KiB.</summary>
    public long? MaxFileSize { get; init; }

    /// <summary>FORCE_QUOTE: columns that are enclosed whatever they hold.</summary>
    public ValueList<string>? ForceQuote { get; init; }

    /// <summary>FORMAT; the target's suffix where it is not said.</summary>
    public RowFormat? Format { get; init; }

    /// <summary>SPLITSIZE, in bytes.</summary>
    public long? SplitSize { get; init; }

    /// <summary>CREDENTIALS, for a bucket that no stage names.</summary>
    public ValueList<ConnectionSetting>? Credentials { get; init; }

    internal static StatementForm<SelectIntoOutfileStatement> Form { get; } = FieldClauses
        .Options(
            new StatementForm<SelectIntoOutfileStatement>("INTO OUTFILE")
                .Clause(static (_, s) => s, static (writer, s) => writer.Add(writer.TextOf(s.Query.Tokens)))
                .Words("INTO OUTFILE")
                .Place(static s => s.Target, static (s, v) => s with { Target = v }),
            static s => s.Fields,
            static (s, v) => s with { Fields = v })
        .Marked(OptionMark.Free)
        .Option(
            "HEADER",
            static (cursor, s) => s with { Header = cursor.TakeBoolean() },
            static (writer, s) => writer.Plain("HEADER", s.Header switch { null => null, true => "'TRUE'", _ => "'FALSE'" }))
        .Option(
            "MAX_FILE_SIZE",
            static (cursor, s) => s with { MaxFileSize = cursor.TakeCount("a size in KiB", long.MaxValue / 1024) * 1024 },
            static (writer, s) => writer.Plain("MAX_FILE_SIZE", (s.MaxFileSize / 1024)?.ToString(CultureInfo.InvariantCulture)))
        .Option(
            "FORCE_QUOTE",
            static (cursor, s) => s with { ForceQuote = cursor.TakeList("a column's name", ofNames: true) },
            static (writer, s) => writer.AddIf(s.ForceQuote is not null, "FORCE_QUOTE").Names(s.ForceQuote))
        .Option(
            "FORMAT",
            static (cursor, s) => s with { Format = TakeFormat(cursor) },
            static (writer, s) => writer.Quoted("FORMAT", s.Format is { } format ? WordOf(format) : null))
        .Option(
            "SPLITSIZE",
            static (cursor, s) => s with { SplitSize = TakeSize(cursor) },
            static (writer, s) => writer.Quoted("SPLITSIZE", s.SplitSize is { } split ? StatementText.Size(split) : null))
        .Option(
            "CREDENTIALS",
            static (cursor, s) => s with { Credentials = cursor.TakeCredentials(s.Target) },
            static (writer, s) => writer.Connection(s.Credentials, Dialect.MatrixOne));

    /// <summary>Reads <c>INTO OUTFILE …</c>, before which the query stands.</summary>
    internal static SelectIntoOutfileStatement Read(StatementCursor cursor, QueryStatement query) =>
        Form.Read(cursor, new SelectIntoOutfileStatement(query, string.Empty) { Dialect = Dialect.MatrixOne });

    private static string WordOf(RowFormat format) => format is RowFormat.NdJson ? "jsonline" : FormatWords.Of(format);

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

/// <summary><c>LOAD DATA INFILE 'stage://stage/file' INTO TABLE table …</c>: import (MatrixOne).</summary>
/// <param name="Source">The file, as written: <c>stage:/file</c>, <c>stage://stage/file</c>, or a path of this machine.</param>
/// <param name="Table">The table, as SQL writes its name.</param>
public sealed record LoadDataStatement(string Source, string Table) : Statement(static () => Form)
{
    /// <summary>FIELDS and LINES; null where neither is said.</summary>
    public FieldClauses? Fields { get; init; }

    /// <summary>IGNORE n LINES: how many lines stand before the rows.</summary>
    public long? IgnoreLines { get; init; }

    internal static StatementForm<LoadDataStatement> Form { get; } = FieldClauses
        .Options(
            StatementForm.Of("LOAD DATA", new LoadDataStatement(string.Empty, string.Empty) { Dialect = Dialect.MatrixOne })
                .Skip("LOCAL")
                .Words("INFILE")
                .Place(static s => s.Source, static (s, v) => s with { Source = v })
                .Words("INTO TABLE")
                .Table(static s => s.Table, static (s, v) => s with { Table = v }),
            static s => s.Fields,
            static (s, v) => s with { Fields = v })
        .Marked(OptionMark.None)
        .Option(
            "IGNORE",
            static (cursor, s) => s with { IgnoreLines = TakeLines(cursor) },
            static (writer, s) => writer.AddIf(
                s.IgnoreLines is not null, string.Create(CultureInfo.InvariantCulture, $"IGNORE {s.IgnoreLines} LINES")));

    private static long TakeLines(StatementCursor cursor)
    {
        var lines = cursor.TakeCount("how many lines");
        return cursor.TryTake("LINES") || cursor.TryTake("ROWS") ? lines : throw cursor.Expected("LINES", ["LINES", "ROWS"]);
    }
}
