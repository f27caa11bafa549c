namespace StageTools.Formats.Text;

/// <summary>The pieces that are left of a text when its escapes are taken out of it, one behind the other.</summary>
internal interface ITextPieces
{
    /// <summary>Gives the next one, only until the one behind it is asked for; false where there is none.</summary>
    bool TryNext(out ReadOnlySpan<byte> piece);
}

/// <summary>Puts a text together of its pieces: nothing long is copied on the way.</summary>
internal static class TextPieces
{
    // Of so few a copy costs less than to go through the pieces twice.
    private const int ShortLength = 512;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text.</summary>
    /// <param name="pieces">Its pieces.</param>
    /// <param name="most">How many bytes they have at most.</param>
    /// <exception cref="DecoderFallbackException">Bytes that are not UTF-8.</exception>
    public static string ToText<T>(T pieces, int most)
        where T : ITextPieces, allows ref struct
    {
        if (most <= ShortLength)
        {
            Span<byte> room = stackalloc byte[ShortLength];
            return Strict.GetString(room[..CopyTo(pieces, room)]);
        }

        var counted = pieces;
        var length = 0;
        while (counted.TryNext(out var piece))
            length += Strict.GetCharCount(piece);

        return string.Create(length, pieces, static (text, pieces) =>
        {
            while (pieces.TryNext(out var piece))
                text = text[Strict.GetChars(piece, text)..];
        });
    }

    /// <summary>Writes the text as UTF-8, as far as its pieces keep to it; how many bytes it has.</summary>
    public static int CopyTo<T>(T pieces, Span<byte> room)
        where T : ITextPieces, allows ref struct
    {
        var length = 0;
        for (; pieces.TryNext(out var piece); length += piece.Length)
            piece.CopyTo(room[length..]);

        return length;
    }
}
