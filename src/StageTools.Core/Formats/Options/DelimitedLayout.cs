namespace StageTools.Formats.Options;

/// <summary>How a CSV or TSV file is laid out, with every default filled in and every clash refused.</summary>
internal sealed record DelimitedLayout
{
    public required RowFormat Format { get; init; }

    /// <summary>What stands between two values: a character, or several.</summary>
    public required string Delimiter { get; init; }

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

    /// <summary>What each record begins with, the header too; readers pass over all that stands before it. Mostly nothing.</summary>
    public required string RecordStart { get; init; }

    public required bool ForceQuote { get; init; }

    /// <summary>Whether every value but NULL is enclosed, numbers too.</summary>
    public required bool ForceQuoteAll { get; init; }

    /// <summary>Whether nothing is enclosed: text that would be misread is refused.</summary>
    public required bool NeverQuote { get; init; }

    /// <summary>Whether readers take what stands for NULL for it in quotes, too.</summary>
    public required bool QuotedNulls { get; init; }

    /// <summary>Whether floating-point numbers are told from integers, <c>1.0</c>, and bytes written without quotes, as Databend does.</summary>
    public required bool IsDatabends { get; init; }

    /// <summary>Whether the names of a header are quoted as all text is; MatrixOne writes them bare.</summary>
    public required bool ForceQuoteNames { get; init; }

    public required ColumnNames? ForceQuoteColumns { get; init; }

    /// <summary>Whether rows of another width are filled up or cut.</summary>
    public required bool FitsRows { get; init; }

    /// <summary>Whether records end in <c>\n</c>, before which a <c>\r</c> may stand or not.</summary>
    public bool EndsInLines => RecordDelimiter is "\n" or "\r\n";

    /// <summary>What ends values and records as readers look for it.</summary>
    public DelimitedEnds Ends => new(Delimiter, EndsInLines ? "\n" : RecordDelimiter);

    /// <summary>Whether a <c>\r</c> that stands alone ends a record as well: in CSV, where no other character is said to.</summary>
    public bool EndsAtReturn => EndsInLines && !IsTsv;

    /// <summary>What NULL is written as, in UTF-8.</summary>
    public byte[] NullBytes() => Encoding.UTF8.GetBytes(NullText);

    /// <summary>What NaN is written as where it is not called that, in UTF-8; else nothing.</summary>
    public byte[] OtherNanBytes() => NanText is "NaN" ? [] : Encoding.UTF8.GetBytes(NanText);

    /// <summary>Whether a NUL has a meaning.</summary>
    public bool HasNuls => $"{Delimiter}{RecordDelimiter}{RecordStart}{NullText}{NanText}{Quote}{Escape}".Contains('\0', StringComparison.Ordinal);

    public bool IsTsv => Format is RowFormat.Tsv;

    /// <summary>Fills in the defaults. A format that is neither CSV nor TSV is looked at as CSV: its options must make sense all the same.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/>: options that cannot be, or do not go together.</exception>
    public static DelimitedLayout From(FileFormat format)
    {
        var tsv = format.Format is RowFormat.Tsv;
        var dialect = format.Dialect ?? Dialect.Standard;
        DelimitedRules.RequireGiven(format);
        var delimiter = format.Delimiter ?? (tsv ? "\t" : ",");
        var quote = format.Quote ?? '"';
        var escape = format.Escape ?? (dialect is Dialect.MatrixOne && delimiter is not "\\" && quote is not '\\' ? '\\' : quote);

        // Without a text of its own NULL would be the nothing that is said to be text.
        var plain = dialect is Dialect.Standard && !tsv && format.EmptyFieldAs is not EmptyField.Text;
        var nullText = format.NullText ?? (plain ? "" : "\\N");
        var header = format.Header ?? (format.SkipHeader is { } lines ? lines > 0 : dialect is not Dialect.Databend);
        var forceQuote = format.QuoteStyle is { } style
            ? style is QuoteStyle.All or QuoteStyle.NonNumeric
            : format.ForceQuote ?? (dialect is not Dialect.Standard && format.ForceQuoteColumns is null);
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
            RecordStart = format.RecordStart ?? "",
            ForceQuote = forceQuote,
            ForceQuoteAll = format.QuoteStyle is QuoteStyle.All,
            NeverQuote = format.QuoteStyle is QuoteStyle.None && !tsv,
            QuotedNulls = format.AllowQuotedNulls is true,
            IsDatabends = dialect is Dialect.Databend,
            ForceQuoteNames = forceQuote && dialect is not Dialect.MatrixOne,
            ForceQuoteColumns = format.ForceQuoteColumns,
            FitsRows = format.ErrorOnColumnCountMismatch is false,
        };
        DelimitedRules.Require(layout);
        return layout;
    }
}

/// <summary>What the parts of a CSV or TSV layout may be beside each other.</summary>
internal static class DelimitedRules
{
    private const int Longest = 20;

    /// <summary>Refuses what no layout can be made of.</summary>
    public static void RequireGiven(FileFormat format)
    {
        RequireText("field_delimiter", format.Delimiter);
        RequireText("record_delimiter", format.RecordDelimiter);
        if (format.Format is RowFormat.Tsv && format.Escape is not null and not '\\')
            throw Refused("escape", "is a backslash in TSV, and nothing else");
        if (format.ForceQuoteColumns is { Count: 0 })
            throw Refused("force_quote_columns", "names one column at least");
    }

    /// <summary>Refuses what would be misread.</summary>
    public static void Require(DelimitedLayout layout)
    {
        var (delimiter, end) = (layout.Delimiter, layout.EndsInLines ? "\n" : layout.RecordDelimiter);
        if (delimiter is [var only] && (IsLineEnd(only) || IsOfNumbers(only) || delimiter == end))
            throw Refused("field_delimiter", "cannot be a line end, a letter, a digit, '+', '-' or '.', nor the record_delimiter");
        if (IsLineEnd(layout.Quote) || IsOfNumbers(layout.Quote) || layout.Quote is ' ' or ':' || layout.Quote.ToString() == end)
            throw Refused("quote", "cannot be a line end, a blank, a letter, a digit, '+', '-', '.' or ':', nor the record_delimiter");
        if (!layout.IsTsv && delimiter[0] == layout.Quote)
            throw Refused("field_delimiter", $"cannot be the same as quote, '{layout.Quote}', nor begin with it");
        RequireApart(layout, delimiter, end);
        RequireEnds(layout, delimiter, end);
        RequireMarks(layout);
    }

    /// <summary>Refuses what is fine to read, but would not come back when it is written.</summary>
    public static void RequireWritable(DelimitedLayout layout, IReadOnlyList<string> columns)
    {
        if (layout.NullText.Length > 0 && IsTyped(layout.NullText))
            throw Refused("null_display", $"cannot be '{layout.NullText}' in a file that is written, since a value may look the same; take \\N");
        if (layout.NanText is not "NaN" && IsTyped(layout.NanText))
            throw Refused("nan_display", $"cannot be '{layout.NanText}' in a file that is written, since a value may look the same; take NaN");
        if (layout.NullText.Length == 0 && !layout.EmptyIsNull)
            throw Refused("null_display", "cannot be empty in a file that is written while empty_field_as is string; take \\N");
        if (layout.SkippedLines > 0)
        {
            throw Refused(
                "skip_header",
                $"says that {layout.SkippedLines + (layout.Header ? 1 : 0)} lines stand before the rows, and a file that is written has "
                + (layout.Header ? "a header of one; take 1" : "no header; take 0, or output_header true"));
        }

        foreach (var name in layout.ForceQuoteColumns ?? Enumerable.Empty<string>())
        {
            if (!columns.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw Refused("force_quote_columns", $"names the column '{name}', which is not there; there are {string.Join(", ", columns)}");
        }

        if (layout.Header && columns.Contains("", StringComparer.Ordinal))
        {
            throw StageErrorCode.OptionInvalid.Error("A column has no name, which a header cannot hold; name it, or write without a header.", "");
        }
    }

    private static void RequireText(string option, string? text)
    {
        if (text is { Length: 0 or > Longest } || (text?.EnumerateRunes().Contains(Rune.ReplacementChar) is true && !text.Contains('\uFFFD')))
            throw Refused(option, $"is 1 to {Longest} characters");
    }

    // Where neither begins with the other, at most one of the two stands at a place.
    private static void RequireApart(DelimitedLayout layout, string delimiter, string end)
    {
        if (delimiter.StartsWith(end, StringComparison.Ordinal) || end.StartsWith(delimiter, StringComparison.Ordinal))
            throw Refused("field_delimiter", "and record_delimiter cannot begin with one another, since nothing would tell them apart");
        if (layout.EndsInLines && delimiter.AsSpan().ContainsAny('\r', '\n'))
            throw Refused("field_delimiter", "cannot hold a line end where that ends a record");
        if (layout.RecordStart.Contains(end, StringComparison.Ordinal))
            throw Refused("lines_starting_by", "cannot hold the record_delimiter");
        if (layout.IsTsv && (IsOfTsv(delimiter[0]) || (!layout.EndsInLines && IsOfTsv(end[0]))))
            throw Refused("field_delimiter", "and record_delimiter cannot begin with a letter, a digit or a backslash in TSV, which escapes");
    }

    private static void RequireEnds(DelimitedLayout layout, string delimiter, string end)
    {
        if (end is [not '\n' and var only] && (IsOfNumbers(only) || only is ' ' or ':' or '\\'))
            throw Refused("record_delimiter", "cannot be a blank, a letter, a digit, '+', '-', '.', ':' or a backslash");
        if (!layout.IsTsv && end[0] == layout.Quote)
            throw Refused("record_delimiter", "cannot begin with the quote");
        if (layout.IsTsv || layout.Escape == layout.Quote)
            return;
        var escape = layout.Escape.ToString();
        if (IsLineEnd(layout.Escape) || escape == end || escape == delimiter || IsOfNumbers(layout.Escape))
            throw Refused("escape", "cannot be a line end, a letter, a digit, '+', '-', '.', nor what ends a value or a record");
        if (layout.Escape > '\x7f')
            throw Refused("escape", "is an ASCII character");
    }

    private static void RequireMarks(DelimitedLayout layout)
    {
        var ends = layout.Ends;
        foreach (var (option, text) in (ReadOnlySpan<(string, string)>)[("null_display", layout.NullText), ("nan_display", layout.NanText)])
        {
            if (text.AsSpan().ContainsAny('\r', '\n') || ends.Breaks(Encoding.UTF8.GetBytes(text)))
                throw Refused(option, "cannot hold a line end or the delimiter");
            if (!layout.IsTsv && text.Contains(layout.Quote))
                throw Refused(option, "cannot hold the quote");
        }

        if (layout.NanText.Length == 0 || layout.NanText == layout.NullText)
            throw Refused("nan_display", "cannot be empty, nor what stands for NULL");
    }

    private static bool IsTyped(string text) => CanonicalText.Infer(Encoding.UTF8.GetBytes(text), moments: true) is not null;

    private static bool IsOfNumbers(char c) => char.IsLetterOrDigit(c) || c is '+' or '-' or '.' || char.IsSurrogate(c);

    private static bool IsOfTsv(char c) => c is '\\' || IsOfNumbers(c);

    private static bool IsLineEnd(char c) => c is '\r' or '\n';

    private static StageException Refused(string option, string rule) =>
        StageErrorCode.OptionInvalid.Error($"The file format's option {option} {rule}.", option);
}
