namespace StageTools.Formats.Csv;

/// <summary>CSV: text is quoted where it would not come back as itself otherwise, or where all text is.</summary>
internal sealed class CsvRowWriter : DelimitedRowWriter
{
    // U+FEFF.
    private static ReadOnlySpan<byte> FileMark => [0xEF, 0xBB, 0xBF];

    private readonly SearchValues<byte> _special;
    private readonly SearchValues<byte> _escaped;
    private readonly byte[] _quote;
    private readonly byte[] _quoteInside;
    private readonly byte[] _escape;

    public CsvRowWriter(DelimitedLayout layout, IBufferWriter<byte> output, IReadOnlyList<string> columns)
        : base(layout, output, columns)
    {
        _quote = Encoding.UTF8.GetBytes([layout.Quote]);
        _escape = layout.Escape == layout.Quote ? [] : Encoding.UTF8.GetBytes([layout.Escape]);
        _quoteInside = layout.DoubleQuote ? [.. _quote, .. _quote] : [.. _escape, .. _quote];

        // Of characters of several bytes the first ones: a text may be quoted that need not be. U+0000 would make the file look like UTF-16.
        _special = SearchValues.Create([Ends.Delimiter[0], _quote[0], .. _escape, Ends.Record[0], (byte)'\r', (byte)'\n', (byte)'\0']);
        _escaped = SearchValues.Create([_quote[0], .. _escape]);
    }

    // A header is text by its place: a name like 2026 needs no quotes.
    protected override void WriteName(ReadOnlySpan<byte> utf8)
    {
        if (Layout.NeverQuote && (utf8.ContainsAny(_special) || utf8 is [0xEF, ..]))
            throw Refused("its name would be read as something else without quotes; choose another quote_style, or another name");
        if (!Layout.NeverQuote && (Layout.ForceQuoteNames || MustQuote(utf8)))
            WriteQuoted(utf8);
        else
            Buffer.Append(utf8);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void WriteValid(ReadOnlySpan<byte> utf8)
    {
        if (Layout.QuotedNulls && utf8.SequenceEqual(NullBytes))
            throw Refused($"the text '{Encoding.UTF8.GetString(utf8)}' is what NULL is written as, which is read in quotes too; choose another text");
        if (Layout.NeverQuote)
        {
            WriteBare(utf8);
            return;
        }

        if (Layout.ForceQuote || IsForced || MustQuote(utf8) || LooksTyped(utf8) || utf8.SequenceEqual(NullBytes) || utf8.SequenceEqual(NanBytes))
            WriteQuoted(utf8);
        else
            Buffer.Append(utf8);
    }

    /// <summary>Databend writes bytes without quotes; where that is nothing, or would be misread, it has them all the same.</summary>
    protected override void WriteBytes(string text)
    {
        var utf8 = Encoding.ASCII.GetBytes(text);
        if (Layout.IsDatabends && !IsForced && !MustQuote(utf8) && !utf8.AsSpan().SequenceEqual(NullBytes))
            Buffer.Append(utf8);
        else
            WriteValid(utf8);
    }

    protected override void Enclose(int start)
    {
        var length = Buffer.Length - start;
        var room = Buffer.Reserve(2 * _quote.Length, start);
        room[..length].CopyTo(room[_quote.Length..]);
        _quote.CopyTo(room);
        _quote.CopyTo(room[(_quote.Length + length)..]);
        Buffer.Advance(2 * _quote.Length);
    }

    private void WriteBare(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty ? Layout.EmptyIsNull : IsMisread(utf8))
        {
            throw Refused(
                $"the text '{Encoding.UTF8.GetString(utf8)}' would be read as something else without quotes, and quote_style none writes none; "
                + "choose another quote_style");
        }

        Buffer.Append(utf8);
    }

    private bool IsMisread(ReadOnlySpan<byte> utf8)
    {
        var isFirst = RowCount == 0 && Buffer.Length == 0 && !Layout.Header;
        return utf8.ContainsAny(_special) || utf8.SequenceEqual(NullBytes) || utf8.SequenceEqual(NanBytes)
            || (isFirst && utf8.StartsWith(FileMark)) || CanonicalText.Infer(utf8, moments: true) is not null;
    }

    // Blanks at the ends are data here, and are trimmed by other readers unless quoted. U+FEFF first in the file would be taken for its mark.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool MustQuote(ReadOnlySpan<byte> text) =>
        text.IsEmpty
        || text[0] is (byte)' ' or (byte)'\t' or 0xEF
        || text[^1] is (byte)' ' or (byte)'\t'
        || text.ContainsAny(_special);

    // Cheap and on the safe side: some text that would come back as text is quoted as well.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool LooksTyped(ReadOnlySpan<byte> text) => text[0] switch
    {
        (>= (byte)'0' and <= (byte)'9') or (byte)'+' or (byte)'-' or (byte)'.' => true,
        (byte)'t' or (byte)'T' => Ascii.EqualsIgnoreCase(text, "true"u8),
        (byte)'n' or (byte)'N' => Ascii.EqualsIgnoreCase(text, "NaN"u8),
        (byte)'i' or (byte)'I' => Ascii.EqualsIgnoreCase(text, "Infinity"u8),
        (byte)'f' or (byte)'F' when Ascii.EqualsIgnoreCase(text, "false"u8) => true,
        >= (byte)'a' and <= (byte)'f' => text.Length == 36 && text[8] is (byte)'-',
        _ => false,
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteQuoted(ReadOnlySpan<byte> text)
    {
        Buffer.ReserveLong(text, _escaped, Math.Max(_quote.Length, _escape.Length), 2 * _quote.Length);
        Buffer.Append(_quote);
        for (int at; (at = text.IndexOfAny(_escaped)) >= 0;)
        {
            Buffer.Append(text[..at]);
            text = text[at..];
            if (text.StartsWith(_quote))
            {
                Buffer.Append(_quoteInside);
                text = text[_quote.Length..];
                continue;
            }

            // The escape, which stands twice, or another character that begins as the quote does.
            if (text.StartsWith(_escape))
                Buffer.Append(_escape);
            Buffer.Append(text[0]);
            text = text[1..];
        }

        Buffer.Append(text);
        Buffer.Append(_quote);
    }
}
