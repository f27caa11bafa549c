using System.Globalization;
using System.Numerics;
using System.Text;
using StageTools.Formats.Files;

namespace StageTools.Core.Tests.Formats;

/// <summary>The type of a column of which some values were seen: none that one of them would not survive.</summary>
public sealed class ValueSampleTests
{
    private static readonly BigInteger Huge = (BigInteger.One << 127) - 1;
    private static readonly DateTime Moment = new(2026, 2, 3, 4, 5, 6, DateTimeKind.Unspecified);

    /// <summary>What a column's type is, and values that it was seen with.</summary>
    public static TheoryData<string, object?[]> Columns => new()
    {
        { "VARCHAR", [] },
        { "VARCHAR", [null] },
        { "BIGINT", [1L, null] },
        { "BIGINT", [1L << 53, -(1L << 53)] },
        { "DOUBLE", [1L << 53, -(1L << 53), 0.5] },
        { "BIGINT", [(1L << 53) + 1] },
        { "VARCHAR", [(1L << 53) + 1, 0.5] },
        { "VARCHAR", [-(1L << 53) - 1, 0.5] },
        { "HUGEINT", [Huge] },
        { "HUGEINT", [-Huge, 1L] },
        { "HUGEINT", [Huge, long.MaxValue] },
        { "VARCHAR", [Huge + 1] },
        { "VARCHAR", [-Huge - 1] },
        { "VARCHAR", [Huge, 0.5] },
        { "DOUBLE", [0.5] },
        { "DOUBLE", [123456789012345m] },
        { "DOUBLE", [12345678901234.5m] },
        { "DOUBLE", [-0.000123456789012345m] },
        { "VARCHAR", [1234567890123456m] },
        { "VARCHAR", [0.1234567890123456m] },
        { "BOOLEAN", [true, false] },
        { "VARCHAR", [true, 1L] },
        { "DATE", [new DateOnly(2026, 2, 3)] },
        { "VARCHAR", [new DateOnly(2026, 2, 3), Moment] },
        { "TIMESTAMP", [Moment] },
        { "VARCHAR", [Moment.AddTicks(1)] },
        { "TIMESTAMP", [Moment.AddTicks(10)] },
        { "TIMESTAMPTZ", [new DateTimeOffset(Moment, TimeSpan.FromHours(1))] },
        { "VARCHAR", [new DateTimeOffset(Moment, TimeSpan.FromHours(1)).AddTicks(1)] },
        { "VARCHAR", [Moment, new DateTimeOffset(Moment, TimeSpan.Zero)] },
        { "VARCHAR", ["x"] },
        { "VARCHAR", [new object?[] { 1L }] },
    };

    [Theory]
    [MemberData(nameof(Columns), DisableDiscoveryEnumeration = true)]
    public void A_type_holds_every_value_that_was_seen(string type, object?[] values)
    {
        var (sample, first, rest) = (new ValueSample(), new ValueSample(), new ValueSample());
        foreach (var (i, value) in values.Index())
        {
            sample.Add(value);
            (i == 0 ? first : rest).Add(value);
        }

        first.Add(rest);
        (sample.Type, first.Type, sample.IsEmpty).ShouldBe((type, type, values.All(static value => value is null)));
    }

    [Theory]
    [InlineData("2026-02-03", "DATE")]
    [InlineData("2026-02-3", "VARCHAR")]
    [InlineData("2026-02-30", "VARCHAR")]
    [InlineData("2026-02-03T04:05:06", "TIMESTAMP")]
    [InlineData("2026-02-03 04:05:06", "TIMESTAMP")]
    [InlineData("2026-02-03 04:05:06.000", "TIMESTAMP")]
    [InlineData("2026-02-03 04:05:06.5", "TIMESTAMP")]
    [InlineData("2026-02-03 04:05:06.500", "TIMESTAMP")]
    [InlineData("2026-02-03 04:05:06.123456", "TIMESTAMP")]
    [InlineData("2026-02-03 04:05:06.1234567", "VARCHAR")]
    [InlineData("2026-02-03 04:05:06.", "VARCHAR")]
    [InlineData("2026-02-03 04:05", "VARCHAR")]
    [InlineData("2026-02-03x04:05:06", "VARCHAR")]
    [InlineData("2026-02-03 24:05:06", "VARCHAR")]
    [InlineData("2026-02-03T04:05:06+01:00", "TIMESTAMPTZ")]
    [InlineData("2026-02-03T04:05:06Z", "TIMESTAMPTZ")]
    [InlineData("2026 02 03", "VARCHAR")]
    [InlineData("", "VARCHAR")]
    [InlineData("ein Text mit zehn", "VARCHAR")]
    public void A_text_is_a_day_or_a_time_where_it_reads_as_one(string text, string type)
    {
        var sample = new ValueSample();
        sample.AddText(Encoding.UTF8.GetBytes(text));
        sample.Type.ShouldBe(type);
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("0.00", true)]
    [InlineData("100000000000000", true)]
    [InlineData("1000000000000000", false)]
    [InlineData("-99999999999999.9", true)]
    [InlineData("-999999999999999.9", false)]
    [InlineData("0.0000000000001", true)]
    public void A_double_holds_a_decimal_of_fifteen_digits(string number, bool isHeld) =>
        ValueSample.IsHeld(decimal.Parse(number, CultureInfo.InvariantCulture)).ShouldBe(isHeld);
}
