namespace StageTools.Formats.Text;

/// <summary>Numbers and booleans as every format writes them: invariant, in full, the shortest text that reads back as the same value.</summary>
internal static class NumberText
{
    /// <summary>The most digits an integer may have: parsing takes time that grows with their square.</summary>
    public const int MostDigits = 10_000;

    /// <summary>Writes the value if it is a number or a boolean; false, with nothing written, if it is neither.</summary>
    public static bool TryWrite(Utf8Buffer buffer, object value)
    {
        switch (value)
        {
            case double v: Write(buffer, v); break;
            case bool v: buffer.Append(v ? "true"u8 : "false"u8); break;
            case float v: WriteNarrow(buffer, v); break;
            case Half v: WriteNarrow(buffer, v); break;
            case int or long or decimal or short or byte or uint or ulong or ushort or sbyte or Int128 or UInt128 or nint or nuint:
                buffer.AppendFormatted((IUtf8SpanFormattable)value);
                break;
            case SqlDecimal { IsNull: false } v: buffer.TryAppend(v.ToString()); break;
            case BigInteger v: buffer.TryAppend(v.ToString(CultureInfo.InvariantCulture)); break;
            default: return false;
        }

        return true;
    }

    /// <summary>Writes a double: most of them, those with few decimals, in a quicker way to the same text.</summary>
    public static void Write(Utf8Buffer buffer, double value)
    {
        if (!PlainDouble.TryWrite(buffer, value))
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
}

/// <summary>The doubles that most tables hold, whole numbers and those of up to six decimals, written without the general way's long
/// division.</summary>
/// <remarks>A decimal number of at most 15 digits is the only one of so few digits that reads as its double, so it is the shortest: the text is the
/// same that .NET writes.</remarks>
internal static class PlainDouble
{
    private const double Limit = 1e9;
    private const double Least = 1e-4;
    private const int Decimals = 6;
    private const double Scale = 1e6;

    /// <summary>Writes the number; false, with nothing written, where the general way is wanted.</summary>
    public static bool TryWrite(Utf8Buffer buffer, double value)
    {
        var size = Math.Abs(value);
        if (!(size is >= Least and < Limit))
            return false;
        var scaled = (long)((size * Scale) + 0.5);
        if (scaled / Scale != size)
            return false;
        var whole = Math.DivRem(scaled, (long)Scale, out var fraction);
        if (value < 0)
            buffer.Append((byte)'-');
        buffer.AppendFormatted(whole);
        if (fraction != 0)
            WriteFraction(buffer, (int)fraction);
        return true;
    }

    private static void WriteFraction(Utf8Buffer buffer, int fraction)
    {
        var text = buffer.Reserve(Decimals + 1);
        text[0] = (byte)'.';
        for (var place = Decimals; place > 0; place--)
        {
            text[place] = (byte)('0' + (fraction % 10));
            fraction /= 10;
        }

        var length = Decimals + 1;
        while (text[length - 1] == (byte)'0')
            length--;
        buffer.Advance(length);
    }
}
