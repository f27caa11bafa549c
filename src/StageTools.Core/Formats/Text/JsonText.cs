using System.Buffers;

namespace StageTools.Formats.Text;

/// <summary>Text as a JSON string: escaped where RFC 8259 asks for it and nowhere else.</summary>
internal static class JsonText
{
    private static readonly SearchValues<char> Special =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(static c => (char)c), '"', '\\']);

    private static readonly SearchValues<byte> SpecialBytes =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(static c => (byte)c), (byte)'"', (byte)'\\']);

    /// <summary>Writes the text in quotes; false where half of a surrogate pair stands alone in it.</summary>
    public static bool TryWrite(Utf8Buffer buffer, ReadOnlySpan<char> text)
    {
        buffer.Append((byte)'"');
        for (int at; (at = text.IndexOfAny(Special)) >= 0; text = text[(at + 1)..])
        {
            if (!buffer.TryAppend(text[..at]))
                return false;
            WriteEscaped(buffer, text[at]);
        }

        if (!buffer.TryAppend(text))
            return false;
        buffer.Append((byte)'"');
        return true;
    }

    /// <summary>Writes text that is valid UTF-8 in quotes.</summary>
    public static void Write(Utf8Buffer buffer, ReadOnlySpan<byte> utf8)
    {
        buffer.Append((byte)'"');
        for (int at; (at = utf8.IndexOfAny(SpecialBytes)) >= 0; utf8 = utf8[(at + 1)..])
        {
            buffer.Append(utf8[..at]);
            WriteEscaped(buffer, (char)utf8[at]);
        }

        buffer.Append(utf8);
        buffer.Append((byte)'"');
    }

    private static void WriteEscaped(Utf8Buffer buffer, char c)
    {
        buffer.Append((byte)'\\');
        switch (c)
        {
            case '"' or '\\': buffer.Append((byte)c); break;
            case '\b': buffer.Append((byte)'b'); break;
            case '\t': buffer.Append((byte)'t'); break;
            case '\n': buffer.Append((byte)'n'); break;
            case '\f': buffer.Append((byte)'f'); break;
            case '\r': buffer.Append((byte)'r'); break;
            default:
                buffer.Append((byte)'u');
                buffer.AppendFormatted((int)c, "x4");
                break;
        }
    }
}
