using System.Globalization;
using StageTools.Formats.Options;
using StageTools.Statements.Parts;

namespace StageTools.Statements;

/// <summary><c>SELECT … INTO OUTFILE 'target' …</c>: export (MatrixOne).</summary>
/// <param name="Query">The query, without its INTO OUTFILE.</param>
/// <param name="Target">Where the file goes, as written: <c>stage:/file</c>, <c>stage://stage/path/file</c>, or a path of this machine.</param>
public sealed record SelectIntoOutfileStatement(QueryStatement Query, string Target) : Statement
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

    private protected override void Write(StatementWriter writer)
    {
        writer.Add(writer.TextOf(Query)).Add("INTO OUTFILE").Place(Target);
        Fields?.Write(writer);
        writer.Plain("HEADER", Header switch { null => null, true => "'TRUE'", _ => "'FALSE'" });
        writer.Plain("MAX_FILE_SIZE", MaxFileSize is { } size ? (size / 1024).ToString(CultureInfo.InvariantCulture) : null).Names("FORCE_QUOTE", ForceQuote);
        writer.Plain("FORMAT", Format is { } format ? StatementText.Write(format is RowFormat.NdJson ? "jsonline" : FormatWords.Of(format)) : null);
        writer.Plain("SPLITSIZE", SplitSize is { } split ? StatementText.Write(StatementText.Size(split)) : null).Connection(Credentials, Dialect.MatrixOne);
    }
}
