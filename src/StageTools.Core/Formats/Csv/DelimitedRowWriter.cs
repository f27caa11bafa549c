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
    private readonly Utf8Buffer _nested = new();
    private int _start;

    protected DelimitedRowWriter(DelimitedLayout layout, IBufferWriter<byte> output, IReadOnlyList<string> columns)
        : base(output, columns, layout.BinaryFormat)
    {
        Layout = layout;
        Ends = layout.Ends;
        _recordDelimiter = Encoding.UTF8.GetBytes(layout.RecordDelimiter);
        _recordStart = Encoding.UTF8.GetBytes(layout.RecordStart);
        NullBytes = layout.NullBytes();
        NanBytes = Encoding.UTF8.GetBytes(layout.NanText);
        _forced = [.. columns.Select(name => layout.ForceQuoteAll || layout.ForceQuoteColumns?.Contains(name) is true)];
        _mayBreakNumbers = Ends.MayBreakNumbers;
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected sealed override void OpenValue()
    {
        if (Column > 0 && Ends.Delimiter.Length == 1)
            Buffer.Append(Ends.Delimiter[0]);
        else if (Column > 0)
            Buffer.Append(Ends.Delimiter);
        _start = Buffer.Length;
    }

    private protected sealed override void CloseRow() => Buffer.Append(_recordDelimiter);

    private protected sealed override void WriteNull() => Buffer.Append(NullBytes);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected sealed override void WriteNumber(double value)
    {
        if (double.IsNaN(value))
            Buffer.Append(NanBytes);
        else
            NumberText.Write(Buffer, value);
        CloseFloating();
    }

    private protected sealed override void WriteNumber(float value)
    {
        if (float.IsNaN(value))
            Buffer.Append(NanBytes);
        else
            NumberText.WriteNarrow(Buffer, value);
        CloseFloating();
    }

    private protected sealed override void WriteText(ReadOnlySpan<char> text)
    {
        _text.Truncate(0);
        if (!_text.TryAppend(text))
            throw RefusedSurrogate();
        WriteValid(_text.Written);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected sealed override void WriteUtf8(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
            throw Refused(NotUtf8);
        WriteValid(utf8);
    }

    // What is neither one of the commonest values nor text.
    private protected sealed override void WriteValue(object value)
    {
        if (NumberText.IsTooLong(value))
            throw Refused($"an integer of more than {NumberText.MostDigits} digits cannot be read back; export it as text");

        if (NumberText.IsNaN(value))
        {
            Buffer.Append(NanBytes);
            CloseNumber();
        }
        else if (MomentText.TryWrite(Buffer, value) || NumberText.TryWrite(Buffer, value))
        {
            CloseNumber();
        }
        else if (OtherValue.IsNull(value))
        {
            WriteNull();
        }
        else if (OtherValue.TryBytes(value, out var bytes))
        {
            WriteBytes(OtherValue.Encoded(bytes, Layout.BinaryFormat));
        }
        else if (value is IEnumerable)
        {
            _nested.Truncate(0);
            Json.WriteStructure(_nested, value);
            WriteValid(_nested.Written);
        }
        else
        {
            WriteText(OtherValue.Invariant(value));
        }
    }

    // Databend tells them from integers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CloseFloating()
    {
        if (Layout.IsDatabends && Buffer.Written[_start..].IndexOfAnyExcept(Whole) < 0)
            Buffer.Append(".0"u8);
        CloseNumber();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected sealed override void CloseNumber()
    {
        if (_mayBreakNumbers && Ends.Breaks(Buffer.Written[_start..]))
            WriteText(TakeBack());
        else if (IsForced)
            Enclose(_start);
    }

    private string TakeBack()
    {
        var text = Encoding.UTF8.GetString(Buffer.Written[_start..]);
        Buffer.Truncate(_start);
        return text;
    }
}
