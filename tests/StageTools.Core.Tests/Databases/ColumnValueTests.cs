using System.Data.SqlTypes;
using System.Globalization;
using System.Numerics;
using FsCheck.Fluent;
using StageTools.Databases.Columns;
using StageTools.DuckDb;
using StageTools.Formats.Options;
using StageTools.Rows;

namespace StageTools.Core.Tests.Databases;

/// <summary>What a value becomes in a column of each type, and what is refused rather than rounded or guessed.</summary>
public sealed class ColumnValueTests
{
    private static readonly DateTime Day = new(2026, 2, 3, 0, 0, 0, DateTimeKind.Unspecified);
    private static readonly DateTime Moment = new(2026, 2, 3, 4, 5, 6, DateTimeKind.Unspecified);
    private static readonly DateTimeOffset Abroad = new(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(2));

    /// <summary>The kind of column, the value, and what it becomes; null where it is refused.</summary>
    public static TheoryData<ColumnKind, object, object?> Values =>
    [
        .. Rows(ColumnKind.Any, ("x", "x"), (1L, 1L)),
        .. Rows(ColumnKind.Varchar, ("x", "x"), (1L, "1"), (true, "true"), (1.5, "1.5"), (SqlDecimal.Parse("1.50"), "1.50"), (new byte[] { 1 }, null)),
        .. Rows(
            ColumnKind.Boolean, (true, true), (false, false), (1L, true), (0L, false), (2L, null), (-1L, null), ("TRUE", true), ("1", true), ("False", false), ("0", false),
            ("yes", null), ("", null), (1, null), (1.0, null)),
        .. Rows(
            ColumnKind.BigInt, (1L, 1L), (new BigInteger(long.MinValue), long.MinValue), (new BigInteger(long.MaxValue) + 1, null), ((ulong)long.MaxValue, long.MaxValue),
            (ulong.MaxValue, null), (-7, -7L), ((short)-7, -7L), ((sbyte)-7, -7L), ((byte)7, 7L), ((ushort)7, 7L), (7u, 7L), (3.0, 3L), (-3.0, -3L), (3.5, null),
            (9007199254740991.0, 9007199254740991L), (9007199254740992.0, null), (-9007199254740992.0, null), (5m, 5L), (5.0m, 5L), (5.5m, null), (1e20m, null), ("-12", -12L),
            ("1.0", null), (" 1", null), ("1,000", null), (true, null)),
        .. Rows(
            ColumnKind.Numeric, (1.10m, 1.10m), (5L, 5m), (new BigInteger(5), 5m), (BigInteger.Pow(10, 30), BigInteger.Pow(10, 30)), (7, 7m), (ulong.MaxValue, 18446744073709551615m),
            (0.1, 0.1m), (0.1f, 0.1m), ("1.25", 1.25m), ("x", null), (true, null)),
        .. Rows(
            ColumnKind.DoublePrecision, (1.5, 1.5), (0.5f, 0.5), (2L, 2.0), (0.25m, 0.25), (SqlDecimal.Parse("0.5"), 0.5), (new BigInteger(3), 3.0), (4, 4.0),
            ("1e3", 1000.0), ("NaN", double.NaN), ("Infinity", double.PositiveInfinity), ("-Infinity", double.NegativeInfinity), ("1e999", null), ("x", null), (true, null)),
        .. Rows(ColumnKind.Json, ("{\"a\":1}", "{\"a\":1}"), ("{", null), (5L, "5"), ("\"t\"", "\"t\"")),
        .. Rows(ColumnKind.Blob, ("\\x0aFF", new byte[] { 10, 255 }), ("0x0a", new byte[] { 10 }), ("0A", new byte[] { 10 }), ("0", null), ("xy", null), ("", Array.Empty<byte>()), (1L, null)),
        .. Rows(
            ColumnKind.Date, (new DateOnly(2026, 2, 3), new DateOnly(2026, 2, 3)), (Day, new DateOnly(2026, 2, 3)), (Moment, null), (DateTime.SpecifyKind(Day, DateTimeKind.Utc), null),
            ("2026-02-03", new DateOnly(2026, 2, 3)), ("2026/02/03", new DateOnly(2026, 2, 3)), ("20260203", new DateOnly(2026, 2, 3)), ("2026-2-3", null), (Abroad, null)),
        .. Rows(
            ColumnKind.Time, (new TimeOnly(4, 5), new TimeOnly(4, 5)), (TimeSpan.Zero, TimeOnly.MinValue), (TimeSpan.FromTicks(TimeSpan.TicksPerDay - 1), TimeOnly.MaxValue),
            (TimeSpan.FromDays(1), null), (TimeSpan.FromTicks(-1), null), ("04:05", new TimeOnly(4, 5)), ("04:05:06.5", new TimeOnly(4, 5, 6, 500)), ("4:05", null), (Moment, null)),
        .. Rows(
            ColumnKind.Timestamp, (Moment, Moment), (DateTime.SpecifyKind(Moment, DateTimeKind.Utc), null), (DateTime.SpecifyKind(Moment, DateTimeKind.Local), null),
            (new DateOnly(2026, 2, 3), Day), ("2026-02-03T04:05:06", Moment), ("2026-02-03 04:05:06", Moment), ("2026-02-03 04:05", Moment.AddSeconds(-6)), ("2026-02-03", Day),
            ("20260203", Day), ("2026-02-03T04:05:06Z", null), (Abroad, null)),
        .. Rows(
            ColumnKind.TimestampTz, (Abroad, Abroad), (DateTime.SpecifyKind(Moment, DateTimeKind.Utc), new DateTimeOffset(Moment, TimeSpan.Zero)), (Moment, null),
            ("2026-02-03T04:05:06+02:00", Abroad), ("2026-02-03 04:05:06+02:00", Abroad), ("2026-02-03T04:05:06Z", new DateTimeOffset(Moment, TimeSpan.Zero)),
            ("2026-02-03T04:05:06+00:00", new DateTimeOffset(Moment, TimeSpan.Zero)), ("2026-02-03T04:05:06", null)),
        .. Rows(
            ColumnKind.Interval, (TimeSpan.FromDays(2), TimeSpan.FromDays(2)), (new TimeOnly(1, 0), TimeSpan.FromHours(1)), ("1.02:03:04", new TimeSpan(1, 2, 3, 4)),
            ("1:2:03", new TimeSpan(1, 2, 3)), ("2 days 26:00:00.5", new TimeSpan(3, 2, 0, 0, 500)), ("-1 day", TimeSpan.FromDays(-1)),
            ("1 month 2 days 00:00:03", new CalendarSpan(1, 2, 3_000_000, "1 month 2 days 00:00:03")), ("-13 mons", new CalendarSpan(-13, 0, 0, "-13 mons")),
            ("1 year -3 days -00:00:00.000001", new CalendarSpan(12, -3, -1, "1 year -3 days -00:00:00.000001")), ("a day", null), ("", null), (1L, null),
            ("1 month ", null), ("1 month\n", null), ("2 days 1 month", null), ("1 month 1 month", null), ("1 month 24:60:00", null), ("1 month 9999999999 days", null)),
        .. Rows(ColumnKind.Uuid, (Guid.AllBitsSet, Guid.AllBitsSet), ("FFFFFFFF-ffff-ffff-ffff-ffffffffffff", Guid.AllBitsSet), ("ffff", null), (1L, null)),
    ];

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void A_value_becomes_the_columns_own_or_is_refused(ColumnKind kind, object value, object? expected)
    {
        var type = new ColumnType(kind);
        if (expected is null)
        {
            Should.Throw<FormatException>(() => ColumnValue.Convert(value, type)).Message.ShouldEndWith($" is no {type}");
        }
        else
        {
            var converted = ColumnValue.Convert(value, type);
            converted.ShouldBeOfType(expected.GetType());
            (converted is DateTimeOffset moment ? moment.EqualsExact((DateTimeOffset)expected) : Same(converted, expected)).ShouldBeTrue($"{converted} is not {expected}");
        }
    }

    [Theory]
    [InlineData("123.45", 5, 2, true)]
    [InlineData("-123.45", 5, 2, true)]
    [InlineData("1234.5", 5, 2, false)]
    [InlineData("1.234", 5, 2, false)]
    [InlineData("12345", 5, 0, true)]
    [InlineData("123456", 5, 0, false)]
    [InlineData("0.5", 1, 1, true)]
    [InlineData("1.5", 1, 1, false)]
    [InlineData("1234567890.123456789", 0, 0, true)]
    [InlineData("12300", 5, -2, true)]
    [InlineData("-9999900", 5, -2, true)]
    [InlineData("0", 5, -2, true)]
    [InlineData("12350", 5, -2, false)]
    [InlineData("10000000", 5, -2, false)]
    [InlineData("0.5", 5, -2, false)]
    [InlineData("0.0012", 2, 4, true)]
    [InlineData("-0.0099", 2, 4, true)]
    [InlineData("0.001", 2, 4, true)]
    [InlineData("0", 2, 4, true)]
    [InlineData("0.0100", 2, 4, false)]
    [InlineData("0.00123", 2, 4, false)]
    [InlineData("1", 2, 4, false)]
    public void A_number_with_more_digits_than_a_decimal_column_has_is_refused(string number, int precision, int scale, bool fits)
    {
        var type = new ColumnType(ColumnKind.Numeric, precision, scale);
        if (fits)
            ColumnValue.Convert(number, type).ShouldBe(decimal.Parse(number, CultureInfo.InvariantCulture));
        else
            Should.Throw<FormatException>(() => ColumnValue.Convert(number, type)).Message.ShouldBe($"'{number}' is no DECIMAL({precision},{scale})");
    }

    /// <summary>A whole number, and whether a double and a REAL hold it.</summary>
    public static TheoryData<object, bool, bool> WholeNumbers =>
    [
        (16777216L, true, true), (16777217L, true, false), (16777217m, true, false), ("16777217", true, false), (-16777217, true, false),
        (9007199254740992L, true, true), (9007199254740993L, false, false), (-9007199254740993L, false, false), (9007199254740994L, true, false),
        (long.MaxValue, false, false), (long.MinValue, true, true), (ulong.MaxValue, false, false), ("9007199254740993", false, false),
        (9007199254740993m, false, false), (9007199254740993.0m, false, false), (SqlDecimal.Parse("9007199254740993"), false, false),
        (BigInteger.Pow(2, 100), true, true), (BigInteger.Pow(2, 100) + 1, false, false), (BigInteger.Pow(10, 400), false, false),
    ];

    [Theory]
    [MemberData(nameof(WholeNumbers), DisableDiscoveryEnumeration = true)]
    public void A_whole_number_is_never_rounded_to_a_floating_point_one(object value, bool isDouble, bool isReal)
    {
        foreach (var (type, fits) in new[] { (new ColumnType(ColumnKind.DoublePrecision), isDouble), (ColumnType.Real, isReal) })
        {
            if (fits)
                new BigInteger((double)ColumnValue.Convert(value, type)).ToString(CultureInfo.InvariantCulture).ShouldBe(value as string ?? ValueText.Of(value));
            else
                Should.Throw<FormatException>(() => ColumnValue.Convert(value, type)).Message.ShouldBe($"{ValueText.Shown(value).Replace(".0'", "'", StringComparison.Ordinal)} has no exact {type}");
        }
    }

    [Fact]
    public void A_decimal_becomes_the_double_that_its_text_means() => Property.Check(
        from digits in Gen.Choose(0, 9).Select(static d => (char)('0' + d)).ArrayOf(28)
        from length in Gen.Choose(1, 28)
        from scale in Gen.Choose(0, 28)
        from sign in Gen.Elements("", "-")
        select sign + new string(digits, 0, length).PadLeft(scale + 1, '0').Insert(Math.Max(length, scale + 1) - scale, "."),
        static text =>
        {
            var number = decimal.Parse(text, CultureInfo.InvariantCulture);
            var nearest = double.Parse(text, CultureInfo.InvariantCulture);
            NearestDouble.Of(number).ShouldBe(nearest);
            NearestDouble.Of(SqlDecimal.Parse(text)).ShouldBe(nearest);
            if (!decimal.IsInteger(number))
                ColumnValue.Convert(number, new ColumnType(ColumnKind.DoublePrecision)).ShouldBe(nearest);
        });

    [Fact]
    public void A_decimal_of_many_digits_is_no_other_double() =>
        ColumnValue.Convert(95.00000000000000000000m, new ColumnType(ColumnKind.DoublePrecision)).ShouldBe(95.0);

    [Theory]
    [InlineData("123456789012345680000", 123456789012345680000d, false)]
    [InlineData("100000000000000000000000", 1e23, false)]
    [InlineData("-123456790", -123456790d, true)]
    [InlineData("1234570000", 1234570000d, true)]
    public void The_shortest_text_of_a_floating_point_number_is_that_number(string text, double number, bool isReal)
    {
        foreach (object value in new object[] { text, BigInteger.Parse(text, CultureInfo.InvariantCulture), decimal.Parse(text, CultureInfo.InvariantCulture) })
            ((double)ColumnValue.Convert(value, isReal ? ColumnType.Real : new ColumnType(ColumnKind.DoublePrecision))).ShouldBe(isReal ? (float)number : number);
    }

    [Fact]
    public void A_bare_number_means_the_bytes_of_its_digits_in_CSV_and_TSV_alone()
    {
        var type = new ColumnType(ColumnKind.Blob);
        ColumnValue.Convert(31L, type, new FileText(IsJson: false, Binary: null, IsBare: true)).ShouldBe(new byte[] { 0x31 });
        ColumnValue.Convert(true, type, new FileText(IsJson: false, BinaryFormat.Base64, IsBare: true)).ShouldBe(new byte[] { 0xB6, 0xBB, 0x9E });
        Should.Throw<FormatException>(() => ColumnValue.Convert(31L, type, new FileText(IsJson: true)));
        Should.Throw<FormatException>(() => ColumnValue.Convert(31L, type));
    }

    [Theory]
    [InlineData("123", true, "\"123\"")]
    [InlineData("true", true, "\"true\"")]
    [InlineData("abc", true, "\"abc\"")]
    [InlineData("", true, "\"\"")]
    [InlineData("\"x\"", true, "\"\\\"x\\\"\"")]
    [InlineData("{\"a\": 1}", true, "{\"a\": 1}")]
    [InlineData("[1]", true, "[1]")]
    [InlineData("[1", true, null)]
    [InlineData("123", false, "123")]
    [InlineData("abc", false, null)]
    public void A_text_of_a_JSON_file_is_a_text_in_a_column_of_JSON_unless_it_begins_as_an_object_or_a_list(string text, bool isJson, string? json)
    {
        if (json is null)
            Should.Throw<FormatException>(() => ColumnValue.Convert(text, new ColumnType(ColumnKind.Json), new FileText(isJson))).Message.ShouldEndWith(" is no JSON");
        else
            ColumnValue.Convert(text, new ColumnType(ColumnKind.Json), new FileText(isJson)).ShouldBe(json);
    }

    [Theory]
    [InlineData(58, 58)]
    [InlineData(59, 59)]
    [InlineData(900, 59)]
    public void A_long_value_is_shown_by_its_beginning(int length, int shown)
    {
        ValueText.Shown(new string('x', length)).ShouldBe($"'{new string('x', shown)}{(length > 58 ? "…'" : "'")}");
        ValueText.Shown(new byte[3]).ShouldBe("a value of 3 bytes");
        ValueText.Shown(5L).ShouldBe("'5'");
    }

    [Theory]
    [InlineData("t", "t")]
    [InlineData("s.t", "s|t")]
    [InlineData("\"s.x\".\"t\"\"y\"", "s.x|t\"y")]
    [InlineData("a.\"b\".c", "a|b|c")]
    [InlineData("a\"b", "a\"b")]
    [InlineData("", null)]
    [InlineData(".t", null)]
    [InlineData("s.", null)]
    [InlineData("s..t", null)]
    [InlineData("\"\"", null)]
    [InlineData("\"", null)]
    [InlineData("\"s", null)]
    [InlineData("\"s\"t", null)]
    [InlineData("\"s\".", null)]
    [InlineData("t\0", null)]
    public void A_tables_name_is_read_part_by_part(string name, string? parts)
    {
        if (parts is null)
            StageErrorCode.OptionInvalid.ShouldFail(() => TableName.Parse(name));
        else
            TableName.Parse(name).Parts.ShouldBe(parts.Split('|'));
    }

    private static bool Same(object a, object b) => a is byte[] bytes ? bytes.SequenceEqual((byte[])b) : a.Equals(b);

    private static IEnumerable<TheoryDataRow<ColumnKind, object, object?>> Rows(ColumnKind kind, params (object Value, object? Expected)[] rows) =>
        rows.Select(row => new TheoryDataRow<ColumnKind, object, object?>(kind, row.Value, row.Expected));
}
