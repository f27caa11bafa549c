namespace StageTools.Formats.Options;

/// <summary>The rule that gives bare text a type: it becomes a value of a type only when that type would write exactly the same text.</summary>
/// <remarks>So nothing is lost by it: <c>007</c>, <c>+5</c>, <c>1e5</c> and <c>True</c> stay text, and whatever became a number prints as it
/// stood.</remarks>
internal static class CanonicalText
{
    // 38 digits, a sign, a point and the zero before it.
    private const int MostWideLength = 41;
    private const NumberStyles Fraction = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    private static readonly object True = true;
    private static readonly object False = false;
    private static readonly SearchValues<byte> WideCharacters = SearchValues.Create("-.0123456789"u8);
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);

    /// <summary>The value the text stands for; null where it is text and nothing else.</summary>
    /// <param name="text">UTF-8, as it stands in the file.</param>
    /// <param name="moments">Whether dates, times, durations and GUIDs count.</param>
    public static object? Infer(ReadOnlySpan<byte> text, bool moments)
    {
        if (text.IsEmpty)
            return null;
        object? value = text[0] switch
        {
            (byte)'t' => text.SequenceEqual("true"u8) ? True : null,
            (byte)'f' => text.SequenceEqual("false"u8) ? False : null,
            (byte)'-' or (>= (byte)'0' and <= (byte)'9') => Number(text),
            (byte)'N' => text.SequenceEqual("NaN"u8) ? double.NaN : null,
            (byte)'I' => text.SequenceEqual("Infinity"u8) ? double.PositiveInfinity : null,
            _ => null,
        };
        return value is null && moments ? CanonicalMoment.Infer(text) : value;
    }

    /// <summary>The number whose own text this is: long, else BigInteger, else double, else decimal, else SqlDecimal, else null.</summary>
    public static object? Number(ReadOnlySpan<byte> text)
    {
        var digits = text[0] is (byte)'-' ? text[1..] : text;
        if (digits.IsEmpty)
            return null;
        var point = digits.IndexOfAnyExcept(Digits);
        if (point < 0)
            return Integer(text, digits);
        if (point == 0)
            return text.SequenceEqual("-Infinity"u8) ? double.NegativeInfinity : null;
        if (digits[0] is (byte)'0' && point > 1)
            return null;
        return IsPlainlyShortest(digits, point)
            ? double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)
            : FloatingOrDecimal(text);
    }

    private static object? Integer(ReadOnlySpan<byte> text, ReadOnlySpan<byte> digits)
    {
        if (digits[0] is (byte)'0')
        {
            if (digits.Length > 1)
                return null;
            return text.Length == 1 ? (object)0L : -0.0;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return whole;
        return digits.Length <= NumberText.MostDigits
            ? BigInteger.Parse(Encoding.ASCII.GetString(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            : null;
    }

    // Up to 15 significant digits no shorter text can mean the same double, and from 0.0001 to below 1E+15 its notation is the plain one:
    // such text is canonical without formatting it again, which is where the time would go.
    private static bool IsPlainlyShortest(ReadOnlySpan<byte> digits, int point)
    {
        if (digits.Length > 16 || digits[point] is not (byte)'.')
            return false;
        var fraction = digits[(point + 1)..];
        return !fraction.IsEmpty
            && fraction[^1] is > (byte)'0' and <= (byte)'9'
            && fraction.IndexOfAnyExcept(Digits) < 0
            && (digits[0] is not (byte)'0' || fraction.IndexOfAnyExcept((byte)'0') < 4);
    }

    private static object? FloatingOrDecimal(ReadOnlySpan<byte> text)
    {
        Span<byte> again = stackalloc byte[40];
        if (double.TryParse(text, Fraction | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var floating)
            && floating.TryFormat(again, out var length, default, CultureInfo.InvariantCulture)
            && again[..length].SequenceEqual(text))
        {
            return floating;
        }

        if (decimal.TryParse(text, Fraction, CultureInfo.InvariantCulture, out var exact)
            && exact.TryFormat(again, out length, default, CultureInfo.InvariantCulture)
            && again[..length].SequenceEqual(text))
        {
            return exact;
        }

        return WideDecimal(text);
    }

    // What databases call DECIMAL(38): more digits than decimal has, and a point among them.
    private static SqlDecimal? WideDecimal(ReadOnlySpan<byte> text)
    {
        if (text.Length is < 29 or > MostWideLength || text.Count((byte)'.') != 1 || text.IndexOfAnyExcept(WideCharacters) >= 0)
            return null;
        var written = Encoding.ASCII.GetString(text);
        var digits = written.AsSpan().TrimStart('-').Length - 1;
        if (digits > SqlDecimal.MaxPrecision + (written.AsSpan().TrimStart('-')[0] is '0' ? 1 : 0))
            return null;
        var value = SqlDecimal.Parse(written);
        return value.ToString() == written ? value : null;
    }
}
