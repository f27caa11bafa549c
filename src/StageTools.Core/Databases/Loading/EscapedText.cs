namespace StageTools.Databases.Loading;

/// <summary>Writes text with a backslash and a letter in place of what has a meaning to a database's reader.</summary>
/// <param name="bytes">Takes it.</param>
/// <param name="escaped">The bytes that have a meaning.</param>
/// <param name="letters">The letter of each.</param>
internal sealed class EscapedText(Utf8Buffer bytes, ReadOnlySpan<byte> escaped, ReadOnlySpan<byte> letters)
{
    private readonly SearchValues<byte> _special = SearchValues.Create(escaped);
    private readonly byte[] _escaped = escaped.ToArray();
    private readonly byte[] _letters = letters.ToArray();
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
        for (int at; (at = utf8.IndexOfAny(_special)) >= 0; utf8 = utf8[(at + 1)..])
        {
            bytes.Append(utf8[..at]);
            bytes.Append((byte)'\\');
            bytes.Append(_letters[_escaped.IndexOf(utf8[at])]);
        }

        bytes.Append(utf8);
    }
}
