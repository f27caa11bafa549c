using StageTools.Errors;

namespace StageTools.Formats.Options;

/// <summary>How a CSV or TSV file is laid out, with every default filled in and every clash refused.</summary>
internal sealed record DelimitedLayout
{
    public required RowFormat Format { get; init; }

    public required char Delimiter { get; init; }

    public required char Quote { get; init; }

    /// <summary>What stands before a quote in quoted text; the quote itself where nothing else was said.</summary>
    public required char Escape { get; init; }

    /// <summary>Whether a quote in quoted text is written twice.</summary>
    public required bool DoubleQuote { get; init; }

    public required string NullText { get; init; }

    public required string NanText { get; init; }

    /// <summary>Whether a bare nothing is NULL.</summary>
    public required bool EmptyIsNull { get; init; }

    public required BinaryFormat BinaryFormat { get; init; }

    public required bool Header { get; init; }

    /// <summary>How many lines stand before the header, or before the first row where there is none.</summary>
    public required int SkippedLines { get; init; }

    public required string RecordDelimiter { get; init; }

    public required bool ForceQuote { get; init; }

    /// <summary>Whether the names of a header are quoted as all text is; MatrixOne writes them bare.</summary>
    public required bool ForceQuoteNames { get; init; }

    public required ColumnNames? ForceQuoteColumns { get; init; }

    /// <summary>Whether rows of another width are filled up or cut.</summary>
    public required bool FitsRows { get; init; }

    /// <summary>The last byte of a record's end: that of <c>\n</c>, before which a <c>\r</c> may stand, or that of another character.</summary>
    public byte LineEnd => (byte)RecordDelimiter[^1];

    public bool IsTsv => Format is RowFormat.Tsv;

    /// <summary>Fills in the defaults. A format that is neither CSV nor TSV is looked at as CSV: its options must make sense all the same.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/>: options that cannot be, or do not go together.</exception>
    public static DelimitedLayout From(FileFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        var tsv = format.Format is RowFormat.Tsv;
        var dialect = format.Dialect ?? Dialect.Standard;
        DelimitedRules.RequireGiven(format);
        var delimiter = (format.Delimiter ?? (tsv ? "\t" : ","))[0];
        var quote = format.Quote ?? '"';
        var escape = format.Escape ?? (dialect is Dialect.MatrixOne && delimiter is not '\\' && quote is not '\\' ? '\\' : quote);

        // Without a text of its own NULL would be the nothing that is said to be text.
        var plain = dialect is Dialect.Standard && !tsv && format.EmptyFieldAs is not EmptyField.Text;
        var nullText = format.NullText ?? (plain ? "" : "\\N");
        var header = format.Header ?? (format.SkipHeader is { } lines ? lines > 0 : dialect is not Dialect.Databend);
        var forceQuote = format.ForceQuote ?? (dialect is not Dialect.Standard && format.ForceQuoteColumns is null);
        var layout = new DelimitedLayout
        {
            Format = tsv ? RowFormat.Tsv : RowFormat.Csv,
            Delimiter = delimiter,
            Quote = quote,
            Escape = tsv ? '\\' : escape,
            DoubleQuote = format.DoubleQuote ?? (dialect is Dialect.MatrixOne || escape == quote),
            NullText = nullText,
            NanText = format.NanText ?? "NaN",
            EmptyIsNull = format.EmptyFieldAs is { } empty
                ? empty is not EmptyField.Text
                : nullText.Length == 0 || (dialect is Dialect.Databend && !tsv),
            BinaryFormat = format.BinaryFormat ?? BinaryFormat.Hex,
            Header = header,
            SkippedLines = Math.Max(0, (format.SkipHeader ?? 0) - (header ? 1 : 0)),
            RecordDelimiter = format.RecordDelimiter ?? "\n",
            ForceQuote = forceQuote,
            ForceQuoteNames = forceQuote && dialect is not Dialect.MatrixOne,
            ForceQuoteColumns = format.ForceQuoteColumns,
            FitsRows = format.ErrorOnColumnCountMismatch is false,
        };
        DelimitedRules.Require(layout);
        return layout;
    }
}
