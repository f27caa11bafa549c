using System.Numerics;

namespace StageTools.DuckDb.Values;

/// <summary>Whole numbers of any size, from whatever .NET holds them in. Nothing is rounded.</summary>
internal static class Whole
{
    /// <summary>A number as one of the integer types.</summary>
    public static T To<T>(object value, string type)
        where T : IBinaryInteger<T>, IMinMaxValue<T>
    {
        if (value is T same)
        {
            return same;
        }

        var whole = From(value, type);
        if (whole < BigInteger.CreateChecked(T.MinValue) || whole > BigInteger.CreateChecked(T.MaxValue))
        {
            throw new RefusedException($"{whole} is outside {type}");
        }

        return T.CreateChecked(whole);
    }

    /// <summary>A number as BIGNUM has it.</summary>
    public static BigInteger From(object value, string type) => value switch
    {
        int v => v,
        long v => v,
        BigInteger v => v,
        short v => v,
        sbyte v => v,
        byte v => v,
        ushort v => v,
        uint v => v,
        ulong v => v,
        Int128 v => v,
        UInt128 v => v,
        decimal v when decimal.Truncate(v) == v => new BigInteger(v),
        double v when Math.Truncate(v) == v && double.IsFinite(v) => new BigInteger(v),
        float v when MathF.Truncate(v) == v && float.IsFinite(v) => new BigInteger(v),
        decimal or double or float => throw new RefusedException($"{FormattableString.Invariant($"{value}")} is no whole number, and so no {type}"),
        _ => throw RefusedException.Kind(value, type),
    };
}
