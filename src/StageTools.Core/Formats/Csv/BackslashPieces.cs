namespace StageTools.Formats.Csv;

/// <summary>What is left of a TSV field: letters behind a backslash become what they stand for.</summary>
/// <param name="field">The field.</param>
/// <param name="escapes">Tells which other backslashes go.</param>
internal ref struct BackslashPieces(ReadOnlySpan<byte> field, TsvEscapes escapes) : ITextPieces
{
    private readonly ReadOnlySpan<byte> _field = field;
    private ReadOnlySpan<byte> _rest = field;
    private ReadOnlySpan<byte> _meant;

    public bool TryNext(out ReadOnlySpan<byte> piece)
    {
        if (!_meant.IsEmpty)
        {
            piece = _meant;
            _meant = default;
            return true;
        }

        piece = _rest;
        if (_rest.IsEmpty)
            return false;

        var at = _rest.IndexOf((byte)'\\');
        if (at < 0)
        {
            _rest = default;
            return true;
        }

        var letter = TsvRowWriter.Letters.IndexOf(_rest[at + 1]);
        if (letter >= 0)
            _meant = TsvRowWriter.Escaped.Slice(letter, 1);

        var goes = letter >= 0 || escapes.Drops(_field, _field.Length - _rest.Length + at);
        piece = _rest[..(goes ? at : at + 1)];
        _rest = _rest[(letter >= 0 ? at + 2 : at + 1)..];
        return true;
    }
}

/// <summary>Which backslashes of TSV escape what is no letter.</summary>
internal sealed class TsvEscapes(DelimitedLayout layout)
{
    private readonly byte[] _nullText = layout.NullBytes();
    private readonly byte[] _nanText = layout.OtherNanBytes();
    private readonly IReadOnlyList<byte[]> _marks = layout.Ends.FirstCharacters;

    /// <summary>Whether a backslash goes, and what stands behind it stays; else it is a character like any other.</summary>
    public bool Drops(ReadOnlySpan<byte> field, int backslash) =>
        IsEscaped(field[(backslash + 1)..]) || IsWithout(field, backslash, _nullText) || IsWithout(field, backslash, _nanText);

    // What a value cannot hold bare, or not at its beginning.
    private bool IsEscaped(ReadOnlySpan<byte> behind) =>
        behind[0] < (byte)' ' || behind.StartsWith(_marks[0]) || behind.StartsWith(_marks[1]) || behind.StartsWith("\uFEFF"u8);

    // A text that is the same as that of NULL, or of a number that is none, is written with a backslash in it.
    private static bool IsWithout(ReadOnlySpan<byte> field, int backslash, byte[] text) =>
        field.Length == text.Length + 1 && field[..backslash].SequenceEqual(text.AsSpan(0, backslash))
        && field[(backslash + 1)..].SequenceEqual(text.AsSpan(backslash));
}
