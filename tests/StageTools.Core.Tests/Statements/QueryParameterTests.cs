using StageTools.Core.Tests.Statements.Running;
using StageTools.Formats.Options;

namespace StageTools.Core.Tests.Statements;

/// <summary>The values of parameters in queries: what they are to DuckDB.</summary>
public sealed class QueryParameterTests : IDisposable
{
    private static readonly DateTime Now = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(1234567);

    private readonly Dictionary<string, object?> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly TestRun _run;

    public QueryParameterTests() => _run = new TestRun(_values);

    public static TheoryData<object, string> Lists => new()
    {
        { new object?[] { null, 1, 5_000_000_000 }, "BIGINT[] [null,1,5000000000]" },
        { new object[] { 1, 2.5 }, "DOUBLE[] [1.0,2.5]" },
        { new object[] { 0.5f, 1 }, "DOUBLE[] [0.5,1.0]" },
        { new object[] { 1, 2.55m, 12345.6m }, "DECIMAL(12,2)[] [1.0,2.55,12345.6]" },
        { new object[] { (byte)200, (sbyte)-1 }, "SMALLINT[] [200,-1]" },
        { new object[] { ulong.MaxValue, -1 }, "HUGEINT[] [18446744073709551615,-1]" },
        { new object[] { (byte)1, uint.MaxValue }, "UINTEGER[] [1,4294967295]" },
        { new object[] { Array.Empty<object>(), new object[] { 1 }, new object[] { 2.5 } }, "DOUBLE[][] [[],[1.0],[2.5]]" },
        { new object[] { new DateOnly(2026, 1, 2), new DateTime(2026, 1, 2, 3, 0, 0) }, "TIMESTAMP[] [\"2026-01-02 00:00:00\",\"2026-01-02 03:00:00\"]" },
        { new object[] { DayOfWeek.Monday, "x" }, "VARCHAR[] [\"Monday\",\"x\"]" },
        { Pairs(("a", 1), ("b", Pairs(("c", "x")))), "STRUCT(a INTEGER, b STRUCT(c VARCHAR)) {\"a\":1,\"b\":{\"c\":\"x\"}}" },
        { new object[] { Pairs(("a", 1)), Pairs(("a", 2.5)) }, "STRUCT(a DOUBLE)[] [{\"a\":1.0},{\"a\":2.5}]" },
        { new object[] { Fields("a", 1), Fields("b", 2.5) }, "STRUCT(a INTEGER, b DOUBLE)[] [{\"a\":1,\"b\":null},{\"a\":null,\"b\":2.5}]" },
    };

    public static TheoryData<object> Moments => [Now, Now.ToLocalTime(), new DateTimeOffset(Now), new DateTimeOffset(Now).ToOffset(TimeSpan.FromHours(9))];

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_list_has_the_type_that_holds_each_of_its_items(object value, string says)
    {
        _values["p"] = value;
        (await _run.LinesAsync("SELECT typeof($p) || ' ' || to_json($p)")).ShouldBe([says]);
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task A_moment_is_one_in_every_time_zone_and_is_compared(object value)
    {
        _values["p"] = value;
        await _run.RunAsync("SET TimeZone = 'Asia/Tokyo'; CREATE TABLE t (a TIMESTAMPTZ, b TIMESTAMP)");
        await _run.RunAsync("INSERT INTO t VALUES ($p, $p)");
        (await _run.LinesAsync(
            "SELECT a = '2026-01-02 03:04:05.123456+00'::TIMESTAMPTZ, b = '2026-01-02 12:04:05.123456'::TIMESTAMP, a >= $p, b <= $p, '2026-01-02'::DATE < $p, $p IN ($p), [$p][1] = $p FROM t"))
            .ShouldBe(["True|True|True|True|True|True|True"]);
        await _run.Stages.WriteAsync("~", "a.csv", "x\n");
        (await _run.LinesAsync("SELECT name FROM LIST_STAGE(LOCATION => '@~') WHERE last_modified > $p")).ShouldBe(["a.csv"]);
    }

    [Fact]
    public async Task Beside_a_moment_all_dates_of_a_list_are_moments_in_any_order()
    {
        var local = new DateTime(2026, 1, 2);
        foreach (var list in new object[][] { [Now, local, DateOnly.FromDateTime(local)], [DateOnly.FromDateTime(local), local, Now] })
        {
            (_values["p"], _values["local"], _values["now"]) = (list, DateTime.SpecifyKind(local, DateTimeKind.Local), Now);
            await _run.RunAsync("SET TimeZone = 'Asia/Tokyo'");
            (await _run.LinesAsync("SELECT list_sort($p) = list_sort([$now, $local, $local])")).ShouldBe(["True"]);
        }
    }

    [Fact]
    public async Task A_time_of_no_zone_stays_one_to_its_last_digit()
    {
        _values["p"] = DateTime.SpecifyKind(Now, DateTimeKind.Unspecified);
        (await _run.LinesAsync("SELECT typeof($p) || ' ' || $p")).ShouldBe(["TIMESTAMP_NS 2026-01-02 03:04:05.1234567"]);
        _values["p"] = new DateTime(2026, 1, 2);
        (await _run.LinesAsync("SELECT typeof($p) || ' ' || $p")).ShouldBe(["TIMESTAMP 2026-01-02 00:00:00"]);
    }

    [Fact]
    public async Task An_enum_is_its_name()
    {
        _values["p"] = DayOfWeek.Friday;
        _values["format"] = RowFormat.Csv;
        await _run.Stages.WriteAsync("~", "a.txt", "Monday\nFriday\n");
        (await _run.LinesAsync("SELECT $1, typeof($p) FROM '@~/a.txt' (FILE_FORMAT => (TYPE = $format)) WHERE $1 = $p")).ShouldBe(["Friday|VARCHAR"]);
    }

    [Fact]
    public async Task What_has_no_type_is_told_of_by_the_name_of_the_parameter()
    {
        (_values["a"], _values["en"], _values["mixed"]) = (1, new Version(1, 2), new object[] { 1, "x" });
        (await _run.ShouldFailAsync(StageErrorCode.QueryInvalid, "SELECT $a, $en")).Message.ShouldStartWith("Parameter $en: ");
        (await _run.ShouldFailAsync(StageErrorCode.QueryInvalid, "SELECT $a, $mixed")).Message.ShouldBe("Parameter $mixed: a value of type System.String is no INTEGER.");
    }

    private static List<KeyValuePair<string, object?>> Pairs(params (string Name, object? Value)[] fields) =>
        [.. fields.Select(static field => KeyValuePair.Create(field.Name, field.Value))];

    private static Dictionary<string, object?> Fields(string name, object value) => new(StringComparer.Ordinal) { [name] = value };
}
