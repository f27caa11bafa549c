using System.Buffers;
using System.Text;
using System.Text.Unicode;
using StageTools.Formats.Options;
using StageTools.Formats.Text;

namespace StageTools.Formats.Csv;

/// <summary>What CSV and TSV have in common: bare numbers and moments, everything else as text.</summary>
internal abstract class DelimitedRowWriter : RowWriter
{
    private static readonly SearchValues<byte> Whole = SearchValues.Create("-0123456789"u8);

    private readonly byte[] _recordDelimiter;
    private readonly byte[] _recordStart;
    private readonly bool[] _forced;
    private readonly bool _mayBreakNumbers;
    private readonly Utf8Buffer _text = new();
    private readonly DelimitedValueWriter _values;

    protected DelimitedRowWriter(
        DelimitedLayout layout, IBufferWriter<byte> output, IReadOnlyList<string> columns, Func<object, object?>? convert)
        : base(output, columns, layout.BinaryFormat, convert)
    {
        Layout = layout;
        Ends = layout.Ends;
        _recordDelimiter = Encoding.UTF8.GetBytes(layout.RecordDelimiter);
        _recordStart = Encoding.UTF8.GetBytes(layout.RecordStart);
        NullBytes = Encoding.UTF8.GetBytes(layout.NullText);
        NanBytes = Encoding.UTF8.GetBytes(layout.NanText);
        _forced = [.. columns.Select(name => layout.ForceQuoteAll || layout.ForceQuoteColumns?.Contains(name) is true)];
        _mayBreakNumbers = Ends.MayBreakNumbers;
        _values = new DelimitedValueWriter(this);
    }

    protected DelimitedLayout Layout { get; }

    /// <summary>What ends values and records.</summary>
    protected DelimitedEnds Ends { get; }

    protected byte[] NullBytes { get; }

    protected byte[] NanBytes { get; }

    /// <summary>Whether every value of this column is enclosed.</summary>
    protected bool IsForced => _forced[Column];

    public sealed override void Begin()
    {
        if (!Layout.Header || Columns.Count == 0)
            return;
        OpenRow();
        for (var column = 0; column < Columns.Count; column++)
        {
            if (column > 0)
                Buffer.Append(Ends.Delimiter);
            _text.Truncate(0);
            if (!_text.TryAppend(Columns[column]))
                throw RefusedName(Columns[column]);
            WriteName(_text.Written);
        }

        Buffer.Append(_recordDelimiter);
        Buffer.MoveTo(Output);
    }

    /// <summary>Writes a column's name.</summary>
    protected abstract void WriteName(ReadOnlySpan<byte> utf8);

    /// <summary>Writes a text value that is valid UTF-8.</summary>
    protected abstract void WriteValid(ReadOnlySpan<byte> utf8);

    /// <summary>Writes the text of bytes, which is ASCII.</summary>
    protected virtual void WriteBytes(string text) => WriteText(text);

    /// <summary>Encloses what was written from here on and needs no escape.</summary>
    protected abstract void Enclose(int start);

    private protected sealed override void OpenRow() => Buffer.Append(_recordStart);

    private protected sealed override void OpenValue()
    {
        if (Column == 0)
            return;
        if (Ends.Delimiter.Length == 1)
            Buffer.Append(Ends.Delimiter[0]);
        else
            Buffer.Append(Ends.Delimiter);
    }

    private protected sealed override void CloseRow() => Buffer.Append(_recordDelimiter);

    private protected sealed override void WriteNull() => Buffer.Append(NullBytes);

    private protected sealed override void WriteNumber(long value)
    {
        var start = Buffer.Length;
        Buffer.AppendFormatted(value);
        CloseNumber(start);
    }

    private protected sealed override void WriteNumber(double value)
    {
        var start = Buffer.Length;
        if (double.IsNaN(value))
            Buffer.Append(NanBytes);
        else
            NumberText.Write(Buffer, value);
        CloseFloating(start);
    }

    private protected sealed override void WriteNumber(float value)
    {
        var start = Buffer.Length;
        if (float.IsNaN(value))
            Buffer.Append(NanBytes);
        else
            NumberText.WriteNarrow(Buffer, value);
        CloseFloating(start);
    }

    private protected sealed override void WriteNumber(decimal value)
    {
        var start = Buffer.Length;
        Buffer.AppendFormatted(value);
        CloseNumber(start);
    }

    private protected sealed override void WriteTruth(bool value)
    {
        var start = Buffer.Length;
        Buffer.Append(value ? "true"u8 : "false"u8);
        CloseNumber(start);
    }

    private protected sealed override void WriteText(ReadOnlySpan<char> text)
    {
        _text.Truncate(0);
        if (!_text.TryAppend(text))
            throw RefusedSurrogate();
        WriteValid(_text.Written);
    }

    private protected sealed override void WriteUtf8(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
            throw Refused(NotUtf8);
        WriteValid(utf8);
    }

    private protected sealed override void WriteValue(object value) => _values.Write(value);

    // Databend tells them from integers.
    private void CloseFloating(int start)
    {
        if (Layout.IsDatabends && Buffer.Written[start..].IndexOfAnyExcept(Whole) < 0)
            Buffer.Append(".0"u8);
        CloseNumber(start);
    }

    private void CloseNumber(int start)
    {
        if (_mayBreakNumbers && Ends.Breaks(Buffer.Written[start..]))
            WriteText(TakeBack(start));
        else if (IsForced)
            Enclose(start);
    }

    private string TakeBack(int start)
    {
        var text = Encoding.UTF8.GetString(Buffer.Written[start..]);
        Buffer.Truncate(start);
        return text;
    }

    /// <summary>The values that are neither the commonest numbers nor text.</summary>
    private sealed class DelimitedValueWriter(DelimitedRowWriter row)
    {
        private readonly Utf8Buffer _nested = new();

        public void Write(object value)
        {
            if (!TryWriteKnown(value))
                WriteConverted(value);
        }

        private bool TryWriteKnown(object value)
        {
            if (value is string text)
            {
                row.WriteText(text);
                return true;
            }

            if (NumberText.IsTooLong(value))
                throw row.Refused($"an integer of more than {NumberText.MostDigits} digits cannot be read back; export it as text");
            var start = row.Buffer.Length;
            if (NumberText.IsNaN(value))
                row.Buffer.Append(row.NanBytes);
            else if (!MomentText.TryWrite(row.Buffer, value) && !NumberText.TryWrite(row.Buffer, value))
                return TryWriteAsText(value);
            row.CloseNumber(start);
            return true;
        }

        private bool TryWriteAsText(object value)
        {
            if (OtherValue.IsNull(value))
                row.WriteNull();
            else if (OtherValue.Of(value) is { } text)
                row.WriteText(text);
            else if (OtherValue.TryBytes(value, out var bytes))
                row.WriteBytes(OtherValue.Encoded(bytes, row.Layout.BinaryFormat));
            else if (OtherValue.IsStructure(value))
                WriteJson(value);
            else
                return false;
            return true;
        }

        private void WriteConverted(object value)
        {
            var other = row.Convert is null ? value : row.Convert(value);
            if (other is null)
                row.WriteNull();
            else if (ReferenceEquals(other, value) || !TryWriteKnown(other))
                WriteUnknown(other);
        }

        private void WriteUnknown(object value)
        {
            if (value is System.Collections.IEnumerable)
                WriteJson(value);
            else
                row.WriteText(OtherValue.Invariant(value));
        }

        private void WriteJson(object value)
        {
            _nested.Truncate(0);
            row.Json.WriteStructure(_nested, value);
            row.WriteValid(_nested.Written);
        }
    }
}
