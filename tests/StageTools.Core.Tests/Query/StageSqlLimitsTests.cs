using System.Text;
using StageTools.Core.Tests.Export;
using StageTools.Core.Tests.Stages;
using StageTools.DuckDb;
using StageTools.Formats.Codecs;
using StageTools.Formats.Options;
using StageTools.Query;
using StageTools.Stages;

namespace StageTools.Core.Tests.Query;

/// <summary>What SQL does not let pass in silence, and how it says so.</summary>
public sealed class StageSqlLimitsTests : IDisposable
{
    private readonly TestStages _stages = new();

    public void Dispose() => _stages.Dispose();

    [Theory]
    [InlineData("1.5", "0.12345678901234567891")]
    [InlineData("1.5", "9007199254740993")]
    [InlineData("1.5", "007")]
    [InlineData("1.5", "inf")]
    [InlineData("1.5", "1_000")]
    [InlineData("1.5", "1.5 ")]
    [InlineData("1.5", "1.")]
    [InlineData("1.5", "1.5e-400")]
    [InlineData("1.5", "1e400")]
    [InlineData("1.5", "1.23456789012345678901e5")]
    [InlineData("2024-01-01T10:00:00", "2024-01-01 24:00:00")]
    [InlineData("2024-01-01T10:00:00", "2024-01-01T10:00:00+05:00")]
    [InlineData("2024-01-01T10:00:00", "2024-01-01T10:00+05")]
    [InlineData("2024-01-01T10:00:00Z", "2024-01-01T10:00:00.1234567Z")]
    [InlineData("2024-01-01T10:00:00Z", "2024-01-01T10:00:00")]
    public async Task A_value_that_the_type_would_change_is_refused(string first, string late)
    {
        await BeginAsync();
        WriteLate("a.csv", first, late);
        var error = await StageErrorCode.DataInvalid.ShouldFailAsync(() => _stages.RowsAsync("SELECT x FROM '@s/a.csv'"));
        error.Message.ShouldContain($"'@s/a.csv', line 10003: column 'x' holds '{late}'");
    }

    [Theory]
    [InlineData("1.5", "0.30000000000000004", "0.30000000000000004")]
    [InlineData("1.5", "-0.000000000000000000012345", "-1.2345e-20")]
    [InlineData("1.5", "-9007199254740992", "-9007199254740992.0")]
    [InlineData("1.5", "1.7976931348623157E+308", "1.7976931348623157e+308")]
    [InlineData("1.5", "NaN", "nan")]
    [InlineData("1.5", "100000000.50", "100000000.5")]
    [InlineData("2024-01-01T10:00:00", "2024-01-01 10:00:00.5", "2024-01-01 10:00:00.5")]
    public async Task A_value_that_the_type_holds_is_read(string first, string late, string value)
    {
        await BeginAsync();
        WriteLate("a.csv", first, late);
        (await _stages.RowsAsync("SELECT x::VARCHAR FROM '@s/a.csv' OFFSET 10001")).ShouldBe([value]);
    }

    [Fact]
    public async Task Lines_between_quotes_are_read_whatever_their_number()
    {
        await BeginAsync();
        const int rows = 250, lines = 80_000;
        var value = string.Concat(Enumerable.Repeat("7,8\n", lines));
        Write("a.csv", "a,b\n" + string.Concat(Enumerable.Range(0, rows).Select(i => $"{i},\"{value}\"\n")));
        (await _stages.RowsAsync("SELECT count(*), sum(a), min(length(b)), max(length(b)) FROM '@s/a.csv'"))
            .ShouldBe([$"{rows}|{rows * (rows - 1) / 2}|{lines * 4}|{lines * 4}"]);
    }

    [Fact]
    public async Task A_whole_number_that_a_double_cannot_hold_keeps_its_digits_among_fractions()
    {
        await BeginAsync();
        Write("a.csv", "x,y\n1.5,1\n9007199254740993,9007199254740993\n");
        (await _stages.RowsAsync("SELECT x, y FROM '@s/a.csv'")).ShouldBe(["1.5|1", "9007199254740993|9007199254740993"]);
        (await _stages.TypesAsync("SELECT x, y FROM '@s/a.csv'")).ShouldBe("VARCHAR BIGINT");
    }

    [Theory]
    [InlineData("SELEC 1", "Line 1, column 1: syntax error at or near \"SELEC\".")]
    [InlineData("SELECT 1,\n  foo\nFROM range(3)", "Line 2, column 3: Referenced column \"foo\" not found in FROM clause! Candidate bindings: \"range\".")]
    [InlineData("SELECT 1;\n SELEC 2", "Statement 2: Line 2, column 2: syntax error at or near \"SELEC\".")]
    [InlineData("SELECT a\nFROM '@s/a.csv' WHERE nope = 1", "Line 2, column 23: Referenced column \"nope\" not found in FROM clause!")]
    [InlineData("SELECT * FROM 'https://127.0.0.1:9/a.csv'", "New-Stage")]
    public async Task An_error_is_one_line_with_its_place_in_what_was_written(string sql, string says)
    {
        await BeginAsync();
        Write("a.csv", "a\n1\n");
        var error = await StageErrorCode.QueryInvalid.ShouldFailAsync(() => _stages.RowsAsync(sql));
        error.Message.ShouldContain(says);
        error.Message.ShouldNotContain("\n");
        error.Message.ShouldNotContain("Error:");
        error.Message.ShouldNotContain("INSTALL");
    }

    [Fact]
    public async Task A_column_of_the_name_Count_comes_back_from_RETURNING()
    {
        await BeginAsync();
        (await _stages.RowsAsync("CREATE TABLE c(\"Count\" INTEGER); INSERT INTO c VALUES (7) RETURNING \"Count\"")).ShouldBe(["7"]);
        (await _stages.RowsAsync("INSERT INTO c VALUES (8)")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_database_file_that_is_open_twice_keeps_what_both_commit()
    {
        await BeginAsync();
        var file = _stages.Folder.At("x.duckdb");
        using (var run = _stages.Engine.Sql.Begin(file))
        {
            (await run.RunAsync(StageSql.Read("CREATE TABLE t AS FROM range(10)")[0], new Dictionary<string, object?>(StringComparer.Ordinal), TestContext.Current.CancellationToken)).Dispose();
            await _stages.RowsAsync("CREATE TABLE log AS SELECT 1 AS x", file);
        }

        (await _stages.RowsAsync("SELECT (SELECT count(*) FROM t), (SELECT count(*) FROM log)", file)).ShouldBe(["10|1"]);
    }

    [Theory]
    [InlineData("a.json", 1, 60_000, "[", "]")]
    [InlineData("a.ndjson", 3, 60_000, "{\"a\":", "}")]
    [InlineData("a.ndjson.gz", 1, 1_001, "[", "]")]
    [InlineData("a.dat", 2, 60_000, "[", "]")]
    [InlineData("a.csv", 1, 1_001, "{\"a\":", "}")]
    [InlineData("a.json.br", 1, 1_001, "[{\"a\\\"{\":", "}]")]
    public async Task What_lies_deeper_than_the_stack_is_high_is_refused_with_its_line(string key, int line, int depth, string open, string close)
    {
        await BeginAsync();
        Write(key, string.Concat(Enumerable.Repeat("{\"a\":\"[[{{\"}\n", line - 1)) + string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth)) + "\n");
        var isJson = key.Contains("json", StringComparison.Ordinal);
        string[] ways = [.. isJson ? [$"'@s/{key}'"] : (string[])[], .. key.EndsWith(".br", StringComparison.Ordinal) ? [] : (string[])[$"read_json('@s/{key}')", $"read_json_auto(['@s/{key}'])"]];
        foreach (var way in ways)
            (await StageErrorCode.DataInvalid.ShouldFailAsync(() => _stages.RowsAsync("SELECT count(*) FROM " + way))).Message.ShouldStartWith($"'@s/{key}', line {line}: ");
        (await _stages.RowsAsync("SELECT 1")).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public async Task What_lies_a_thousand_deep_is_read(string open, string close)
    {
        await BeginAsync();
        var deep = string.Concat(Enumerable.Repeat(open, 1000)) + "1" + string.Concat(Enumerable.Repeat(close, 1000));
        Write("a.ndjson", deep + "\n{\"b\":\"\\\\\"}\n" + deep + "\n");
        (await _stages.RowsAsync("SELECT count(*) FROM '@s/a.ndjson'")).ShouldBe(["3"]);
    }

    [Theory]
    [InlineData("'2020-01-01 00:00:00.123456789'::TIMESTAMP_NS")]
    [InlineData("'24:00:00'::TIME")]
    public async Task A_value_without_a_form_is_refused_by_its_column(string value)
    {
        await BeginAsync();
        var error = await StageErrorCode.ValueNotRepresentable.ShouldFailAsync(() => _stages.RowsAsync($"SELECT 1, {value} AS held"));
        error.Message.ShouldContain("'held'");
        error.Message.ShouldContain("VARCHAR");
        (await _stages.RowsAsync($"SELECT ({value})::VARCHAR")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_is_of_any_type_is_JSON()
    {
        const string values = "{'a': 1.50, 'd': DATE '2020-01-01', 'n': 1234567890123456789, 't': [true, NULL]}::VARIANT";
        (await _stages.RowsAsync($"SELECT v, v, $x FROM (SELECT {values} AS v UNION ALL SELECT NULL) -- the end".Replace("$x", "[5::VARIANT]", StringComparison.Ordinal)))
            .ShouldBe(["""{"a":1.50,"d":"2020-01-01","n":1234567890123456789,"t":[true,null]}|{"a":1.50,"d":"2020-01-01","n":1234567890123456789,"t":[true,null]}|[5]""", "-|-|[5]"]);
        await BeginAsync();
        var path = _stages.Folder.At("data/v.parquet");
        using (var database = DuckDbDatabase.Open(path: null))
        using (var connection = database.Connect())
            connection.Execute($"COPY (SELECT 1 AS id, {values} AS v UNION ALL SELECT 2, NULL ORDER BY id) TO '{path}' (FORMAT parquet)", TestContext.Current.CancellationToken);
        string[] rows = ["""1|{"a":1.50,"d":"2020-01-01","n":1234567890123456789,"t":[true,null]}""", "2|-"];
        (await _stages.RowsAsync("FROM '@s/v.parquet'")).ShouldBe(rows);
        (await Exports.RowsAsync(await _stages.StoreAsync("s", forWriting: false), "v.parquet")).Select(static row => string.Join('|', row.Select(static value => value ?? "-"))).ShouldBe(rows);
    }

    [Fact]
    public async Task Days_beyond_the_calendar_are_texts()
    {
        (await _stages.RowsAsync("SELECT 'infinity'::DATE, '10000-01-01 01:02:03'::TIMESTAMP, ['-infinity'::TIMESTAMP, TIMESTAMP '2026-01-02'], '0044-03-15 (BC)'::DATE, DATE '2026-01-02'"))
            .ShouldBe(["infinity|10000-01-01 01:02:03|[-infinity 2026-01-02 00:00:00]|0044-03-15 (BC)|2026-01-02"]);
    }

    private Task<Stage> BeginAsync() => _stages.CreateExternalAsync("s", "data");

    private void WriteLate(string key, string first, string late) => Write(key, "x,y\n" + string.Concat(Enumerable.Repeat(first + ",1\n", 10_001)) + late + ",1\n");

    private void Write(string key, string text)
    {
        var path = _stages.Folder.At("data/" + key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var compression = FileFormat.FromFileName(key).Compression ?? Compression.None;
        using var target = CompressionStreams.ForWriting(File.Create(path), compression);
        target.Write(Encoding.UTF8.GetBytes(text));
    }
}
