namespace StageTools.DuckDb;

/// <summary>Numbers, from whatever .NET holds them in. What would be rounded is refused.</summary>
internal static class Numbers
{
    // The largest double that a decimal holds.
    private const decimal MostOfDouble = 79228162514264328797450928128m;

    private const byte MostDigits = 38;

    // Of a decimal.
    private const byte MostScale = 28;

    private static readonly BigInteger[] Powers = [.. Enumerable.Range(0, 78).Select(static n => BigInteger.Pow(10, n))];
    private static readonly UInt128[] Limits = [.. Powers[..(MostDigits + 1)].Select(static power => (UInt128)power)];

    // A signed type holds the unsigned ones that stand before its place.
    private static readonly DuckDbType[] Signed =
        [DuckDbType.TinyInt, DuckDbType.SmallInt, DuckDbType.Integer, DuckDbType.BigInt, DuckDbType.HugeInt, DuckDbType.BigNum];

    private static readonly DuckDbType[] Unsigned =
        [DuckDbType.UTinyInt, DuckDbType.USmallInt, DuckDbType.UInteger, DuckDbType.UBigInt, DuckDbType.UHugeInt];

    private static readonly byte[] Digits = [3, 5, 10, 20, MostDigits, MostDigits];

    /// <summary>A number as one of the integer types.</summary>
    public static T To<T>(object value, DuckDbType type)
        where T : IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (value is T same)
            return same;

        var whole = Whole(value, type);
        return whole >= BigInteger.CreateChecked(T.MinValue) && whole <= BigInteger.CreateChecked(T.MaxValue)
            ? T.CreateChecked(whole)
            : throw new RefusedException($"{whole} is outside {type}");
    }

    /// <summary>A whole number of any size.</summary>
    public static BigInteger Whole(object value, object type) => value switch
    {
        int v => v,
        long v => v,
        BigInteger v => v,
        Int128 v => v,
        UInt128 v => v,
        byte or sbyte or short or ushort or uint or ulong => new BigInteger(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
        decimal v when decimal.IsInteger(v) => new BigInteger(v),
        double v when double.IsInteger(v) => new BigInteger(v),
        float v when float.IsInteger(v) => new BigInteger(v),
        decimal or double or float => throw new RefusedException($"{Text(value)} is no whole number, and so no {type}"),
        _ => throw RefusedException.Kind(value, type),
    };

    /// <summary>A DOUBLE, NaN to the bit.</summary>
    public static double Double(object value) => value switch
    {
        double v => v,
        float v => v,
        decimal v when Math.Abs(v) <= MostOfDouble && NearestDouble.Of(v) is var nearest && (decimal)nearest == v => nearest,
        decimal => throw Inexact(value, "DOUBLE"),
        _ => Exact<double>(value, "DOUBLE"),
    };

    /// <summary>A FLOAT, NaN to the bit.</summary>
    public static float Single(object value) => value switch
    {
        float v => v,
        double v when double.IsNaN(v) || (double)(float)v == v => (float)v,
        double or decimal => throw Inexact(value, "FLOAT"),
        _ => Exact<float>(value, "FLOAT"),
    };

    /// <summary>The digits of a DECIMAL of a precision and scale, without the point.</summary>
    public static Int128 Unscaled(object value, byte precision, byte scale)
    {
        var (digits, own) = Parts(value, precision, scale);
        if (own > scale)
        {
            digits = BigInteger.DivRem(digits, Powers[own - scale], out var lost);
            if (!lost.IsZero)
                throw new RefusedException($"{Text(value)} has more than {scale} digits behind the point, and so is no DECIMAL({precision},{scale})");
        }
        else
        {
            digits *= Powers[scale - own];
        }

        return BigInteger.Abs(digits) < Powers[precision]
            ? (Int128)digits
            : throw new RefusedException($"{Text(value)} is outside DECIMAL({precision},{scale})");
    }

    /// <summary>The type of the least precision, and of the scale, that holds a number.</summary>
    public static DuckDbType DecimalOf(object value)
    {
        var (digits, scale) = Parts(value, 38, 0);
        var size = BigInteger.Abs(digits);
        var precision = Math.Max((byte)Array.FindIndex(Powers, power => size < power), Math.Max(scale, (byte)1));
        return precision <= 38 ? DuckDbType.Decimal(precision, scale) : throw new RefusedException($"{Text(value)} has more digits than a DECIMAL");
    }

    /// <summary>The least type that holds the numbers of two others, where one does; null where these are not both of numbers.</summary>
    public static DuckDbType? Wider(DuckDbType one, DuckDbType other)
    {
        static bool IsWhole(DuckDbType type) => Signed.Contains(type) || Unsigned.Contains(type);
        static bool IsReal(DuckDbType type) => type.Kind is DuckDbTypeKind.Float or DuckDbTypeKind.Double;
        static bool IsNumber(DuckDbType type) => type.Kind is DuckDbTypeKind.Decimal || IsReal(type) || IsWhole(type);
        static int Place(DuckDbType type, bool isSigned) =>
            Array.IndexOf(Signed, type) is >= 0 and var place ? place : Array.IndexOf(Unsigned, type) + (isSigned ? 1 : 0);
        static int BeforePoint(DuckDbType type) => IsWhole(type) ? Digits[Place(type, isSigned: false)] : type.Precision - type.Scale;
        if (!IsNumber(one) || !IsNumber(other))
            return null;

        if (IsReal(one) || IsReal(other))
            return DuckDbType.Double;

        if (IsWhole(one) && IsWhole(other))
        {
            var isSigned = Signed.Contains(one) || Signed.Contains(other);
            return (isSigned ? Signed : Unsigned)[Math.Max(Place(one, isSigned), Place(other, isSigned))];
        }

        var scale = Math.Max(one.Scale, other.Scale);
        return DuckDbType.Decimal((byte)Math.Min(Math.Max(BeforePoint(one), BeforePoint(other)) + scale, MostDigits), scale);
    }

    /// <summary>A DECIMAL with its scale: a decimal where one has all its digits, whatever its type has room for, else a SqlDecimal. A Parquet file
    /// may hold values of more digits than it says.</summary>
    public static object Decimal(Int128 unscaled, byte precision, byte scale)
    {
        var size = Int128.IsNegative(unscaled) ? (UInt128)(-unscaled) : (UInt128)unscaled;
        var (low, middle, high, highest) = ((int)(uint)size, (int)(uint)(size >> 32), (int)(uint)(size >> 64), (int)(uint)(size >> 96));
        if (scale <= MostScale && highest == 0)
            return new decimal(low, middle, high, Int128.IsNegative(unscaled), scale);

        var held = size < Limits[precision] ? precision : MostDigits;
        return size < Limits[MostDigits]
            ? new SqlDecimal(held, scale, !Int128.IsNegative(unscaled), [low, middle, high, highest])
            : throw new RefusedException($"{unscaled} without its point has more than {MostDigits} digits");
    }

    private static T Exact<T>(object value, string type)
        where T : IFloatingPointIeee754<T>
    {
        var whole = Whole(value, type);
        var number = T.CreateSaturating(whole);
        return T.IsFinite(number) && BigInteger.CreateChecked(number) == whole ? number : throw Inexact(value, type);
    }

    private static RefusedException Inexact(object value, string type) => new($"{Text(value)} has no exact {type}");

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
                return (Whole(value, $"DECIMAL({precision},{scale})"), 0);
        }
    }

    private static string Text(object value) => FormattableString.Invariant($"{value}");
}
