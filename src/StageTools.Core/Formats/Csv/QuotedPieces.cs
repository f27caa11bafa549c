namespace StageTools.Formats.Csv;

/// <summary>What is left of a CSV field in quotes: the first of two quotes goes; so does an escape, whatever stands behind it.</summary>
/// <param name="field">The field, without the quotes around it.</param>
/// <param name="quote">The quote.</param>
/// <param name="escape">Another character that escapes; null where there is none.</param>
internal ref struct QuotedPieces(ReadOnlySpan<byte> field, ReadOnlySpan<byte> quote, byte? escape) : ITextPieces
{
    private readonly ReadOnlySpan<byte> _quote = quote;
    private readonly byte? _escape = escape;
    private ReadOnlySpan<byte> _rest = field;

    // How many bytes of the rest stand behind an escape.
    private int _escaped;

    public bool TryNext(out ReadOnlySpan<byte> piece)
    {
        piece = _rest;
        if (_rest.IsEmpty)
            return false;

        var at = Find(_rest, _escaped);
        _escaped = at < 0 ? 0 : _rest[at..].StartsWith(_quote) ? _quote.Length : 1;
        if (at >= 0)
            piece = _rest[..at];

        _rest = at < 0 ? default : _rest[(at + _escaped)..];
        return true;
    }

    private readonly int Find(ReadOnlySpan<byte> text, int from)
    {
        for (; text[from..].IndexOfAny(_quote[0], _escape ?? _quote[0]) is >= 0 and var at; from++)
        {
            from += at;

            // Another character may begin as the quote does.
            if (text[from] == _escape || text[from..].StartsWith(_quote))
                return from;
        }

        return -1;
    }
}
