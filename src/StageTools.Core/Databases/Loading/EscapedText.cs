namespace StageTools.Databases.Loading;

/// <summary>Writes text with a backslash and a letter in place of what has a meaning to a database's reader.</summary>
/// <param name="bytes">Takes it.</param>
/// <param name="escaped">The bytes that have a meaning.</param>
/// <param name="letters">The letter of each.</param>
internal sealed class EscapedText(Utf8Buffer bytes, ReadOnlySpan<byte> escaped, ReadOnlySpan<byte> letters)
{
    // Of so few each is looked at in less time than it takes to begin with several at once.
    private const int Few = 32;

    private readonly SearchValues<byte> _special = SearchValues.Create(escaped);
    private readonly byte[] _letters = LettersOf(escaped, letters);
    private readonly Utf8Buffer _utf8 = new();

    /// <summary>Writes a text.</summary>
    /// <exception cref="FormatException">It has half of a surrogate pair.</exception>
    public void Write(string text)
    {
        _utf8.Truncate(0);
        if (!_utf8.TryAppend(text))
            throw new FormatException("the text holds half of a surrogate pair");

        Write(_utf8.Written);
    }

    /// <summary>Writes a text, or some of one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(ReadOnlySpan<byte> utf8)
    {
        for (int at; (at = Find(utf8)) >= 0; utf8 = utf8[(at + 1)..])
        {
            bytes.Append(utf8[..at]);
            bytes.Append((byte)'\\');
            bytes.Append(_letters[utf8[at]]);
        }

        bytes.Append(utf8);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Find(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > Few)
            return utf8.IndexOfAny(_special);

        for (var i = 0; i < utf8.Length; i++)
        {
            if (_letters[utf8[i]] != 0)
                return i;
        }

        return -1;
    }

    // By the byte; 0 for one that stays.
    private static byte[] LettersOf(ReadOnlySpan<byte> escaped, ReadOnlySpan<byte> letters)
    {
        var found = new byte[byte.MaxValue + 1];
        for (var i = 0; i < escaped.Length; i++)
            found[escaped[i]] = letters[i];

        return found;
    }
}
