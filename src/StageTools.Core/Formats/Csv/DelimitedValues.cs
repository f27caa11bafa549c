namespace StageTools.Formats.Csv;

/// <summary>Gives the values of a CSV or TSV record their text or type.</summary>
/// <exception cref="DecoderFallbackException">Bytes that are not UTF-8.</exception>
internal sealed class DelimitedValues(DelimitedLayout layout, RowReadOptions options)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _nullText = Encoding.UTF8.GetBytes(layout.NullText);
    private readonly byte[] _quote = Encoding.UTF8.GetBytes([layout.Quote]);
    private readonly byte[] _nanText = layout.NanText is "NaN" ? [] : Encoding.UTF8.GetBytes(layout.NanText);
    private readonly IReadOnlyList<byte[]> _marks = layout.Ends.FirstCharacters;
    private readonly object? _empty = layout.EmptyIsNull ? null : "";
    private readonly byte? _escape = layout.Escape == layout.Quote ? null : (byte)layout.Escape;
    private readonly bool _tsv = layout.IsTsv;
    private readonly bool _marksNulls = layout.IsTsv || layout.QuotedNulls;
    private readonly Utf8Buffer _unescaped = new();

    /// <summary>What nothing at all stands for.</summary>
    public object? Empty => _empty;

    /// <summary>The value; null for NULL, and what stands for it where somebody took the text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public object? Value(ReadOnlySpan<byte> record, DelimitedField field, int column)
    {
        var bytes = record.Slice(field.Start, field.Length);
        if (field.Form is FieldForm.Bare && bytes.IsEmpty)
            return _empty;
        if ((field.Form is FieldForm.Bare || _marksNulls) && bytes.SequenceEqual(_nullText))
            return null;
        if (options.Cells is { } cells && field.Form is not FieldForm.Escaped && !bytes.SequenceEqual(_nanText)
            && cells.TryTake(column, bytes, field.Form is FieldForm.Bare))
        {
            return ITextCells.Taken;
        }

        return field.Form is FieldForm.Bare && !options.AsText ? Bare(bytes) : AnyText(bytes, field.Form);
    }

    /// <summary>The text, whatever it looks like.</summary>
    public string Text(ReadOnlySpan<byte> record, DelimitedField field) => Text(record.Slice(field.Start, field.Length), field.Form);

    private object Bare(ReadOnlySpan<byte> bytes)
    {
        if (CanonicalText.Infer(bytes, options.InferTypes) is { } typed)
            return typed;
        return bytes.SequenceEqual(_nanText) ? double.NaN : AnyText(bytes, FieldForm.Bare);
    }

    private object AnyText(ReadOnlySpan<byte> bytes, FieldForm form)
    {
        if (!options.LongTexts || bytes.Length < LongText.Least || !Utf8.IsValid(bytes))
            return Text(bytes, form);
        if (form is not FieldForm.Escaped)
            return LongText.Of(bytes);
        var text = LongText.WithRoom(bytes.Length);
        text.Length = Unescape(bytes, text.Room);
        return text;
    }

    private string Text(ReadOnlySpan<byte> bytes, FieldForm form)
    {
        if (bytes.IsEmpty)
            return "";
        if (form is not FieldForm.Escaped)
            return Strict.GetString(bytes);
        var room = _unescaped.Reserve(bytes.Length);
        return Strict.GetString(room[..Unescape(bytes, room)]);
    }

    /// <summary>Writes a text without its escapes, which is not longer; how many bytes it has.</summary>
    private int Unescape(ReadOnlySpan<byte> bytes, Span<byte> to)
    {
        var left = _tsv ? UnescapeBackslashes(bytes, to) : UnescapeQuotes(bytes, to);
        return to.Length - left.Length;
    }

    // The first of two quotes goes; so does an escape, whatever stands behind it.
    private Span<byte> UnescapeQuotes(ReadOnlySpan<byte> bytes, Span<byte> to)
    {
        while (true)
        {
            var quote = bytes.IndexOf(_quote);
            var escape = _escape is { } character ? bytes[..(quote < 0 ? bytes.Length : quote)].IndexOf(character) : -1;
            if (escape >= 0)
            {
                to = Append(bytes[..escape], to);
                to = Append(bytes.Slice(escape + 1, 1), to);
                bytes = bytes[(escape + 2)..];
            }
            else if (quote >= 0)
            {
                to = Append(bytes[..(quote + _quote.Length)], to);
                bytes = bytes[(quote + (2 * _quote.Length))..];
            }
            else
            {
                return Append(bytes, to);
            }
        }
    }

    private Span<byte> UnescapeBackslashes(ReadOnlySpan<byte> bytes, Span<byte> to)
    {
        var rest = bytes;
        for (int at; (at = rest.IndexOf((byte)'\\')) >= 0; rest = rest[(at + 2)..])
        {
            to = Append(rest[..at], to);
            var letter = TsvRowWriter.Letters.IndexOf(rest[at + 1]);
            var meant = letter >= 0 ? TsvRowWriter.Escaped[letter] : rest[at + 1];
            if (meant == rest[at + 1] && !IsEscaped(rest[(at + 1)..]) && !IsToldFromNull(bytes, bytes.Length - rest.Length + at))
                to = Append("\\"u8, to);
            to = Append([meant], to);
        }

        return Append(rest, to);
    }

    private static Span<byte> Append(scoped ReadOnlySpan<byte> bytes, Span<byte> to)
    {
        bytes.CopyTo(to);
        return to[bytes.Length..];
    }

    // What a value cannot hold bare, or not at its beginning. Before all else a backslash is a character like any other.
    private bool IsEscaped(ReadOnlySpan<byte> behind) =>
        behind[0] is (byte)'\\' or < (byte)' ' || behind.StartsWith(_marks[0]) || behind.StartsWith(_marks[1]) || behind.StartsWith("\uFEFF"u8);

    // A text that is the same as that of NULL, or of a number that is none, is written with a backslash in it.
    private bool IsToldFromNull(ReadOnlySpan<byte> bytes, int backslash)
    {
        return IsWithout(bytes, _nullText) || IsWithout(bytes, _nanText);

        bool IsWithout(ReadOnlySpan<byte> written, byte[] text) =>
            written.Length == text.Length + 1 && written[..backslash].SequenceEqual(text.AsSpan(0, backslash))
            && written[(backslash + 1)..].SequenceEqual(text.AsSpan(backslash));
    }
}
