namespace StageTools.Rows;

/// <summary>A column of a batch. The commonest values lie in it as they are, without an object for each; one of another kind is held as exactly, so
/// nothing is lost where a database keeps to no type.</summary>
/// <param name="batch">The batch, which counts what it holds.</param>
internal sealed class RowBatchColumn(RowBatch batch)
{
    private const int FirstSize = 64;

    // A decimal: 56 bits of digits, seven of scale, one of sign.
    private const int ScaleAt = 56;
    private const int ScaleMask = 0x7F;

    // In place of where a text begins: it is a long one, which lies by itself.
    private const long Apart = -1;

    private static readonly object True = true;
    private static readonly object False = false;

    private CellKind[] _kinds = [];

    // The number; of a decimal its digits below its scale and sign; of a text where it begins and how long it is.
    private long[] _bits = [];
    private object?[] _objects = [];

    // Pinned: databases take texts from where they are.
    private byte[] _text = [];
    private int _textLength;
    private bool _hasLong;

    /// <summary>What a row holds; nothing was put into one that holds NULL.</summary>
    public CellKind KindOf(int row) => (uint)row < (uint)_kinds.Length ? _kinds[row] : CellKind.Null;

    public long Int64(int row) => _bits[row];

    public double Double(int row) => BitConverter.Int64BitsToDouble(_bits[row]);

    public bool Boolean(int row) => _bits[row] != 0;

    public DateOnly Date(int row) => DateOnly.FromDayNumber((int)_bits[row]);

    public DateTime Timestamp(int row) => new(_bits[row]);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public decimal Decimal(int row)
    {
        var bits = _bits[row];
        return new decimal((int)bits, (int)(bits >> 32) & 0xFF_FFFF, hi: 0, bits < 0, (byte)((bits >> ScaleAt) & ScaleMask));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ReadOnlySpan<byte> Text(int row) => _bits[row] is not Apart and var bits ? _text.AsSpan((int)(bits >> 32), (int)bits) : Long(row)!.Utf8;

    /// <summary>Where a text lies, as long as no other is added to the column.</summary>
    public unsafe nint TextAddress(int row) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Text(row)));

    /// <summary>A text that is a long one; null of any other value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public LongText? Long(int row) => _hasLong && KindOf(row) is CellKind.Text && _bits[row] == Apart ? (LongText)_objects[row]! : null;

    public object Object(int row) => _objects[row]!;

    /// <summary>The value whatever its kind: a text is a string then.</summary>
    public object? Value(int row) => KindOf(row) switch
    {
        CellKind.Null => null,
        CellKind.Int64 => Int64(row),
        CellKind.Double => Double(row),
        CellKind.Boolean => Boolean(row) ? True : False,
        CellKind.Decimal => Decimal(row),
        CellKind.Date => Date(row),
        CellKind.Timestamp => Timestamp(row),
        CellKind.Text => Encoding.UTF8.GetString(Text(row)),
        _ => Object(row),
    };

    /// <summary>How much room a value takes, roughly, in bytes.</summary>
    public int SizeOf(int row) => KindOf(row) switch
    {
        CellKind.Null => 1,
        CellKind.Text => Text(row).Length,
        CellKind.Object => SizeOf(Object(row)),
        _ => sizeof(long),
    };

    public void SetInt64(int row, long value) => Set(row, CellKind.Int64, value);

    public void SetDouble(int row, double value) => Set(row, CellKind.Double, BitConverter.DoubleToInt64Bits(value));

    public void SetBoolean(int row, bool value) => Set(row, CellKind.Boolean, value ? 1 : 0);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SetDate(int row, DateOnly value) => Set(row, CellKind.Date, value.DayNumber);

    /// <summary>Takes a moment of no time zone.</summary>
    public void SetTimestamp(int row, DateTime value) => Set(row, CellKind.Timestamp, value.Ticks);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SetDecimal(int row, decimal value)
    {
        Span<int> parts = stackalloc int[4];
        _ = decimal.GetBits(value, parts);
        if (parts[2] != 0 || (uint)parts[1] > 0xFF_FFFF)
        {
            SetObject(row, value);
            return;
        }

        // The scale stands in the bits from 16 on, the sign is the last.
        var (digits, flags) = (((long)parts[1] << 32) | (uint)parts[0], (uint)parts[3]);
        Set(row, CellKind.Decimal, digits | ((long)((flags >> 16) & ScaleMask) << ScaleAt) | ((long)(flags >> 31) << 63));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void SetText(int row, ReadOnlySpan<byte> text)
    {
        if (text.Length >= LongText.Least)
        {
            SetText(row, LongText.Of(text));
            return;
        }

        if (text.Length > _text.Length - _textLength)
            GrowText(text.Length);

        text.CopyTo(_text.AsSpan(_textLength));
        Set(row, CellKind.Text, ((long)_textLength << 32) | (uint)text.Length);
        _textLength += text.Length;
        batch.Length += text.Length;
    }

    /// <summary>Takes a text that is a long one, and frees it when the batch is released.</summary>
    public void SetText(int row, LongText text)
    {
        SetObject(row, text);
        (_kinds[row], _bits[row], _hasLong) = (CellKind.Text, Apart, true);
        batch.Length += text.Length;
    }

    /// <summary>Takes a value of any type; null is NULL.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Set(int row, object? value)
    {
        switch (value)
        {
            case null: return;
            case long number: SetInt64(row, number); return;
            case double number: SetDouble(row, number); return;
            case bool truth: SetBoolean(row, truth); return;
            case LongText text: SetText(row, text); return;
        }

        SetObject(row, value);
        if (value is not ValueType)
            batch.Length += SizeOf(value);
    }

    /// <summary>Makes the value of the last row NULL; a text gives its room back.</summary>
    public void Forget(int row)
    {
        if (Long(row) is { } text)
        {
            batch.Length -= text.Length;
            text.Free();
            _objects[row] = null;
        }
        else if (KindOf(row) is CellKind.Text)
        {
            batch.Length -= (int)_bits[row];
            _textLength = (int)(_bits[row] >> 32);
        }

        if (row < _kinds.Length)
            _kinds[row] = CellKind.Null;
    }

    /// <summary>Forgets the values.</summary>
    /// <param name="mostKept">How much memory for texts is kept.</param>
    public void Clear(int mostKept)
    {
        for (var row = 0; _hasLong && row < _objects.Length; row++)
            Long(row)?.Free();

        _hasLong = false;
        Array.Clear(_kinds);
        Array.Clear(_objects);
        _textLength = 0;
        if (_text.Length > mostKept)
            _text = [];
    }

    private void SetObject(int row, object value)
    {
        Set(row, CellKind.Object, 0);
        if (row >= _objects.Length)
            Array.Resize(ref _objects, _kinds.Length);

        _objects[row] = value;
    }

    private void GrowText(int more)
    {
        var length = (int)Math.Min(Math.Max(_text.Length * 2L, checked(_textLength + more)), Array.MaxLength);
        var larger = GC.AllocateUninitializedArray<byte>(length, pinned: true);
        _text.AsSpan(0, _textLength).CopyTo(larger);
        _text = larger;
    }

    private static int SizeOf(object? value) => value switch
    {
        null => 1,
        string text => text.Length,
        byte[] bytes => bytes.Length,
        IReadOnlyCollection<object?> items => items.Sum(SizeOf),
        IEnumerable<KeyValuePair<string, object?>> fields => fields.Sum(static f => SizeOf(f.Value)),
        _ => sizeof(long),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Set(int row, CellKind kind, long bits)
    {
        if (row >= _kinds.Length)
        {
            Array.Resize(ref _kinds, Math.Max(Math.Max(_kinds.Length * 2, row + 1), FirstSize));
            Array.Resize(ref _bits, _kinds.Length);
        }

        (_kinds[row], _bits[row]) = (kind, bits);
    }
}
