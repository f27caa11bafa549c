namespace StageTools.Formats.Csv;

/// <summary>TSV as Databend writes it: no quotes, a backslash before what would be misread.</summary>
internal sealed class TsvRowWriter : DelimitedRowWriter
{
    /// <summary>What is written as a backslash and a letter.</summary>
    public static ReadOnlySpan<byte> Escaped => "\0\b\t\n\f\r\\"u8;

    /// <summary>The letters for them, one each.</summary>
    public static ReadOnlySpan<byte> Letters => "0btnfr\\"u8;

    private readonly SearchValues<byte> _special;
    private readonly SearchValues<byte> _meaningful;
    private readonly IReadOnlyList<byte[]> _marks;

    public TsvRowWriter(DelimitedLayout layout, IBufferWriter<byte> output, IReadOnlyList<string> columns)
        : base(layout, output, columns)
    {
        _marks = Ends.FirstCharacters;
        _special = SearchValues.Create([.. Escaped, .. _marks.Select(static mark => mark[0])]);
        _meaningful = SearchValues.Create([.. Letters, .. Escaped, .. _marks.Select(static mark => mark[0])]);
    }

    protected override void WriteName(ReadOnlySpan<byte> utf8) => WriteEscaped(utf8);

    protected override void WriteValid(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty && Layout.EmptyIsNull)
            throw Refused("the empty text would be read as NULL; choose a text for NULL, and string for empty_field_as");
        var start = Buffer.Length;
        WriteEscaped(utf8);
        var written = Buffer.Written[start..];
        if (!written.SequenceEqual(NullBytes) && (Layout.NanText is "NaN" || !written.SequenceEqual(NanBytes)))
            return;

        // The text would be read as NULL or NaN. With a backslash before a character that needs none it is told from both.
        var plain = utf8.IndexOfAnyExcept(_meaningful);
        if (plain < 0)
            throw Refused($"the text '{Encoding.UTF8.GetString(utf8)}' is what NULL or NaN is written as; choose another text for that");
        Buffer.Truncate(start);
        WriteEscaped(utf8[..plain]);
        Buffer.Append((byte)'\\');
        Buffer.Append(utf8[plain]);
        WriteEscaped(utf8[(plain + 1)..]);
    }

    // There are no quotes in TSV: a number stays bare.
    protected override void Enclose(int start)
    {
    }

    private void WriteEscaped(ReadOnlySpan<byte> text)
    {
        // First in the file U+FEFF would be taken for the mark of its encoding.
        if (text.StartsWith("\uFEFF"u8))
            Buffer.Append((byte)'\\');
        for (int at; (at = text.IndexOfAny(_special)) >= 0; text = text[(at + 1)..])
        {
            Buffer.Append(text[..at]);
            var known = Escaped.IndexOf(text[at]);
            if (known >= 0 || text[at..].StartsWith(_marks[0]) || text[at..].StartsWith(_marks[1]))
                Buffer.Append((byte)'\\');
            Buffer.Append(known < 0 ? text[at] : Letters[known]);
        }

        Buffer.Append(text);
    }
}
