using System.Buffers;

namespace StageTools.Formats;

/// <summary>TSV as Databend writes it: no quotes, a backslash before what would be misread.</summary>
internal sealed class TsvRowWriter : DelimitedRowWriter
{
    private const char ByteOrderMark = '\uFEFF';
    private const string Escaped = "\0\b\t\n\f\r\\";
    private const string Letters = "0btnfr\\";

    private static readonly SearchValues<char> Meaningful = SearchValues.Create(Letters);

    private readonly SearchValues<char> _special;

    public TsvRowWriter(DelimitedLayout layout, IBufferWriter<byte> output, IReadOnlyList<string> columns, Func<object, object?>? convert)
        : base(layout, output, columns, convert) =>
        _special = SearchValues.Create([.. Escaped, layout.Delimiter]);

    protected override bool TryWriteName(string name) => TryWriteEscaped(name);

    protected override bool TryWriteText(ReadOnlySpan<char> text)
    {
        var start = Buffer.Length;
        if (!TryWriteEscaped(text))
            return false;
        if (!Buffer.Written[start..].SequenceEqual(NullBytes))
            return true;

        // The text would be read as NULL. A backslash before a character without an escape of its own stands for that character.
        var plain = text.IndexOfAnyExcept(Meaningful);
        if (plain < 0 || _special.Contains(text[plain]))
            throw Refused($"the text '{text}' is what NULL is written as; choose another text for NULL");
        Buffer.Truncate(start);
        return TryWriteEscaped(text[..plain]) && TryWriteBehindBackslash(text[plain..]);
    }

    private bool TryWriteEscaped(ReadOnlySpan<char> text)
    {
        // First in the file U+FEFF would be taken for the mark of its encoding.
        if (text.StartsWith([ByteOrderMark]))
            return TryWriteBehindBackslash(text);
        for (int at; (at = text.IndexOfAny(_special)) >= 0; text = text[(at + 1)..])
        {
            if (!Buffer.TryAppend(text[..at]))
                return false;
            Buffer.Append((byte)'\\');
            var known = Escaped.IndexOf(text[at], StringComparison.Ordinal);
            Buffer.TryAppend(known < 0 ? text.Slice(at, 1) : Letters.AsSpan(known, 1));
        }

        return Buffer.TryAppend(text);
    }

    private bool TryWriteBehindBackslash(ReadOnlySpan<char> text)
    {
        Buffer.Append((byte)'\\');

        // The character may be the first of a surrogate pair.
        var width = char.IsHighSurrogate(text[0]) && text.Length > 1 ? 2 : 1;
        return Buffer.TryAppend(text[..width]) && TryWriteEscaped(text[width..]);
    }
}
