using System.Text;
using StageTools.Stages;

namespace StageTools.Formats;

/// <summary>How a CSV or TSV file is laid out, with every default filled in and every clash refused.</summary>
internal sealed record DelimitedLayout
{
    public required RowFormat Format { get; init; }

    public required char Delimiter { get; init; }

    public required char Quote { get; init; }

    public required string NullText { get; init; }

    public required bool Header { get; init; }

    public required string RecordDelimiter { get; init; }

    public required bool ForceQuote { get; init; }

    /// <summary>Fills in the defaults. A format that is neither CSV nor TSV is looked at as CSV: its options must make sense all the same.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/>: options that cannot be, or do not go together.</exception>
    public static DelimitedLayout From(FileFormat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        var tsv = format.Format is RowFormat.Tsv;
        var delimiter = format.Delimiter ?? (tsv ? "\t" : ",");
        if (delimiter.Length != 1)
            throw Refused("field_delimiter", "is one character");

        var layout = new DelimitedLayout
        {
            Format = tsv ? RowFormat.Tsv : RowFormat.Csv,
            Delimiter = delimiter[0],
            Quote = format.Quote ?? '"',
            NullText = format.NullText ?? (tsv ? "\\N" : ""),
            Header = format.Header ?? true,
            RecordDelimiter = format.RecordDelimiter ?? "\n",
            ForceQuote = format.ForceQuote ?? false,
        };
        layout.Validate();
        return layout;
    }

    /// <summary>Refuses a NULL text that a number, a boolean or a date is written as: fine to read, but such a value would not come back.</summary>
    public void RequireWritable()
    {
        if (CanonicalText.Infer(Encoding.UTF8.GetBytes(NullText), moments: true) is not null)
            throw Refused("null_display", $"cannot be '{NullText}' in a file that is written, since a value may look the same; take \\N");
    }

    private static bool IsOfNumbers(char c) => char.IsLetterOrDigit(c) || c is '+' or '-' or '.' || char.IsSurrogate(c);

    private static bool IsLineEnd(char c) => c is '\r' or '\n';

    private static StageException Refused(string option, string rule) =>
        new(StageErrorCode.OptionInvalid, $"The file format's option {option} {rule}.", option);

    private void Validate()
    {
        if (IsLineEnd(Delimiter) || IsOfNumbers(Delimiter))
            throw Refused("field_delimiter", "cannot be a line end, a letter, a digit, '+', '-' or '.'");
        if (Format is RowFormat.Tsv && Delimiter is '\\')
            throw Refused("field_delimiter", "cannot be a backslash in TSV, where it escapes");
        if (IsLineEnd(Quote) || IsOfNumbers(Quote) || Quote is ' ' or ':')
            throw Refused("quote", "cannot be a line end, a blank, a letter, a digit, '+', '-', '.' or ':'");
        if (Format is RowFormat.Csv && Delimiter == Quote)
            throw Refused("field_delimiter", $"cannot be the same as quote, '{Quote}'");
        if (RecordDelimiter is not ("\n" or "\r\n"))
            throw Refused("record_delimiter", "is \\n or \\r\\n");
        if (NullText.AsSpan().ContainsAny('\r', '\n') || NullText.Contains(Delimiter))
            throw Refused("null_display", "cannot hold a line end or the delimiter");
        if (Format is RowFormat.Csv && NullText.Contains(Quote))
            throw Refused("null_display", "cannot hold the quote");
    }
}
