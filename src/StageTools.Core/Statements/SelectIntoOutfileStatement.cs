using System.Globalization;
using StageTools.Errors;
using StageTools.Formats.Options;
using StageTools.Statements.Parts;
using StageTools.Storage;

namespace StageTools.Statements;

/// <summary><c>SELECT … INTO OUTFILE 'target' …</c>: export (MatrixOne).</summary>
/// <param name="Query">The query, without its INTO OUTFILE.</param>
/// <param name="Target">Where the file goes, as written: <c>stage:/file</c>, <c>stage://stage/path/file</c>, or a path of this machine.</param>
public sealed record SelectIntoOutfileStatement(QueryStatement Query, string Target) : Statement
{
    private const StatementOptions<SelectIntoOutfileStatement>.Mark Free = StatementOptions<SelectIntoOutfileStatement>.Mark.Free;

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

    internal static StatementOptions<SelectIntoOutfileStatement> Options { get; } = FieldClauses
        .Options(new StatementOptions<SelectIntoOutfileStatement>("INTO OUTFILE"), static s => s.Fields, static (s, v) => s with { Fields = v })
        .Own(
            "HEADER",
            static (cursor, s) => s with { Header = cursor.TakeBoolean() },
            static (writer, s) => writer.Plain("HEADER", s.Header switch { null => null, true => "'TRUE'", _ => "'FALSE'" }),
            mark: Free)
        .Own(
            "MAX_FILE_SIZE",
            static (cursor, s) => s with { MaxFileSize = cursor.TakeCount("a size in KiB", long.MaxValue / 1024) * 1024 },
            static (writer, s) => writer.Plain("MAX_FILE_SIZE", (s.MaxFileSize / 1024)?.ToString(CultureInfo.InvariantCulture)),
            mark: Free)
        .Own(
            "FORCE_QUOTE",
            static (cursor, s) => s with { ForceQuote = cursor.TakeList("a column's name", ofNames: true) },
            static (writer, s) => writer.AddIf(s.ForceQuote is not null, "FORCE_QUOTE").Names(s.ForceQuote),
            mark: Free)
        .Own(
            "FORMAT",
            static (cursor, s) => s with { Format = TakeFormat(cursor) },
            static (writer, s) => writer.Plain("FORMAT", s.Format is { } format ? StatementText.Write(WordOf(format)) : null),
            mark: Free)
        .Own(
            "SPLITSIZE",
            static (cursor, s) => s with { SplitSize = TakeSize(cursor) },
            static (writer, s) => writer.Plain("SPLITSIZE", s.SplitSize is { } split ? StatementText.Write(StatementText.Size(split)) : null),
            mark: Free)
        .Own(
            "CREDENTIALS",
            static (cursor, s) => s with { Credentials = cursor.TakeCredentials() },
            static (writer, s) => writer.Connection(s.Credentials, Dialect.MatrixOne),
            mark: Free);

    /// <summary>Reads <c>INTO OUTFILE …</c>, before which the query stands.</summary>
    internal static SelectIntoOutfileStatement Read(StatementCursor cursor, QueryStatement query)
    {
        cursor.Expect("INTO", "OUTFILE");
        var target = cursor.TakeText("the file's path in quotes");
        return Options.Read(cursor, new SelectIntoOutfileStatement(query, target) { Dialect = Dialect.MatrixOne });
    }

    private protected override void Write(StatementWriter writer) =>
        writer.Add(writer.TextOf(Query.Tokens)).Add("INTO OUTFILE").Place(Target).Options(Options, this);

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
