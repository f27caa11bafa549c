using FsCheck;
using FsCheck.Fluent;
using StageTools.Databases.Columns;
using StageTools.Formats;
using StageTools.Formats.Options;
using StageTools.Formats.Text;

namespace StageTools.Core.Tests.Formats;

/// <summary>Dates, times, durations, GUIDs and bytes, with <see cref="RowReadOptions.InferTypes"/> where the type is to come back.</summary>
public sealed class MomentRoundTripTests
{
    public static TheoryData<FileFormat> All => [RowFile.Csv, RowFile.Tsv, RowFile.NdJson, RowFile.Json];

    private static Gen<DateTime> DateTimes =>
        from ticks in ArbMap.Default.GeneratorFor<DoNotSize<ulong>>()
        from unit in Gen.Elements(1L, 10L, TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerSecond, TimeSpan.TicksPerDay)
        select new DateTime((long)(ticks.Item % (ulong)DateTime.MaxValue.Ticks) / unit * unit);

    [Theory]
    [MemberData(nameof(All))]
    public void A_DateTime_without_a_zone_survives(FileFormat format) =>
        ValueRoundTripTests.Check(DateTimes.ToArbitrary(), value => Inferred<DateTime>(format, value).ShouldBe(value));

    [Theory]
    [MemberData(nameof(All))]
    public void A_DateTime_in_UTC_survives_as_DateTimeOffset(FileFormat format) =>
        ValueRoundTripTests.Check(DateTimes.Select(static v => DateTime.SpecifyKind(v, DateTimeKind.Utc)).ToArbitrary(), value =>
            Inferred<DateTimeOffset>(format, value).ShouldBe(new DateTimeOffset(value)));

    [Theory]
    [MemberData(nameof(All))]
    public void A_local_DateTime_carries_its_offset(FileFormat format)
    {
        var value = new DateTime(2026, 7, 1, 12, 30, 0, DateTimeKind.Local);
        Inferred<DateTimeOffset>(format, value).ShouldBe(new DateTimeOffset(value));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_DateTimeOffset_survives_with_its_offset(FileFormat format)
    {
        var offsets = DateTimes.Where(static v => v.Year is > 1 and < 9999)
            .SelectMany(static v => Gen.Choose(-14 * 60, 14 * 60).Select(m => new DateTimeOffset(v, TimeSpan.FromMinutes(m))));
        ValueRoundTripTests.Check(offsets.ToArbitrary(), value => Inferred<DateTimeOffset>(format, value).EqualsExact(value).ShouldBeTrue());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_date_survives(FileFormat format) =>
        ValueRoundTripTests.Check(DateTimes.Select(DateOnly.FromDateTime).ToArbitrary(), value => Inferred<DateOnly>(format, value).ShouldBe(value));

    [Theory]
    [MemberData(nameof(All))]
    public void A_time_of_day_survives_as_TimeSpan(FileFormat format) =>
        ValueRoundTripTests.Check(DateTimes.Select(TimeOnly.FromDateTime).ToArbitrary(), value =>
            Inferred<TimeSpan>(format, value).ShouldBe(value.ToTimeSpan()));

    [Theory]
    [MemberData(nameof(All))]
    public void A_TimeSpan_survives(FileFormat format) =>
        ValueRoundTripTests.Check(ArbMap.Default.GeneratorFor<DoNotSize<long>>().Select(static v => new TimeSpan(v.Item)).ToArbitrary(), value =>
            Inferred<TimeSpan>(format, value).ShouldBe(value));

    [Theory]
    [MemberData(nameof(All))]
    public void A_Guid_survives(FileFormat format) =>
        ValueRoundTripTests.Check(ArbMap.Default.ArbFor<Guid>(), value => Inferred<Guid>(format, value).ShouldBe(value));

    [Theory]
    [MemberData(nameof(All))]
    public void A_date_is_text_unless_types_are_inferred(FileFormat format) =>
        RowFile.Return(format, new DateOnly(2026, 1, 2)).ShouldBe("2026-01-02");

    [Theory]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-30")]
    [InlineData("0000-01-01")]
    [InlineData("2026-01-02T03:04")]
    [InlineData("2026-01-02T24:00:00")]
    [InlineData("2026-01-02 03:04:05")]
    [InlineData("2026-01-02T03:04:05.50")]
    [InlineData("2026-01-02T03:04:05.")]
    [InlineData("2026-01-02T03:04:05.12345678")]
    [InlineData("2026-01-02T03:04:05-00:00")]
    [InlineData("2026-01-02T03:04:05+00:00")]
    [InlineData("2026-01-02T03:04:05+15:00")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("2026-01-02T03:04:05z")]
    [InlineData("1:02:03")]
    [InlineData("01:02:03.5")]
    [InlineData("0F8FAD5B-D9CB-469F-A165-70867728950E")]
    public void What_no_type_writes_stays_text(string text) =>
        RowFile.ReadOne(RowFile.Csv, text, new RowReadOptions(InferTypes: true)).ShouldBe(text);

    [Theory]
    [InlineData("2026-01-02")]
    [InlineData("2026-01-02T03:04:05")]
    [InlineData("2026-01-02T03:04:05.5")]
    [InlineData("2026-01-02T03:04:05Z")]
    [InlineData("2026-01-02T03:04:05.1234567Z")]
    [InlineData("2026-01-02T03:04:05+02:00")]
    [InlineData("2026-01-02T03:04:05.05-00:30")]
    [InlineData("9999-12-31T23:59:59.9999999Z")]
    [InlineData("01:02:03")]
    [InlineData("-1.02:03:04.5000000")]
    [InlineData("0f8fad5b-d9cb-469f-a165-70867728950e")]
    public void What_becomes_a_moment_is_written_as_it_stood_wherever_it_is_text_again(string text)
    {
        var value = RowFile.ReadOne(RowFile.Csv, text, new RowReadOptions(InferTypes: true)).ShouldNotBeNull();
        value.ShouldNotBeOfType<string>();
        RowFile.WriteOne(RowFile.Csv, value).ShouldBe(text);
        RowFile.WriteOne(RowFile.Tsv, value).ShouldBe(text);
        RowFile.WriteOne(RowFile.NdJson, value).ShouldBe($"{{\"a\":\"{text}\"}}");
        ValueText.Of(value).ShouldBe(text);
        new PlainText().Of(value).ShouldBe(text);
    }

    [Fact]
    public void Bytes_are_hex_in_CSV() => RowFile.WriteOne(RowFile.Csv, (byte[])[0xAB, 0x00]).ShouldBe("ab00");

    [Fact]
    public void Bytes_whose_hex_is_all_digits_are_quoted() => RowFile.WriteOne(RowFile.Csv, (byte[])[0x12, 0x34]).ShouldBe("\"1234\"");

    [Fact]
    public void Bytes_are_hex_in_TSV() => RowFile.WriteOne(RowFile.Tsv, new ReadOnlyMemory<byte>([0xAB, 0x00])).ShouldBe("ab00");

    [Fact]
    public void Bytes_are_base64_in_JSON() => RowFile.WriteOne(RowFile.NdJson, (byte[])[0xAB, 0x00]).ShouldBe("{\"a\":\"qwA=\"}");

    private static T Inferred<T>(FileFormat format, object value)
        where T : struct =>
        RowFile.Return(format, value, new RowReadOptions(InferTypes: true)).ShouldBeOfType<T>();
}
