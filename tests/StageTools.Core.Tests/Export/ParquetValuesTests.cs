using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using StageTools.Core.Tests.Formats;
using StageTools.Export.Parts;

namespace StageTools.Core.Tests.Export;

/// <summary>DESIGN, rule 5, in Parquet: a value comes back equal and of its type, or is refused with its column and row.</summary>
public sealed class ParquetValuesTests : ParquetTests
{
    public static TheoryData<object?, string> Values => new()
    {
        { true, "BOOLEAN" },
        { long.MaxValue, "BIGINT" },
        { ulong.MaxValue, "UBIGINT" },
        { (float)0.1, "FLOAT" },
        { double.NaN, "DOUBLE" },
        { double.NegativeInfinity, "DOUBLE" },
        { -0.0, "DOUBLE" },
        { 1234567890.12m, "DECIMAL(28,2)" },
        { "Grüße 😀 \0 \"", "VARCHAR" },
        { "", "VARCHAR" },
        { new byte[] { 0, 255 }, "BLOB" },
        { new DateOnly(2026, 3, 1), "DATE" },
        { new TimeOnly(12, 34, 56, 789), "TIME" },
        { new DateTime(1, 1, 1), "TIMESTAMP" },
        { new DateTime(9999, 12, 31, 23, 59, 59), "TIMESTAMP" },
        { new DateTime(2026, 3, 1).AddTicks(1), "TIMESTAMP_NS" },
        { new DateTimeOffset(2026, 3, 1, 1, 2, 3, TimeSpan.Zero), "TIMESTAMP WITH TIME ZONE" },
        { Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"), "UUID" },
        { new object?[] { 1L, null, 3L }, "BIGINT[]" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_value_comes_back_equal_and_of_its_type(object? value, string type)
    {
        await RunAsync("@sales/a.parquet", [value], [null]);
        (await ReadAsync("a.parquet", "v, typeof(v)")).ShouldBe([[value, type], [null, type]]);
    }

    [Theory]
    [InlineData("'infinity'::DATE")]
    [InlineData("'10000-01-01'::DATE")]
    [InlineData("'0044-03-15 (BC)'::DATE")]
    [InlineData("'-infinity'::TIMESTAMP")]
    [InlineData("'290000-01-01 01:02:03'::TIMESTAMP")]
    [InlineData("'infinity'::TIMESTAMPTZ")]
    [InlineData("'290000-01-01 00:00:00+00'::TIMESTAMPTZ")]
    public async Task A_day_beyond_NETs_calendar_stays_itself_and_is_its_text_in_files_of_text(string value)
    {
        var far = (await QueryAsync($"SELECT {value}"))[0][0];
        await RunAsync("@sales/a.parquet", [far], [null]);
        (await ReadAsync("a.parquet", $"v IS NOT DISTINCT FROM {value}, typeof(v) = typeof({value})")).ShouldBe([[true, true], [false, true]]);
        await RunAsync("@sales/a.csv", [far]);
        await RunAsync("@sales/a.ndjson", [far]);
        (await QueryAsync($"SELECT v::VARCHAR = ({value})::VARCHAR FROM read_csv('{Data}/a.csv', all_varchar = true)")).ShouldBe([[true]]);
        (await QueryAsync($"SELECT v = ({value})::VARCHAR FROM read_ndjson('{Data}/a.ndjson', columns = {{'v': 'VARCHAR'}})")).ShouldBe([[true]]);
    }

    [Fact]
    public async Task What_has_no_type_in_Parquet_is_text_as_in_CSV()
    {
        await RunAsync("@sales/a.parquet", [TimeSpan.FromTicks(1)]);
        await RunAsync("@sales/b.parquet", [new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.FromHours(2))]);
        await RunAsync("@sales/c.parquet", [DayOfWeek.Friday]);
        await RunAsync("@sales/d.parquet", [BigInteger.Pow(10, 50)]);
        (await ReadAsync("a.parquet")).ShouldBe([["00:00:00.0000001"]]);
        (await ReadAsync("b.parquet")).ShouldBe([["2026-03-01T00:00:00+02:00"]]);
        (await ReadAsync("c.parquet")).ShouldBe([["Friday"]]);
        (await ReadAsync("d.parquet")).ShouldBe([["1" + new string('0', 50)]]);
    }

    [Fact]
    public async Task Numbers_widen_only_where_nothing_is_lost()
    {
        await RunAsync("@sales/a.parquet", [1], [2.5], [3m], [4L]);
        (await ReadAsync("a.parquet")).ShouldBe([[1.0], [2.5], [3.0], [4.0]]);
        await RunAsync("@sales/b.parquet", [1], [2.50m], [long.MaxValue]);
        (await ReadAsync("b.parquet")).ShouldBe([[1m], [2.5m], [(decimal)long.MaxValue]]);
        await RunAsync("@sales/c.parquet", [long.MaxValue], [0.5]);
        (await ReadAsync("c.parquet")).ShouldBe([["9223372036854775807"], ["0.5"]]);
    }

    [Fact]
    public async Task Objects_of_one_shape_are_structs_and_of_several_JSON()
    {
        await RunAsync("@sales/a.parquet", [new Dictionary<string, object?>(StringComparer.Ordinal) { ["x"] = 1, ["y"] = "a" }], [new Dictionary<string, object?>(StringComparer.Ordinal) { ["x"] = 2, ["y"] = null }]);
        (await ReadAsync("a.parquet", "v.x, v.y")).ShouldBe([[1L, "a"], [2L, null]]);

        // Names that differ in case are two in JSON.
        await RunAsync("@sales/c.parquet", [new Dictionary<string, object?>(StringComparer.Ordinal) { ["x"] = 1, ["X"] = new[] { 2 } }], ["text"]);
        (await ReadAsync("c.parquet")).ShouldBe([["{\"x\":1,\"X\":[2]}"], ["\"text\""]]);
        await RunAsync("@sales/b.parquet", [new Dictionary<string, object?>(StringComparer.Ordinal) { ["x"] = 1 }], [new object?[] { 1, "a" }], ["text"]);
        (await ReadAsync("b.parquet")).ShouldBe([["{\"x\":1}"], ["[1,\"a\"]"], ["\"text\""]]);
    }

    [Theory]
    [InlineData(1, "a", "1", "a")]
    [InlineData("a", true, "a", "true")]
    [InlineData(1.5, "a", "1.5", "a")]
    public async Task Values_of_several_types_are_text_each_as_it_stood(object first, object second, string firstText, string secondText)
    {
        await RunAsync("@sales/a.parquet", [first], [second]);
        (await ReadAsync("a.parquet")).ShouldBe([[firstText], [secondText]]);
    }

    [Fact]
    public async Task Bytes_among_other_values_are_refused_with_column_and_row()
    {
        var error = await StageErrorCode.ValueNotRepresentable.ShouldFailAsync(() => RunAsync("@sales/a.parquet", [1], [new byte[] { 1 }]));
        error.Message.ShouldContain("Column 'v', row 2");
        Directory.EnumerateFileSystemEntries(Data).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_keys_that_are_written_alike_are_refused_with_column_and_row()
    {
        List<KeyValuePair<string, object?>> one = [new("1", "a")], twins = [new("1", "a"), new("1", "b")];
        foreach (var (first, second) in ((object, object)[])[(one, twins), (new object[] { 1, "x" }, new object[] { twins }), ("x", twins)])
        {
            var error = await StageErrorCode.ValueNotRepresentable.ShouldFailAsync(() => RunAsync("@sales/a.parquet", [first], [second]));
            error.Message.ShouldBe("Column 'v', row 2: an object has two keys that are written '1'; rename one.");
            Directory.EnumerateFileSystemEntries(Data).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Any_column_comes_back_equal_or_is_refused() => Property.Check(
        Gen.OneOf(
            Column(ArbMap.Default.GeneratorFor<long>().Select(static v => (object?)v)),
            Column(ArbMap.Default.GeneratorFor<double>().Select(static v => (object?)v)),
            Column(ArbMap.Default.GeneratorFor<decimal>().Select(static v => (object?)v)),
            Column(Nasty.TextGen.Select(static v => (object?)v)),
            Column(ArbMap.Default.GeneratorFor<DateTime>().Select(static v => (object?)DateTime.SpecifyKind(v, DateTimeKind.Unspecified))),
            Column(ArbMap.Default.GeneratorFor<Guid>().Select(static v => (object?)v)),
            Column(ArbMap.Default.GeneratorFor<byte[]>().Select(static v => (object?)v)),
            Column(Nasty.ValueGen)),
        values =>
        {
            var refused = false;
            try
            {
                RunAsync("@sales/a.parquet", new ExportOptions { Overwrite = true }, [.. values.Select(static v => new[] { v })]).GetAwaiter().GetResult();
            }
            catch (StageException e) when (e.Code == StageErrorCode.ValueNotRepresentable)
            {
                refused = true;
            }

            if (refused)
                return;

            var read = ReadAsync("a.parquet").GetAwaiter().GetResult().ConvertAll(static r => r[0]);
            var isMixed = read.Exists(static v => v is string) && values.Any(static v => v is not (null or string));
            read.Select(Same).ShouldBe(values.Select(v => isMixed ? Text(v) : Same(v)));
        });

    private static Gen<object?[]> Column(Gen<object?> value) => Gen.OneOf(value, Gen.Constant<object?>(null), value, value).ArrayOf();

    // Of a column with values of several types .NET's own text is what is expected.
    private static string? Text(object? value) => value is bool truth
        ? truth ? "true" : "false"
        : value is null ? null : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture);

    // What was a whole number among fractions is one of them now: the same number.
    private static object? Same(object? value) => value switch
    {
        byte[] bytes => Convert.ToHexString(bytes),
        long number => (decimal)number,
        double number when Math.Abs(number) < 1e15 && (double)(decimal)number == number && !(number == 0 && double.IsNegative(number)) => (decimal)number,
        System.Data.SqlTypes.SqlDecimal wide => decimal.Parse(wide.ToString(), System.Globalization.CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", System.Globalization.CultureInfo.InvariantCulture),
        _ => value,
    };
}
