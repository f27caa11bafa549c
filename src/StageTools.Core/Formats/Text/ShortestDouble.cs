namespace StageTools.Formats.Text;

/// <summary>The shortest decimal number that reads back as a double, and of those the nearest: what .NET writes, in less time than it takes .NET to
/// get to know its own way while the first rows of a session are written.</summary>
/// <remarks>Ulf Adams, "Ryū: fast float-to-string conversion" (PLDI 2018), section 2. For doubles that are written without an exponent a mantissa and
/// a power of five are a number of 104 bits at most, so that all of it is exact and needs no table of rounded powers.</remarks>
internal static class ShortestDouble
{
    private const double Least = 1e-4;
    private const double Limit = 1e15;

    // Most numbers have few decimals: one of at most 15 digits is the only one of so few that reads as its double.
    private const double FewLimit = 1e9;
    private const double FewScale = 1e6;
    private const int FewDecimals = 6;

    private const int MantissaBits = 52;
    private const int ExponentBias = 1023 + MantissaBits;

    // Of which one goes at least: between a double and the next lie more than ten numbers of so many digits.
    private const int Digits = 18;

    private const int MostDecimals = Digits + 3;

    private static readonly ulong[] PowersOfFive = Powers();

    /// <summary>Finds the number, as digits of which some are decimals.</summary>
    /// <param name="value">The double, which is not negative.</param>
    /// <param name="digits">The digits, of which the last decimal is no zero.</param>
    /// <param name="decimals">How many of them stand behind the point.</param>
    /// <returns>False where it is too large or too small to be written without an exponent, or zero, or no number.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryFind(double value, out ulong digits, out int decimals)
    {
        (digits, decimals) = (0, 0);
        if (!(value is >= Least and < Limit))
            return false;

        if ((ulong)value is var whole && whole == value)
        {
            digits = whole;
            return true;
        }

        digits = (ulong)((value * FewScale) + 0.5);
        decimals = FewDecimals;
        if (value >= FewLimit || digits / FewScale != value)
            (digits, decimals) = Find(value);

        for (; decimals > 0 && digits % 10 == 0; decimals--)
            digits /= 10;

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (ulong Digits, int Decimals) Find(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var fraction = bits & ((1UL << MantissaBits) - 1);
        var mantissa = 4 * (fraction | (1UL << MantissaBits));
        var decimals = Digits - WholeDigits(value);

        // In units of four to the mantissa's last bit: half of the way to the next double, and to the one before, which is nearer below a power of
        // two.
        var (scale, shift) = (PowersOfFive[decimals], ExponentBias + 2 - (int)(bits >> MantissaBits) - decimals);
        var high = Scaled(mantissa + 2, scale, shift, out var isHighExact);
        var number = Scaled(mantissa, scale, shift, out var isExact);
        var low = Scaled(mantissa - (fraction == 0 ? 1UL : 2UL), scale, shift, out var isLowExact);

        // What lies half way reads as the even one of the two.
        var isEven = fraction % 2 == 0;
        isLowExact &= isEven;
        high -= isHighExact && !isEven ? 1UL : 0;

        var last = 0UL;
        for (; high / 10 > low / 10; decimals--)
        {
            isLowExact &= low % 10 == 0;
            isExact &= last == 0;
            (number, last) = Math.DivRem(number, 10);
            (high, low) = (high / 10, low / 10);
        }

        for (; isLowExact && low % 10 == 0; decimals--)
        {
            isExact &= last == 0;
            (number, last) = Math.DivRem(number, 10);
            low /= 10;
        }

        var isHalf = isExact && last == 5;
        var isUp = isHalf ? number % 2 == 1 : last >= 5;
        return (number + (isUp || (number == low && !isLowExact) ? 1UL : 0), decimals);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WholeDigits(double value)
    {
        if (value < 1)
            return value >= 0.1 ? 0 : value >= 0.01 ? -1 : value >= 0.001 ? -2 : -3;

        var count = 1;
        for (var whole = (ulong)value; whole >= 10; whole /= 10)
            count++;

        return count;
    }

    private static ulong[] Powers()
    {
        var powers = new ulong[MostDecimals + 1];
        powers[0] = 1;
        for (var i = 1; i < powers.Length; i++)
            powers[i] = powers[i - 1] * 5;

        return powers;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Scaled(ulong mantissa, ulong scale, int shift, out bool isExact)
    {
        var high = Math.BigMul(mantissa, scale, out var low);
        isExact = low << (64 - shift) == 0;
        return (high << (64 - shift)) | (low >> shift);
    }
}
