namespace StageTools.Formats.Json;

/// <summary>What is left of a JSON string that a reader has found to be one: for long ones, of which the reader would make a copy more.</summary>
/// <param name="text">The string, without its quotes.</param>
/// <param name="room">Room for four bytes.</param>
/// <exception cref="InvalidOperationException">Half of a surrogate pair.</exception>
internal ref struct JsonPieces(ReadOnlySpan<byte> text, Span<byte> room) : ITextPieces
{
    private const int HexDigits = 4;

    private readonly Span<byte> _room = room;
    private ReadOnlySpan<byte> _rest = text;

    // How many bytes of the room come next.
    private int _meant;

    // How many bytes of the rest stand behind a backslash.
    private int _escaped;

    private static ReadOnlySpan<byte> Letters => "bfnrt"u8;

    private static ReadOnlySpan<byte> Escaped => "\b\f\n\r\t"u8;

    public bool TryNext(out ReadOnlySpan<byte> piece)
    {
        if (_meant > 0)
        {
            piece = _room[.._meant];
            _meant = 0;
            return true;
        }

        piece = _rest;
        if (_rest.IsEmpty)
            return false;

        var at = _rest[_escaped..].IndexOf((byte)'\\');
        if (at >= 0)
        {
            piece = _rest[..(_escaped + at)];
            TakeEscape(_rest[(_escaped + at + 1)..]);
        }
        else
        {
            _rest = default;
        }

        return true;
    }

    private void TakeEscape(ReadOnlySpan<byte> behind)
    {
        var (letter, length) = (Letters.IndexOf(behind[0]), 1);
        if (letter >= 0)
            (_room[0], _meant, _escaped) = (Escaped[letter], 1, 0);
        else if (behind[0] is (byte)'u')
            (_meant, _escaped) = (RuneOf(behind, out length).EncodeToUtf8(_room), 0);
        else
            (_escaped, length) = (1, 0);

        _rest = behind[length..];
    }

    private static Rune RuneOf(ReadOnlySpan<byte> behind, out int length)
    {
        length = 1 + HexDigits;
        var first = UnitOf(behind[1..]);
        if (Rune.TryCreate(first, out var rune))
            return rune;

        length = (2 * length) + 1;
        return behind[(1 + HexDigits)..].StartsWith("\\u"u8) && Rune.TryCreate(first, UnitOf(behind[(HexDigits + 3)..]), out rune)
            ? rune
            : throw new InvalidOperationException("Half of a surrogate pair.");
    }

    private static char UnitOf(ReadOnlySpan<byte> digits) =>
        (char)ushort.Parse(digits[..HexDigits], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
