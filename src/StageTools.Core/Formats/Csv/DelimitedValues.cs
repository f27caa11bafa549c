namespace StageTools.Formats.Csv;

/// <summary>Gives the values of a CSV or TSV record their text or type.</summary>
/// <exception cref="DecoderFallbackException">Bytes that are not UTF-8.</exception>
internal sealed class DelimitedValues(DelimitedLayout layout, RowReadOptions options)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _nullText = layout.NullBytes();
    private readonly byte[] _quote = Encoding.UTF8.GetBytes([layout.Quote]);
    private readonly byte[] _nanText = layout.OtherNanBytes();
    private readonly object? _empty = layout.EmptyIsNull ? null : "";
    private readonly byte? _escape = layout.Escape == layout.Quote ? null : (byte)layout.Escape;
    private readonly TsvEscapes? _tsvEscapes = layout.IsTsv ? new TsvEscapes(layout) : null;
    private readonly bool _marksNulls = layout.IsTsv || layout.QuotedNulls;

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
        text.Length = _tsvEscapes is null
            ? TextPieces.CopyTo(new QuotedPieces(bytes, _quote, _escape), text.Room)
            : TextPieces.CopyTo(new BackslashPieces(bytes, _tsvEscapes), text.Room);
        return text;
    }

    private string Text(ReadOnlySpan<byte> bytes, FieldForm form)
    {
        if (bytes.IsEmpty)
            return "";
        if (form is not FieldForm.Escaped)
            return Strict.GetString(bytes);

        // What is put together without an escape may be UTF-8 where the file is none.
        _ = Strict.GetCharCount(bytes);
        return _tsvEscapes is null
            ? TextPieces.ToText(new QuotedPieces(bytes, _quote, _escape), bytes.Length)
            : TextPieces.ToText(new BackslashPieces(bytes, _tsvEscapes), bytes.Length);
    }
}
