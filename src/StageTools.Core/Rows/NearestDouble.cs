namespace StageTools.Rows;

/// <summary>The double that is nearest to an exact number: .NET's own conversions of decimals round at each of several steps.</summary>
internal static class NearestDouble
{
    private const int LongestText = 48;

    /// <summary>The one that the decimal's text means.</summary>
    public static double Of(decimal number)
    {
        Span<byte> text = stackalloc byte[LongestText];
        number.TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
        return double.Parse(text[..length], CultureInfo.InvariantCulture);
    }

    /// <summary>The one that the number's text means.</summary>
    public static double Of(SqlDecimal number) => double.Parse(number.ToString(), CultureInfo.InvariantCulture);
}
