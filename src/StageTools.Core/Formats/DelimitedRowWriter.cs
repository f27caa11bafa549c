using System.Buffers;
using System.Text;

namespace StageTools.Formats;

/// <summary>What CSV and TSV have in common: bare numbers and moments, everything else as text.</summary>
internal abstract class DelimitedRowWriter : BufferedRowWriter
{
    private readonly byte[] _delimiter;
    private readonly byte[] _recordDelimiter;
    private readonly Utf8Buffer _nested = new();

    protected DelimitedRowWriter(
        DelimitedLayout layout, IBufferWriter<byte> output, IReadOnlyList<string> columns, Func<object, object?>? convert)
        : base(output, columns, convert)
    {
        Layout = layout;
        _delimiter = Encoding.UTF8.GetBytes([layout.Delimiter]);
        _recordDelimiter = Encoding.UTF8.GetBytes(layout.RecordDelimiter);
        NullBytes = Encoding.UTF8.GetBytes(layout.NullText);
    }

    protected DelimitedLayout Layout { get; }

    protected byte[] NullBytes { get; }

    public sealed override void Begin()
    {
        if (!Layout.Header || Columns.Count == 0)
            return;
        for (var column = 0; column < Columns.Count; column++)
        {
            if (column > 0)
                Buffer.Append(_delimiter);
            if (!TryWriteName(Columns[column]))
                throw RefusedName(Columns[column]);
        }

        Buffer.Append(_recordDelimiter);
        Buffer.MoveTo(Output);
    }

    public sealed override void End()
    {
        // Nothing stands after the last record.
    }

    /// <summary>Writes a column's name; false where half of a surrogate pair stands alone in it.</summary>
    protected abstract bool TryWriteName(string name);

    /// <summary>Writes a text value; false where half of a surrogate pair stands alone in it.</summary>
    protected abstract bool TryWriteText(ReadOnlySpan<char> text);

    protected sealed override void BeginRow()
    {
        // Nothing stands before the first value.
    }

    protected sealed override void EndRow() => Buffer.Append(_recordDelimiter);

    protected sealed override void WriteValue(int column, object? value)
    {
        if (column > 0)
            Buffer.Append(_delimiter);
        if (value is not null && !TryWriteKnown(value))
            WriteConverted(value);
        else if (value is null)
            Buffer.Append(NullBytes);
    }

    private bool TryWriteKnown(object value)
    {
        if (value is string text)
        {
            WriteText(text);
            return true;
        }

        if (NumberText.IsTooLong(value))
            throw Refused($"an integer of more than {NumberText.MostDigits} digits cannot be read back; export it as text");
        if (NumberText.TryWrite(Buffer, value))
            return true;
        var start = Buffer.Length;
        if (MomentText.TryWrite(Buffer, value))
        {
            // The one delimiter that stands in moments too.
            if (Layout.Delimiter is ':')
                WriteAgainAsText(start);
            return true;
        }

        return TryWriteAsText(value);
    }

    private bool TryWriteAsText(object value)
    {
        if (value is DBNull)
            Buffer.Append(NullBytes);
        else if (OtherValue.Of(value) is { } text)
            WriteText(text);
        else if (OtherValue.TryBytes(value, out var bytes))
            WriteText(System.Convert.ToHexString(bytes).ToLowerInvariant());
        else if (OtherValue.IsStructure(value))
            WriteJson(value);
        else
            return false;
        return true;
    }

    private void WriteConverted(object value)
    {
        var other = Convert is null ? value : Convert(value);
        if (other is null)
            Buffer.Append(NullBytes);
        else if (ReferenceEquals(other, value) || !TryWriteKnown(other))
            WriteUnknown(other);
    }

    private void WriteUnknown(object value)
    {
        if (value is System.Collections.IEnumerable)
            WriteJson(value);
        else
            WriteText(OtherValue.Invariant(value));
    }

    private void WriteJson(object value)
    {
        _nested.Truncate(0);
        Json.WriteStructure(_nested, value);
        WriteText(Encoding.UTF8.GetString(_nested.Written));
    }

    private void WriteAgainAsText(int start)
    {
        var text = Encoding.UTF8.GetString(Buffer.Written[start..]);
        Buffer.Truncate(start);
        WriteText(text);
    }

    private void WriteText(ReadOnlySpan<char> text)
    {
        if (!TryWriteText(text))
            throw RefusedSurrogate();
    }
}
