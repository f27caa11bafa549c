using System.Data.SqlTypes;
using System.Globalization;
using System.Numerics;
using static StageTools.DuckDb.DuckDbType;

namespace StageTools.DuckDb.Tests;

/// <summary>Values of every type that DuckDB has, its limits among them.</summary>
internal static class Samples
{
    public static readonly IReadOnlyList<Sample> All =
    [
        new("true", DuckDbType.Boolean, true),
        new("false", DuckDbType.Boolean, false),
        new("(-128)", TinyInt, sbyte.MinValue),
        new("127", TinyInt, sbyte.MaxValue),
        new("(-32768)", SmallInt, short.MinValue),
        new("32767", SmallInt, short.MaxValue),
        new("(-2147483648)", Integer, int.MinValue),
        new("2147483647", Integer, int.MaxValue),
        new("(-9223372036854775808)", BigInt, long.MinValue),
        new("9223372036854775807", BigInt, long.MaxValue),
        new("255", UTinyInt, byte.MaxValue),
        new("65535", USmallInt, ushort.MaxValue),
        new("4294967295", UInteger, uint.MaxValue),
        new("18446744073709551615", UBigInt, ulong.MaxValue),
        new("'-170141183460469231731687303715884105728'", HugeInt, (BigInteger)Int128.MinValue),
        new("'170141183460469231731687303715884105727'", HugeInt, (BigInteger)Int128.MaxValue),
        new("'-1'", HugeInt, BigInteger.MinusOne),
        new("'340282366920938463463374607431768211455'", UHugeInt, (BigInteger)UInt128.MaxValue),
        new("'0'", BigNum, BigInteger.Zero),
        new("'-1'", BigNum, BigInteger.MinusOne),
        new("'255'", BigNum, new BigInteger(255)),
        new("'-256'", BigNum, new BigInteger(-256)),
        new($"'{BigInteger.Pow(7, 400)}'", BigNum, BigInteger.Pow(7, 400)),
        new($"'-{BigInteger.Pow(7, 400)}'", BigNum, -BigInteger.Pow(7, 400)),
        new("'1.5'", DuckDbType.Float, 1.5f),
        new("'-inf'", DuckDbType.Float, float.NegativeInfinity),
        new("'3.4028235e38'", DuckDbType.Float, float.MaxValue),
        new("'0.1'", DuckDbType.Double, 0.1),
        new("'inf'", DuckDbType.Double, double.PositiveInfinity),
        new("'1.7976931348623157e308'", DuckDbType.Double, double.MaxValue),
        new("'5e-324'", DuckDbType.Double, double.Epsilon),
        new("'-0.0'", DuckDbType.Double, -0.0),
        new("'-99.99'", DuckDbType.Decimal(4, 2), -99.99m),
        new("'0'", DuckDbType.Decimal(4, 4), 0.0000m),
        new("'12345.6789'", DuckDbType.Decimal(9, 4), 12345.6789m),
        new("'-999999999.999999999'", DuckDbType.Decimal(18, 9), -999999999.999999999m),
        new("'9999999999999999999999999999'", DuckDbType.Decimal(28, 0), 9999999999999999999999999999m),
        new("'-0.0000000000000000000000000001'", DuckDbType.Decimal(28, 28), -0.0000000000000000000000000001m),
        new("'5211458.75'", DuckDbType.Decimal(38, 2), 5211458.75m),
        new("'-0.50'", DuckDbType.Decimal(29, 2), -0.50m),
        new("'79228162514264337593543950335'", DuckDbType.Decimal(38, 0), decimal.MaxValue),
        new("'79228162514264337593543950336'", DuckDbType.Decimal(38, 0), SqlDecimal.Parse("79228162514264337593543950336")),
        new("'99999999999999999999999999999999999999'", DuckDbType.Decimal(38, 0), SqlDecimal.Parse("99999999999999999999999999999999999999")),
        new("'-1.00000000000000000000000000001'", DuckDbType.Decimal(38, 29), SqlDecimal.Parse("-1.00000000000000000000000000001")),
        new("''", VarChar, string.Empty),
        new("'exactly 12 b'", VarChar, "exactly 12 b"),
        new("'thirteen bytes'", VarChar, "thirteen bytes"),
        new("'a' || chr(0) || 'b'", VarChar, "a\0b"),
        new("'Zürich 🦆 ' || repeat('é', 3000)", VarChar, "Zürich 🦆 " + new string('é', 3000)),
        new("'{\"a\": [1, null]}'", Json, "{\"a\": [1, null]}"),
        new("''", Blob, System.Array.Empty<byte>()),
        new("'\\x00\\xFF\\x27'", Blob, new byte[] { 0, 255, 39 }),
        new("repeat('\\xAB', 100)", Blob, Enumerable.Repeat((byte)0xAB, 100).ToArray()),
        new("'0'", Bit, "0"),
        new("'10110'", Bit, "10110"),
        new("'0000000011111111'", Bit, "0000000011111111"),
        new($"'{new string('1', 999)}'", Bit, new string('1', 999)),
        new("'0001-01-01'", Date, DateOnly.MinValue),
        new("'9999-12-31'", Date, DateOnly.MaxValue),
        new("'1969-12-31'", Date, new DateOnly(1969, 12, 31)),
        new("'00:00:00'", DuckDbType.Time, TimeOnly.MinValue),
        new("'23:59:59.999999'", DuckDbType.Time, new TimeOnly(23, 59, 59, 999, 999)),
        new("'12:34:56.7890123'", TimeNs, new TimeOnly(452_967_890_123)),
        new("'12:34:56.789+02:30'", TimeTz, "12:34:56.789+02:30"),
        new("'00:00:00-15:59:59'", TimeTz, "00:00:00-15:59:59"),
        new("'23:59:59.000001+00'", TimeTz, "23:59:59.000001+00"),
        new("'2026-11-22 23:59:59.123456'", Timestamp, DateTime.Parse("2026-11-22 23:59:59.123456", CultureInfo.InvariantCulture)),
        new("'0001-01-01'", Timestamp, DateTime.MinValue),
        new("'9999-12-31 23:59:59.999999'", Timestamp, DateTime.Parse("9999-12-31 23:59:59.999999", CultureInfo.InvariantCulture)),
        new("'1969-12-31 23:59:59'", TimestampS, new DateTime(1969, 12, 31, 23, 59, 59)),
        new("'2026-11-22 23:59:59.123'", TimestampMs, new DateTime(2026, 11, 22, 23, 59, 59, 123)),
        new("'2026-11-22 23:59:59.1234567'", TimestampNs, DateTime.Parse("2026-11-22 23:59:59.1234567", CultureInfo.InvariantCulture)),
        new("'1969-12-31 23:59:59.9999999'", TimestampNs, new DateTime(DateTime.UnixEpoch.Ticks - 1)),
        new("'2026-11-22 23:59:59.123456+02'", TimestampTz, DateTimeOffset.Parse("2026-11-22T21:59:59.123456Z", CultureInfo.InvariantCulture)),
        new("'3 days 04:05:06.789'", Interval, new TimeSpan(3, 4, 5, 6, 789)),
        new("'-00:00:00.000001'", Interval, TimeSpan.FromMicroseconds(-1)),
        new("'1 year 2 months 3 days 04:05:06.7'", Interval, "1 year 2 months 3 days 04:05:06.7"),
        new("'-13 months -1 days -100:00:00'", Interval, "-1 year -1 month -1 day -100:00:00"),
        new("'00112233-4455-6677-8899-aabbccddeeff'", Uuid, Guid.Parse("00112233-4455-6677-8899-aabbccddeeff")),
        new("'ffffffff-ffff-ffff-ffff-ffffffffffff'", Uuid, Guid.Parse("ffffffff-ffff-ffff-ffff-ffffffffffff")),
        new("'b''s'", DuckDbType.Enum("a", "b's", "ü"), "b's"),
        new("'300'", Numbered(301), "300"),
        new("'254'", Numbered(255), "254"),
        new("'255'", Numbered(256), "255"),
        new("'65535'", Numbered(65536), "65535"),
        new("[]", List(Integer), System.Array.Empty<object?>()),
        new("[1, NULL, 3]", List(Integer), new object?[] { 1, null, 3 }),
        new("[[], NULL, ['a', NULL, 'longer than twelve bytes']]", List(List(VarChar)), new object?[] { System.Array.Empty<object?>(), null, new object?[] { "a", null, "longer than twelve bytes" } }),
        new("range(5000)", List(BigInt), Enumerable.Range(0, 5000).Select(static i => (object?)(long)i).ToArray()),
        new("[1, NULL, 3]", DuckDbType.Array(Integer, 3), new object?[] { 1, null, 3 }),
        new("[['a', NULL], NULL]", DuckDbType.Array(DuckDbType.Array(VarChar, 2), 2), new object?[] { new object?[] { "a", null }, null }),
        new("{'a': 1, 'B c': NULL, 'd': ['x']}", Struct(new("a", Integer), new("B c", VarChar), new("d", List(VarChar))), Fields(("a", 1), ("B c", null), ("d", new object?[] { "x" }))),
        new("[{'a': 1}, NULL]", List(Struct(new DuckDbColumn("a", Integer))), new object?[] { Fields(("a", 1)), null }),
        new("MAP {'one': 1, 'none': NULL}", Map(VarChar, Integer), Fields(("one", 1), ("none", null))),
        new("MAP {}", Map(VarChar, Integer), Fields()),
        new("MAP {1: [true], 2: NULL}", Map(Integer, List(DuckDbType.Boolean)), new object?[] { Fields(("key", 1), ("value", new object?[] { true })), Fields(("key", 2), ("value", null)) }),
        new("union_value(t := 'text')", DuckDbType.Union(new("n", Integer), new("t", VarChar)), "text"),
        new("union_value(n := 7)", DuckDbType.Union(new("n", Integer), new("t", VarChar)), 7),
    ];

    /// <summary>Whether values of a type are written, and not only read.</summary>
    public static bool IsWritten(DuckDbType type) =>
        type.Kind is not (DuckDbTypeKind.Bit or DuckDbTypeKind.TimeTz or DuckDbTypeKind.TimestampS or DuckDbTypeKind.TimestampMs or DuckDbTypeKind.Enum or DuckDbTypeKind.Array
            or DuckDbTypeKind.Map or DuckDbTypeKind.Union)
        && (type.Item is null || IsWritten(type.Item))
        && (type.Fields is null || type.Fields.All(static field => IsWritten(field.Type)));

    public static DuckDbStruct Fields(params (string Name, object? Value)[] fields) =>
        new([.. fields.Select(static field => field.Name)], [.. fields.Select(static field => field.Value)]);

    private static DuckDbType Numbered(int count) => DuckDbType.Enum([.. Enumerable.Range(0, count).Select(static i => i.ToString(CultureInfo.InvariantCulture))]);
}
