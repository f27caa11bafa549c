using StageTools.Databases;
using StageTools.Databases.DuckDb;
using StageTools.DuckDb;
using StageTools.Import;

namespace StageTools.Core.Tests.Import;

/// <summary>COPY INTO table: a DuckDB file; and Parquet into every database.</summary>
public sealed class DuckDbLoadTests : IDisposable
{
    private readonly LoadFolder _files = new();
    private readonly string _file;

    public DuckDbLoadTests()
    {
        Assert.SkipUnless(DuckDbLibrary.IsAvailable(out var reason), reason);
        _file = _files.Folder.At("test.duckdb");
    }

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Table_is_made_with_the_types_that_the_values_have()
    {
        _files.Write("a.csv", "i,d,f,b,day,at,moment,span,id,t,big\n1,1200.50,0.25,true,2026-03-01,2026-03-01T10:00:00.5,2026-03-01T10:00:00+02:00,1.01:30:00,0f8fad5b-d9cb-469f-a165-70867728950e,007,92233720368547758070\n");
        await LoadAsync(new LoadOptions("t"), "a.csv");
        (await DuckDbQuery.RunAsync(_file, "SELECT string_agg(data_type, ', ' ORDER BY column_index) FROM duckdb_columns() WHERE table_name = 't'")).ShouldBe(
            "BIGINT, DECIMAL(6,2), DOUBLE, BOOLEAN, DATE, TIMESTAMP, TIMESTAMP WITH TIME ZONE, INTERVAL, UUID, VARCHAR, DECIMAL(20,0)");
        (await DuckDbQuery.RunAsync(_file, "SELECT i::VARCHAR, d::VARCHAR, f::VARCHAR, b::VARCHAR, day::VARCHAR, \"at\"::VARCHAR, epoch_ms(moment), span::VARCHAR, id::VARCHAR, t, big::VARCHAR FROM t")).ShouldBe(
            "1|1200.50|0.25|true|2026-03-01|2026-03-01 10:00:00.5|1772352000000|1 day 01:30:00|0f8fad5b-d9cb-469f-a165-70867728950e|007|92233720368547758070");
    }

    [Fact]
    public async Task A_moment_in_UTC_stays_the_text_that_it_was_in_columns_of_text_and_JSON()
    {
        Execute("CREATE TABLE t (a VARCHAR, j JSON, s STRUCT(x VARCHAR), m TIMESTAMPTZ)");
        const string at = "2026-03-01T10:00:00Z";
        _files.Write("a.ndjson", $"{{\"a\":\"{at}\",\"j\":{{\"x\":\"{at}\"}},\"s\":{{\"x\":\"{at}\"}},\"m\":\"2026-03-01T10:00:00+00:00\"}}\n");
        await LoadAsync(new LoadOptions("t"), "a.ndjson");
        (await DuckDbQuery.RunAsync(_file, "SELECT a, j::VARCHAR, s.x, epoch_ms(m) FROM t")).ShouldBe($"{at}|{{\"x\":\"{at}\"}}|{at}|1772359200000");

        _files.Write("b.csv", $"a,b\n{at},2026-03-01T10:00:00+00:00\nn/a,n/a\n");
        await LoadAsync(new LoadOptions("u"), "b.csv");
        (await DuckDbQuery.RunAsync(_file, "SELECT a, b FROM u LIMIT 1")).ShouldBe($"{at}|2026-03-01T10:00:00+00:00");
    }

    [Fact]
    public async Task Defaults_and_types_that_only_DuckDB_knows_are_its_own()
    {
        Execute("CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (id INTEGER, m mood, l INTEGER[], h HUGEINT, made VARCHAR DEFAULT 'now')");
        _files.Write("a.ndjson", "{\"id\":1,\"m\":\"ok\",\"l\":[1,2],\"h\":170141183460469231731687303715884105727}\n");
        await LoadAsync(new LoadOptions("t"), "a.ndjson");
        (await DuckDbQuery.RunAsync(_file, "SELECT id, m, l::VARCHAR, h::VARCHAR, made FROM t")).ShouldBe("1|ok|[1, 2]|170141183460469231731687303715884105727|now");
    }

    [Theory]
    [InlineData("UBIGINT", "18446744073709551615", "18446744073709551615", "1.5", "-1", "18446744073709551616")]
    [InlineData("DOUBLE", "9007199254740992", "9007199254740992.0", "9007199254740993", "\"9007199254740993\"", "18446744073709551617")]
    [InlineData("FLOAT", "16777216", "16777216.0", "16777217", "\"16777217\"", "9007199254740993")]
    [InlineData("HUGEINT", "-170141183460469231731687303715884105728", "-170141183460469231731687303715884105728", "1.5", "\"1.5\"", "\"x\"")]
    [InlineData("HUGEINT", "5.0", "5", "5.5", "1e60", "\"5,0\"")]
    [InlineData("UHUGEINT", "340282366920938463463374607431768211455", "340282366920938463463374607431768211455", "1.5", "\"2.50\"", "true")]
    [InlineData("TIMESTAMP_S", "\"2026-03-01T10:00:01\"", "2026-03-01 10:00:01", "\"2026-03-01T10:00:01.5\"", "\"x\"", "1")]
    [InlineData("TIMESTAMP_MS", "\"2026-03-01T10:00:01.123\"", "2026-03-01 10:00:01.123", "\"2026-03-01T10:00:01.1234\"", "\"x\"", "1")]
    [InlineData("INTEGER[]", "[1,null,3]", "[1, NULL, 3]", "[1.5]", "[2147483648]", "1")]
    [InlineData("INTEGER[2][]", "[[1,2],[3,4]]", "[[1, 2], [3, 4]]", "[[1]]", "[1,2]", "[[1,2.5]]")]
    [InlineData("DECIMAL(4,1)[]", "[12.5]", "[12.5]", "[12.55]", "[1234.5]", "[\"x\"]")]
    [InlineData("DECIMAL(38,10)[]", "[1234567890123456789012345678.0123456789]", "[1234567890123456789012345678.0123456789]", "[0.00000000001]", "[true]", "{}")]
    [InlineData("DOUBLE[]", "[0.1,1e300]", "[0.1, 1e+300]", "[9007199254740993]", "[\"x\"]", "[[]]")]
    [InlineData("HUGEINT[]", "[9007199254740993]", "[9007199254740993]", "[1.5]", "[\"1.5\"]", "[[]]")]
    [InlineData("TIMESTAMP_S[]", "[\"2026-03-01T10:00:01\"]", "['2026-03-01 10:00:01']", "[\"2026-03-01T10:00:01.5\"]", "[1]", "[\"x\"]")]
    [InlineData("INTERVAL[]", "[\"1.02:03:04.5\",\"-01:00:00\"]", "['1 day 02:03:04.5', '-01:00:00']", "[1]", "[\"x\"]", "[\"00:00:00.1234567\"]")]
    [InlineData("INTERVAL", "\"1 month 2 days 00:00:03\"", "1 month 2 days 00:00:03", "\"1 month x\"", "\"1 month 00:00:00.1234567\"", "1")]
    [InlineData("INTERVAL", "\"-1 year -1 month -1 day -100:00:00\"", "-1 year -1 month -1 day -100:00:00", "\"1 month 200000000 years\"", "\"3000000000 mons\"", "\" 1 mon\"")]
    [InlineData("INTERVAL[]", "[\"1 mon -2 days\"]", "[1 month -2 days]", "[\"2 days 1 month\"]", "[\"1 month 1 month\"]", "[\"\"]")]
    [InlineData("BOOLEAN[]", "[true,false]", "[true, false]", "[2]", "[\"x\"]", "[1.5]")]
    [InlineData("STRUCT(a INTEGER, b VARCHAR)", "{\"A\":1,\"b\":\"x y\"}", "{'a': 1, 'b': x y}", "{\"a\":1.5}", "{\"c\":1}", "[1]")]
    [InlineData("STRUCT(a INTEGER[])[]", "[{\"a\":[1]},null,{}]", "[{'a': [1]}, NULL, {'a': NULL}]", "[{\"a\":[1.5]}]", "[{\"a\":1}]", "[{\"b\":1}]")]
    [InlineData("MAP(VARCHAR, INTEGER)", "{\"k\":1}", "{k=1}", "{\"k\":1.5}", "[1]", "\"x\"")]
    [InlineData("MAP(INTEGER, DATE)", "[{\"key\":1,\"value\":\"2026-03-01\"}]", "{1=2026-03-01}", "[{\"key\":1.5,\"value\":null}]", "{\"x\":null}", "[{\"key\":1}]")]
    [InlineData("TIME WITH TIME ZONE", "\"10:00:00.123456+02\"", "10:00:00.123456+02", "\"10:00:00.1234567+02\"", "\"10:00:00.0000001+02\"", "\"10:00:00.00000012\"")]
    [InlineData("BIGNUM", "123456789012345678901234567890123456789012345", "123456789012345678901234567890123456789012345", "1.5", "\"1.5\"", "true")]
    [InlineData("JSON[]", "[{\"a\":[1.5,\"x\"]}]", "[{\"a\":[1.5,\"x\"]}]", "1", "{}", "\"x\"")]
    public async Task Values_of_all_types_are_those_of_the_file_or_refused(string type, string json, string shown, params string[] others)
    {
        Execute($"CREATE TABLE t (v {type})");
        _files.Write("a.ndjson", $"{{\"v\":{json}}}\n");
        await LoadAsync(new LoadOptions("t"), "a.ndjson");
        (await DuckDbQuery.RunAsync(_file, "SELECT v::VARCHAR FROM t")).ShouldBe(shown);
        foreach (var other in others)
        {
            _files.Write("b.ndjson", $"{{\"v\":{json}}}\n{{\"v\":{other}}}\n");
            (await StageErrorCode.DataInvalid.ShouldFailAsync(() => LoadAsync(new LoadOptions("t") { Force = true }, "b.ndjson"))).ShouldSatisfyAllConditions(
                error => error.Line.ShouldBe(2, other), error => error.Message.ShouldContain("column 'v'"));
        }
    }

    [Fact]
    public void Lists_that_go_too_deep_are_refused() => Should.Throw<FormatException>(
        () => DuckDbNested.Accept(new string('[', 100) + new string(']', 100), DuckDbType.List(DuckDbType.Json))).Message.ShouldContain("too deep");

    [Fact]
    public async Task Bytes_in_lists_are_refused()
    {
        Execute("CREATE TABLE t (v BLOB[])");
        _files.Write("a.ndjson", "{\"v\":[\"AP8=\"]}\n");
        (await StageErrorCode.DataInvalid.ShouldFailAsync(() => LoadAsync(new LoadOptions("t"), "a.ndjson"))).Message.ShouldContain("bytes inside a list");
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("\\")]
    [InlineData("it's \"x\", [y] \\n \t é 😀 NULL")]
    [InlineData("")]
    public async Task Texts_in_lists_keep_each_character(string text)
    {
        Execute("CREATE TABLE t (l VARCHAR[], s STRUCT(f VARCHAR), m MAP(VARCHAR, VARCHAR))");
        var json = System.Text.Json.JsonSerializer.Serialize(text);
        _files.Write("a.ndjson", $"{{\"l\":[{json}],\"s\":{{\"f\":{json}}},\"m\":{{{json}:{json}}}}}\n");
        _files.Write("b.csv", $"l,s,m\n\"[{Doubled(json)}]\",\"{{\"\"f\"\":{Doubled(json)}}}\",\"{{{Doubled(json)}:{Doubled(json)}}}\"\n");
        await LoadAsync(new LoadOptions("t"), "a.ndjson", "b.csv");
        var hex = Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text));
        var row = $"{hex}|{hex}|{hex}|{hex}";
        (await DuckDbQuery.RunAsync(_file, "SELECT hex(l[1]), hex(s.f), hex(map_keys(m)[1]), hex(map_values(m)[1]) FROM t")).ShouldBe($"{row}\n{row}");

        static string Doubled(string json) => json.Replace("\"", "\"\"", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Constraint_that_a_row_violates_fails_its_file()
    {
        Execute("CREATE TABLE t (id BIGINT PRIMARY KEY)");
        _files.Write("a.csv", "id\n1\n1\n");
        _files.Write("b.csv", "id\n2\n");
        var loads = await LoadAsync(new LoadOptions("t") { OnError = OnLoadError.Continue }, "a.csv", "b.csv");
        loads.Select(static load => load.Status).ShouldBe([LoadStatus.LoadFailed, LoadStatus.Loaded]);
        (await DuckDbQuery.RunAsync(_file, "SELECT id FROM t")).ShouldBe("2");
    }

    [Fact]
    public async Task Column_that_is_computed_takes_no_values()
    {
        Execute("CREATE TABLE t (a VARCHAR, twice VARCHAR GENERATED ALWAYS AS (a || a), b VARCHAR)");
        _files.Write("a.csv", "a,twice,b\nx,y,z\n");
        (await StageErrorCode.DatabaseInvalid.ShouldFailAsync(() => LoadAsync(new LoadOptions("t"), "a.csv"))).Message.ShouldContain("generated");
        _files.Write("b.csv", "a,b\nx,z\n");
        await LoadAsync(new LoadOptions("t"), "b.csv");
        (await DuckDbQuery.RunAsync(_file, "SELECT * FROM t")).ShouldBe("x|xx|z");
    }

    [Fact]
    public async Task File_is_loaded_once()
    {
        _files.Write("a.csv", "id\n1\n");
        (await LoadAsync(new LoadOptions("t"), "a.csv")).Single().Status.ShouldBe(LoadStatus.Loaded);
        (await LoadAsync(new LoadOptions("T"), "a.csv")).Single().Status.ShouldBe(LoadStatus.AlreadyLoaded);
        (await DuckDbQuery.RunAsync(_file, "SELECT count(*) FROM t")).ShouldBe("1");
    }

    [Fact]
    public async Task Parquet_goes_into_SQLite_with_its_types()
    {
        DuckDbQuery.Make($"COPY (SELECT i AS id, i * 1.25 AS price, DATE '2026-01-01' + i::INTEGER AS day, 'x' || i AS text, [i] AS list FROM range(3000) r(i)) TO '{_files.Folder.At("a.parquet")}'");
        (await _files.LoadAsync("t", "a.parquet")).Single().RowsLoaded.ShouldBe(3000);
        (await _files.SqliteAsync("SELECT count(*), sum(id), max(price), max(day), max(text), max(list) FILTER (WHERE id = 999) FROM t")).ShouldBe("3000|4498500|3748.75|2034-03-19|x999|[999]");
    }

    [Theory]
    [InlineData("5211458.75::DECIMAL(38,2)", "real|5211458.75")]
    [InlineData("7::DECIMAL(38,0)", "integer|7")]
    public async Task A_sum_goes_into_SQLite_as_the_number_that_it_is(string number, string kept)
    {
        DuckDbQuery.Make($"COPY (SELECT {number} AS total) TO '{_files.Folder.At("a.parquet")}'");
        await _files.LoadAsync("t", "a.parquet");
        (await _files.SqliteAsync("SELECT typeof(total), total FROM t")).ShouldBe(kept);
    }

    [Fact]
    public async Task Parquet_that_is_cut_off_is_an_error_that_names_it_and_nothing_of_it_is_loaded()
    {
        var path = _files.Folder.At("a.parquet");
        DuckDbQuery.Make($"COPY (SELECT i FROM range(100000) r(i)) TO '{path}'");
        await File.WriteAllBytesAsync(path, (await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken))[..^100], TestContext.Current.CancellationToken);
        (await StageErrorCode.DataInvalid.ShouldFailAsync(() => LoadAsync(new LoadOptions("t"), "a.parquet"))).Message.ShouldContain("a.parquet");
    }

    private void Execute(string sql)
    {
        using var database = DuckDbDatabase.Open(_file);
        using var connection = database.Connect();
        connection.Execute(sql, TestContext.Current.CancellationToken);
    }

    private async Task<List<StageLoad>> LoadAsync(LoadOptions options, params string[] names)
    {
        await using var database = await DatabaseOpening.OpenFileAsync(_file, create: true, TestContext.Current.CancellationToken);
        return await _files.LoadAsync(database, options, names);
    }
}
