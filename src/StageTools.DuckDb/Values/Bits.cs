namespace StageTools.DuckDb.Values;

/// <summary>BIT: a byte that counts the padding, then the bits, the first byte's padding set to ones; in .NET a text of 0 and 1.</summary>
internal static class Bits
{
    public static string Text(ReadOnlySpan<byte> stored)
    {
        int padding = stored[0];
        var text = new char[((stored.Length - 1) * 8) - padding];
        for (var i = 0; i < text.Length; i++)
        {
            var at = i + padding;
            text[i] = (stored[1 + (at / 8)] & (0x80 >> (at % 8))) != 0 ? '1' : '0';
        }

        return new string(text);
    }

    public static byte[] Stored(object value)
    {
        if (value is not string text)
        {
            throw RefusedException.Kind(value, "BIT");
        }

        if (text.Length == 0 || text.AsSpan().ContainsAnyExcept('0', '1'))
        {
            throw new RefusedException("a BIT is a text of at least one 0 or 1, and nothing else");
        }

        var stored = new byte[1 + ((text.Length + 7) / 8)];
        var padding = ((stored.Length - 1) * 8) - text.Length;
        stored[0] = (byte)padding;
        for (var at = 0; at < text.Length + padding; at++)
        {
            if (at < padding || text[at - padding] == '1')
            {
                stored[1 + (at / 8)] |= (byte)(0x80 >> (at % 8));
            }
        }

        return stored;
    }
}
