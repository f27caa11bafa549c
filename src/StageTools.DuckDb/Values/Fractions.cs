using System.Data.SqlTypes;
using System.Numerics;

namespace StageTools.DuckDb.Values;

/// <summary>Numbers with a fraction: FLOAT, DOUBLE, DECIMAL. What would be rounded is refused.</summary>
internal static class Fractions
{
    private static readonly BigInteger[] Powers = [.. Enumerable.Range(0, 78).Select(static n => BigInteger.Pow(10, n))];

    /// <summary>A DOUBLE, NaN to the bit.</summary>
    public static double Double(object value) => value switch
    {
        double v => v,
        float v => v,
        decimal v when Exactly(() => (decimal)(double)v == v) => (double)v,
        decimal => throw new RefusedException($"{FormattableString.Invariant($"{value}")} has no exact DOUBLE"),
        _ => Rounded(Whole.From(value, "DOUBLE"), static whole => (double)whole, static v => new BigInteger(v), "DOUBLE"),
    };

    /// <summary>A FLOAT, NaN to the bit.</summary>
    public static float Single(object value) => value switch
    {
        float v => v,
        double v when double.IsNaN(v) || (double)(float)v == v => (float)v,
        double or decimal => throw new RefusedException($"{FormattableString.Invariant($"{value}")} has no exact FLOAT"),
        _ => Rounded(Whole.From(value, "FLOAT"), static whole => (float)whole, static v => new BigInteger(v), "FLOAT"),
    };

    /// <summary>The digits of a DECIMAL of a precision and scale, without the point.</summary>
    public static Int128 Unscaled(object value, byte precision, byte scale)
    {
        var (digits, own) = Parts(value, precision, scale);
        if (own > scale)
        {
            digits = BigInteger.DivRem(digits, Powers[own - scale], out var lost);
            if (!lost.IsZero)
            {
                throw new RefusedException($"{FormattableString.Invariant($"{value}")} has more than {scale} digits behind the point, and so is no DECIMAL({precision},{scale})");
            }
        }
        else
        {
            digits *= Powers[scale - own];
        }

        return BigInteger.Abs(digits) < Powers[precision]
            ? (Int128)digits
            : throw new RefusedException($"{FormattableString.Invariant($"{value}")} is outside DECIMAL({precision},{scale})");
    }

    /// <summary>The least precision and the scale that hold a number.</summary>
    public static (byte Precision, byte Scale) Size(object value)
    {
        var (digits, scale) = Parts(value, 38, 0);
        var size = BigInteger.Abs(digits);
        var precision = Math.Max((byte)Array.FindIndex(Powers, power => size < power), Math.Max(scale, (byte)1));
        return precision <= 38 ? (precision, scale) : throw new RefusedException($"{FormattableString.Invariant($"{value}")} has more digits than a DECIMAL");
    }

    /// <summary>A DECIMAL that fits .NET's, with its scale.</summary>
    public static decimal Decimal(Int128 unscaled, byte scale)
    {
        var size = (UInt128)Int128.Abs(unscaled);
        return new decimal((int)(uint)size, (int)(uint)(size >> 32), (int)(uint)(size >> 64), Int128.IsNegative(unscaled), scale);
    }

    /// <summary>A DECIMAL of more than 28 digits.</summary>
    public static SqlDecimal Wide(Int128 unscaled, byte precision, byte scale)
    {
        var size = (UInt128)Int128.Abs(unscaled);
        return new SqlDecimal(precision, scale, !Int128.IsNegative(unscaled), (int)(uint)size, (int)(uint)(size >> 32), (int)(uint)(size >> 64), (int)(uint)(size >> 96));
    }

    private static (BigInteger Digits, byte Scale) Parts(object value, byte precision, byte scale)
    {
        switch (value)
        {
            case decimal number:
                Span<int> bits = stackalloc int[4];
                decimal.GetBits(number, bits);
                var size = new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
                return (decimal.IsNegative(number) ? -(BigInteger)size : size, number.Scale);
            case SqlDecimal { IsNull: false } number:
                var data = number.Data;
                var wide = new UInt128(((ulong)(uint)data[3] << 32) | (uint)data[2], ((ulong)(uint)data[1] << 32) | (uint)data[0]);
                return (number.IsPositive ? wide : -(BigInteger)wide, number.Scale);
            case double or float:
                throw RefusedException.Kind(value, $"DECIMAL({precision},{scale})");
            default:
                return (Whole.From(value, $"DECIMAL({precision},{scale})"), 0);
        }
    }

    private static T Rounded<T>(BigInteger whole, Func<BigInteger, T> to, Func<T, BigInteger> back, string type)
        where T : IFloatingPoint<T>
    {
        var number = to(whole);
        return T.IsFinite(number) && back(number) == whole ? number : throw new RefusedException($"{whole} has no exact {type}");
    }

    private static bool Exactly(Func<bool> holds)
    {
        try
        {
            return holds();
        }
        catch (OverflowException)
        {
            return false;
        }
    }
}
