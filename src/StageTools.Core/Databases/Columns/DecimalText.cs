namespace StageTools.Databases.Columns;

/// <summary>Decimals: read, and counted in their digits.</summary>
internal static class DecimalText
{
    private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    private static readonly SearchValues<char> DigitsAndSigns = SearchValues.Create("0123456789.+-");
    private static readonly BigInteger Largest = new(decimal.MaxValue);

    /// <summary>Whether a decimal holds it.</summary>
    public static bool IsInRange(BigInteger value) => BigInteger.Abs(value) <= Largest;

    /// <summary>The decimal that the number's shortest text means; false where its text is no plain one, or no decimal has all of its
    /// digits.</summary>
    public static bool TryExact(double value, out decimal exact) => TryExact(value.ToString(CultureInfo.InvariantCulture), out exact);

    /// <summary>decimal, or BigInteger or SqlDecimal where it has too many digits for one; null for what is no number.</summary>
    public static object? Parse(string text)
    {
        text = Plainly(text) ?? text;
        if (TryExact(text, out var exact))
            return exact;

        if (text.Length > 100)
            return null;

        return BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var big) ? big : (object?)Wide(text);
    }

    /// <summary>How many digits stand before the point and behind it; a 0 alone before it does not count.</summary>
    public static (int Whole, int Fraction) Digits(object number)
    {
        if (number is decimal { Scale: var scale } exact)
        {
            var whole = decimal.Truncate(Math.Abs(exact));
            return (whole == 0 ? 0 : whole.ToString(CultureInfo.InvariantCulture).Length, scale);
        }

        if (number is SqlDecimal { Scale: var fraction } wide)
        {
            var digits = wide.ToString().AsSpan().TrimStart('-');
            return (digits[..(digits.IndexOf('.') is var point and >= 0 ? point : digits.Length)].TrimStart('0').Length, fraction);
        }

        return (BigInteger.Abs((BigInteger)number).ToString(CultureInfo.InvariantCulture).Length, 0);
    }

    /// <summary>Whether the number has no digit in front of those of a type or behind them: DECIMAL(5,-2) ends with the hundreds, DECIMAL(2,4) begins
    /// with the thousandths.</summary>
    public static bool Fits(object number, int precision, int scale)
    {
        var (whole, fraction) = Digits(number);
        if (scale >= 0 && scale <= precision)
            return fraction <= scale && whole <= precision - scale;

        var text = number is IFormattable plain ? plain.ToString(format: null, CultureInfo.InvariantCulture) : number.ToString()!;
        var digits = text.Replace(".", string.Empty, StringComparison.Ordinal).TrimStart('-', '0');
        var zeros = digits.Length - digits.AsSpan().TrimEnd('0').Length;
        return fraction <= Math.Max(scale, 0) && (digits.Length == 0 || (digits.Length + scale - fraction <= precision && zeros >= -scale));
    }

    /// <summary>A number without its exponent: <c>1E-05</c> as <c>0.00001</c>; null where it has none, or one that no decimal has.</summary>
    private static string? Plainly(string text)
    {
        var at = text.AsSpan().IndexOfAny('E', 'e');
        if (at <= 0 || !text.AsSpan(0, at).ContainsAnyInRange('0', '9') || text.AsSpan().Count('.') > 1
            || !int.TryParse(text.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
            || Math.Abs(exponent) > 100)
        {
            return null;
        }

        var sign = text[0] is '-' or '+' ? 1 : 0;
        var digits = text.AsSpan(sign, at - sign);
        var point = digits.IndexOf('.') is var dot and >= 0 ? dot : digits.Length;
        var all = string.Concat(digits[..point], point < digits.Length ? digits[(point + 1)..] : []);
        point += exponent;
        all = point <= 0 ? new string('0', 1 - point) + all : all.PadRight(point, '0');
        point = Math.Max(point, 1);
        return $"{text[..sign]}{all[..point]}{(point < all.Length ? "." : string.Empty)}{all[point..]}";
    }

    private static SqlDecimal? Wide(string text)
    {
        try
        {
            return text.AsSpan().ContainsAnyExcept(DigitsAndSigns) ? null : SqlDecimal.Parse(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }

    // decimal.TryParse rounds what is too long, so the digits are counted.
    private static bool TryExact(string text, out decimal exact)
    {
        exact = 0;
        var digits = Significant(text);
        return digits.Length <= 29
            && decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out exact)
            && (digits.Length < 28 || Significant(exact.ToString(CultureInfo.InvariantCulture)).SequenceEqual(digits))
            && FractionOf(text) <= 28;
    }

    private static ReadOnlySpan<char> Significant(string text) => text.AsSpan().TrimStart("+-").TrimStart('0').TrimStart('.').TrimStart('0');

    private static int FractionOf(string text) => text.IndexOf('.', StringComparison.Ordinal) is var point and >= 0 ? text.Length - point - 1 : 0;
}
