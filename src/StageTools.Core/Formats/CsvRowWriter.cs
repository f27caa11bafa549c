using System.Buffers;
using System.Text;

namespace StageTools.Formats;

/// <summary>CSV by RFC 4180: text is quoted where it would not come back as itself otherwise.</summary>
internal sealed class CsvRowWriter : DelimitedRowWriter
{
    private const char ByteOrderMark = '\uFEFF';

    private readonly SearchValues<char> _special;
    private readonly byte[] _quote;

    public CsvRowWriter(DelimitedLayout layout, IBufferWriter<byte> output, IReadOnlyList<string> columns, Func<object, object?>? convert)
        : base(layout, output, columns, convert)
    {
        _special = SearchValues.Create([layout.Delimiter, layout.Quote, '\r', '\n']);
        _quote = Encoding.UTF8.GetBytes([layout.Quote]);
    }

    // A header is text by its place: a name like 2026 needs no quotes.
    protected override bool TryWriteName(string name) =>
        Layout.ForceQuote || MustQuote(name) ? TryWriteQuoted(name) : Buffer.TryAppend(name);

    protected override bool TryWriteText(ReadOnlySpan<char> text) =>
        Layout.ForceQuote || MustQuote(text) || LooksTyped(text) || text.SequenceEqual(Layout.NullText)
            ? TryWriteQuoted(text)
            : Buffer.TryAppend(text);

    // Blanks at the ends are data here, and are trimmed by other readers unless quoted. U+FEFF first in the file would be taken for its mark.
    private bool MustQuote(ReadOnlySpan<char> text) =>
        text.IsEmpty
        || text[0] is ' ' or '\t' or ByteOrderMark
        || text[^1] is ' ' or '\t'
        || text.ContainsAny(_special);

    // Cheap and on the safe side: some text that would come back as text is quoted as well.
    private static bool LooksTyped(ReadOnlySpan<char> text) => text[0] switch
    {
        (>= '0' and <= '9') or '+' or '-' or '.' => true,
        't' or 'T' => text.Equals("true", StringComparison.OrdinalIgnoreCase),
        'n' or 'N' => text.Equals("NaN", StringComparison.OrdinalIgnoreCase),
        'i' or 'I' => text.Equals("Infinity", StringComparison.OrdinalIgnoreCase),
        'f' or 'F' when text.Equals("false", StringComparison.OrdinalIgnoreCase) => true,
        >= 'a' and <= 'f' => text.Length == 36 && text[8] is '-',
        _ => false,
    };

    private bool TryWriteQuoted(ReadOnlySpan<char> text)
    {
        Buffer.Append(_quote);
        for (int at; (at = text.IndexOf(Layout.Quote)) >= 0; text = text[(at + 1)..])
        {
            if (!Buffer.TryAppend(text[..at]))
                return false;
            Buffer.Append(_quote);
            Buffer.Append(_quote);
        }

        if (!Buffer.TryAppend(text))
            return false;
        Buffer.Append(_quote);
        return true;
    }
}
