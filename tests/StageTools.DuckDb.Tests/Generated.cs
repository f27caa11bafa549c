using System.Data.SqlTypes;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace StageTools.DuckDb.Tests;

/// <summary>Types and values of them, the nasty ones often.</summary>
internal static class Generated
{
    private static readonly Gen<long> Longs = Gen.OneOf(Gen.Elements(long.MinValue, long.MinValue + 1, -1L, 0L, 1L, long.MaxValue - 1, long.MaxValue), Bits(64).Select(static bits => (long)(ulong)bits));

    private static readonly Gen<string> Texts = Gen.Elements("", "\0", "a", "NULL", "exactly 12 b", "thirteen bytes", "ü", "🦆", "\r\n", "'", "\"", "\\", ",", "\u2028", "\ufeff", new string('x', 600))
        .ArrayOf(4).Select(static pieces => string.Concat(pieces));

    public static IReadOnlyList<Typed> Scalars { get; } =
    [
        new(DuckDbType.Boolean, Gen.Elements(true, false).Select(static v => (object)v)),
        new(DuckDbType.TinyInt, Longs.Select(static v => (object)(sbyte)v)),
        new(DuckDbType.SmallInt, Longs.Select(static v => (object)(short)v)),
        new(DuckDbType.Integer, Longs.Select(static v => (object)(int)v)),
        new(DuckDbType.BigInt, Longs.Select(static v => (object)v)),
        new(DuckDbType.UTinyInt, Longs.Select(static v => (object)(byte)v)),
        new(DuckDbType.USmallInt, Longs.Select(static v => (object)(ushort)v)),
        new(DuckDbType.UInteger, Longs.Select(static v => (object)(uint)v)),
        new(DuckDbType.UBigInt, Longs.Select(static v => (object)(ulong)v)),
        new(DuckDbType.HugeInt, Bits(128).Select(static v => (object)(v - (BigInteger.One << 127)))),
        new(DuckDbType.UHugeInt, Bits(128).Select(static v => (object)v)),
        new(DuckDbType.BigNum, Gen.Choose(1, 600).SelectMany(Bits).SelectMany(static v => Gen.Elements((object)v, -v))),
        new(DuckDbType.Float, Gen.OneOf(Gen.Elements(float.NaN, float.PositiveInfinity, -0f, float.Epsilon, float.MaxValue), Longs.Select(static v => BitConverter.Int32BitsToSingle((int)v))).Select(static v => (object)v)),
        new(DuckDbType.Double, Gen.OneOf(Gen.Elements(double.NaN, double.NegativeInfinity, -0.0, double.Epsilon, 0.1), Longs.Select(BitConverter.Int64BitsToDouble)).Select(static v => (object)v)),
        .. Enumerable.Range(0, 12).Select(static i => Decimals((byte)new[] { 1, 4, 4, 5, 9, 9, 10, 18, 18, 19, 28, 28 }[i], (byte)new[] { 1, 0, 4, 2, 0, 9, 5, 0, 18, 7, 0, 28 }[i])),
        .. new byte[] { 0, 1, 19, 38 }.Select(WideDecimals),
        new(DuckDbType.VarChar, Texts.Select(static v => (object)v)),
        new(DuckDbType.Blob, Gen.Choose(0, 300).SelectMany(static length => Gen.Choose(0, 255).Select(static v => (byte)v).ArrayOf(length)).Select(static v => (object)v)),
        new(DuckDbType.Date, Gen.Choose(0, DateOnly.MaxValue.DayNumber).Select(static v => (object)DateOnly.FromDayNumber(v))),
        new(DuckDbType.Time, Below(86_400_000_000).Select(static v => (object)new TimeOnly(v * 10))),
        new(DuckDbType.TimeNs, Below(864_000_000_000).Select(static v => (object)new TimeOnly(v))),
        new(DuckDbType.Timestamp, Times(TimeSpan.TicksPerMicrosecond).Select(static v => (object)v)),
        new(DuckDbType.TimestampNs, Longs.Select(static v => (object)DateTime.UnixEpoch.AddTicks(v / 101)).Select(static v => (object)DateTime.SpecifyKind((DateTime)v, DateTimeKind.Unspecified))),
        new(DuckDbType.TimestampTz, Times(TimeSpan.TicksPerMicrosecond).Select(static v => (object)new DateTimeOffset(v, TimeSpan.Zero))),
        new(DuckDbType.Interval, Longs.Select(static v => (object)new TimeSpan(v / 10 / 1000 * 10))),
        new(DuckDbType.Uuid, Bits(128).Select(static v => (object)new Guid(v.ToByteArray(isUnsigned: true).Concat(new byte[16]).Take(16).ToArray()))),
    ];

    public static Gen<object?> OrNull(Gen<object> values) => Gen.Frequency((1, Gen.Constant<object?>(null)), (4, values.Select(static v => (object?)v)));

    /// <summary>A type nested to a depth, and its values.</summary>
    public static Gen<Typed> Nested(int depth) => depth == 0
        ? Gen.Elements<Typed>([.. Scalars])
        : Nested(depth - 1).SelectMany(inner => Gen.Elements(0, 1).SelectMany(form => form switch
        {
            0 => Gen.Constant(new Typed(DuckDbType.List(inner.Type), Several(inner))),
            _ => Gen.Elements<Typed>([.. Scalars]).Select(other => new Typed(
                DuckDbType.Struct(new("a", inner.Type), new("the \"other\"", other.Type)),
                OrNull(inner.Values).SelectMany(a => OrNull(other.Values).Select(b => (object)Samples.Fields(("a", a), ("the \"other\"", b)))))),
        }));

    private static Gen<object> Several(Typed inner) => Few(inner).Select(static v => (object)v);

    /// <summary>Few, for a nested type multiplies them.</summary>
    private static Gen<object?[]> Few(Typed inner) => Gen.Choose(0, 4).SelectMany(count => OrNull(inner.Values).ArrayOf(count));

    private static Gen<BigInteger> Bits(int bits) => Gen.Choose(0, 255).Select(static v => (byte)v).ArrayOf((bits / 8) + 1)
        .Select(bytes => new BigInteger(bytes, isUnsigned: true) & ((BigInteger.One << bits) - 1));

    private static Gen<long> Below(long end) => Gen.OneOf(Gen.Elements(0, 1, end - 1), Bits(63).Select(v => (long)(v % end)));

    private static Gen<DateTime> Times(long unit) => Below(DateTime.MaxValue.Ticks / unit).Select(v => new DateTime(v * unit));

    private static Typed Decimals(byte precision, byte scale) => new(DuckDbType.Decimal(precision, scale), Bits(96).SelectMany(v => Gen.Elements(v, -v, BigInteger.Pow(10, precision) - 1)
        .Select(n => (object)Unscaled(n % BigInteger.Pow(10, precision), scale))));

    private static Typed WideDecimals(byte scale) => new(DuckDbType.Decimal(38, scale), Gen.Choose(1, 127).SelectMany(Bits)
        .SelectMany(v => Gen.Elements(v, -v, BigInteger.Pow(10, 38) - 1).Select(n => Wide(n % BigInteger.Pow(10, 38), scale))));

    private static decimal Unscaled(BigInteger number, byte scale)
    {
        var size = (UInt128)BigInteger.Abs(number);
        return new decimal((int)(uint)size, (int)(uint)(size >> 32), (int)(uint)(size >> 64), number.Sign < 0, scale);
    }

    private static object Wide(BigInteger number, byte scale)
    {
        var size = (UInt128)BigInteger.Abs(number);
        return size >> 96 == 0 && scale <= 28 ? (object)Unscaled(number, scale) : new SqlDecimal(38, scale, number.Sign >= 0, (int)(uint)size, (int)(uint)(size >> 32), (int)(uint)(size >> 64), (int)(uint)(size >> 96));
    }
}
