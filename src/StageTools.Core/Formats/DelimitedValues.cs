using System.Text;

namespace StageTools.Formats;

/// <summary>Gives the values of a CSV or TSV record their text or type.</summary>
/// <exception cref="DecoderFallbackException">Bytes that are not UTF-8.</exception>
internal sealed class DelimitedValues(DelimitedLayout layout, RowReadOptions options)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _nullText = Encoding.UTF8.GetBytes(layout.NullText);
    private readonly byte[] _quote = Encoding.UTF8.GetBytes([layout.Quote]);
    private readonly bool _tsv = layout.Format is RowFormat.Tsv;
    private readonly Utf8Buffer _unescaped = new();

    /// <summary>The value; null for NULL.</summary>
    public object? Value(ReadOnlySpan<byte> record, DelimitedField field)
    {
        var bytes = record.Slice(field.Start, field.Length);
        if ((field.Form is FieldForm.Bare || _tsv) && bytes.SequenceEqual(_nullText))
            return null;
        if (field.Form is FieldForm.Bare && !options.AsText && CanonicalText.Infer(bytes, options.InferTypes) is { } typed)
            return typed;
        return Text(bytes, field.Form);
    }

    /// <summary>The text, whatever it looks like.</summary>
    public string Text(ReadOnlySpan<byte> record, DelimitedField field) => Text(record.Slice(field.Start, field.Length), field.Form);

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

    private void UnescapeQuotes(ReadOnlySpan<byte> bytes)
    {
        for (int at; (at = bytes.IndexOf(_quote)) >= 0; bytes = bytes[(at + (2 * _quote.Length))..])
            _unescaped.Append(bytes[..(at + _quote.Length)]);
        _unescaped.Append(bytes);
    }

    // A character without a meaning of its own stands for itself, as MySQL and PostgreSQL read it; of a longer one this is the first byte.
    private void UnescapeBackslashes(ReadOnlySpan<byte> bytes)
    {
        for (int at; (at = bytes.IndexOf((byte)'\\')) >= 0; bytes = bytes[(at + 2)..])
        {
            _unescaped.Append(bytes[..at]);
            _unescaped.Append(bytes[at + 1] switch
            {
                (byte)'0' => (byte)'\0',
                (byte)'b' => (byte)'\b',
                (byte)'t' => (byte)'\t',
                (byte)'n' => (byte)'\n',
                (byte)'f' => (byte)'\f',
                (byte)'r' => (byte)'\r',
                var other => other,
            });
        }

        _unescaped.Append(bytes);
    }
}
