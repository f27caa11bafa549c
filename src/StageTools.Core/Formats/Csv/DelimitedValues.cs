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

    private object AnyText(ReadOnlySpan<byte> bytes, FieldForm form) =>
        options.LongTexts && bytes.Length >= LongText.Least && form is not FieldForm.Escaped && Utf8.IsValid(bytes)
            ? LongText.Of(bytes)
            : Text(bytes, form);

    private string Text(ReadOnlySpan<byte> bytes, FieldForm form)
    {
        if (bytes.IsEmpty)
            return "";
        if (form is not FieldForm.Escaped)
            return Strict.GetString(bytes);
        _unescaped.Truncate(0);
        if (_tsv)
            UnescapeBackslashes(bytes);
        else
            UnescapeQuotes(bytes);
        return Strict.GetString(_unescaped.Written);
    }

    // The first of two quotes goes; so does an escape, whatever stands behind it.
    private void UnescapeQuotes(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            var quote = bytes.IndexOf(_quote);
            var escape = _escape is { } character ? bytes[..(quote < 0 ? bytes.Length : quote)].IndexOf(character) : -1;
            if (escape >= 0)
            {
                _unescaped.Append(bytes[..escape]);
                _unescaped.Append(bytes[escape + 1]);
                bytes = bytes[(escape + 2)..];
            }
            else if (quote >= 0)
            {
                _unescaped.Append(bytes[..(quote + _quote.Length)]);
                bytes = bytes[(quote + (2 * _quote.Length))..];
            }
            else
            {
                _unescaped.Append(bytes);
                return;
            }
        }
    }

    private void UnescapeBackslashes(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes;
        for (int at; (at = rest.IndexOf((byte)'\\')) >= 0; rest = rest[(at + 2)..])
        {
            _unescaped.Append(rest[..at]);
            var letter = TsvRowWriter.Letters.IndexOf(rest[at + 1]);
            var meant = letter >= 0 ? TsvRowWriter.Escaped[letter] : rest[at + 1];
            if (meant == rest[at + 1] && !IsEscaped(rest[(at + 1)..]) && !IsToldFromNull(bytes, bytes.Length - rest.Length + at))
                _unescaped.Append((byte)'\\');
            _unescaped.Append(meant);
        }

        _unescaped.Append(rest);
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
