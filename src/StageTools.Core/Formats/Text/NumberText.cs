namespace StageTools.Formats.Text;

/// <summary>Numbers and booleans as every format writes them: invariant, in full, the shortest text that reads back as the same value.</summary>
internal static class NumberText
{
    /// <summary>The most digits an integer may have: parsing takes time that grows with their square.</summary>
    public const int MostDigits = 10_000;

    // Twenty digits, 28 of them behind a point at most, with zeros before them.
    private const int MostFixed = 32;

    /// <summary>Writes the value if it is a number or a boolean; false, with nothing written, if it is neither.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryWrite(Utf8Buffer buffer, object value)
    {
        switch (value)
        {
            case double v: Write(buffer, v); break;
            case bool v: buffer.Append(v ? "true"u8 : "false"u8); break;
            case float v: WriteNarrow(buffer, v); break;
            case Half v: WriteNarrow(buffer, v); break;
            case decimal v: Write(buffer, v); break;
            case int or long or short or byte or uint or ulong or ushort or sbyte or Int128 or UInt128 or nint or nuint:
                buffer.AppendFormatted((IUtf8SpanFormattable)value);
                break;
            case SqlDecimal { IsNull: false } v: buffer.TryAppend(v.ToString()); break;
            case BigInteger v: buffer.TryAppend(v.ToString(CultureInfo.InvariantCulture)); break;
            default: return false;
        }

        return true;
    }

    /// <summary>Writes a double: the shortest text that reads back as it, and of those the nearest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(Utf8Buffer buffer, double value)
    {
        if (ShortestDouble.TryFind(Math.Abs(value), out var digits, out var decimals))
            Write(buffer, double.IsNegative(value), digits, decimals);
        else
            buffer.AppendFormatted(value);
    }

    /// <summary>Writes a decimal, with all of its decimals.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(Utf8Buffer buffer, decimal value)
    {
        Span<int> parts = stackalloc int[4];
        _ = decimal.GetBits(value, parts);
        var digits = ((ulong)(uint)parts[1] << 32) | (uint)parts[0];
        if (parts[2] == 0 && digits != 0)
            Write(buffer, parts[3] < 0, digits, value.Scale);
        else
            buffer.AppendFormatted(value);
    }

    /// <summary>Whether the value is NaN.</summary>
    public static bool IsNaN(object value) => value is double.NaN or float.NaN || (value is Half half && Half.IsNaN(half));

    /// <summary>Whether the value is a floating-point number that is none: NaN or an infinity.</summary>
    public static bool IsNotFinite(object value) =>
        !(value is double v ? double.IsFinite(v) : value is float f ? float.IsFinite(f) : value is not Half h || Half.IsFinite(h));

    /// <summary>Whether the value has more digits than a reader takes.</summary>
    // 10,000 digits need 33,220 bits; a few digits more are still read as what they are.
    public static bool IsTooLong(object value) => value is BigInteger v && v.GetBitLength() > 33_215;

    /// <summary>Writes a float or a Half.</summary>
    // float says 1E+10 where double says 10000000000: the digits are float's, the notation is double's, since readers know double only.
    public static void WriteNarrow<T>(Utf8Buffer buffer, T value)
        where T : IUtf8SpanFormattable
    {
        var start = buffer.Length;
        buffer.AppendFormatted(value);
        if (!buffer.Written[start..].Contains((byte)'E'))
            return;
        var wide = double.Parse(buffer.Written[start..], CultureInfo.InvariantCulture);
        buffer.Truncate(start);
        buffer.AppendFormatted(wide);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Write(Utf8Buffer buffer, bool isNegative, ulong digits, int decimals)
    {
        Span<byte> text = stackalloc byte[MostFixed];
        var at = text.Length;
        for (var place = 0; place <= decimals || digits > 0; place++)
        {
            if (place == decimals && place > 0)
                text[--at] = (byte)'.';

            (digits, var digit) = Math.DivRem(digits, 10);
            text[--at] = (byte)('0' + digit);
        }

        if (isNegative)
            text[--at] = (byte)'-';

        buffer.Append(text[at..]);
    }
}
