using StageTools.Core.Tests.Servers;
using StageTools.Databases;
using StageTools.Databases.Loading;
using StageTools.Import;

namespace StageTools.Core.Tests.Import;

/// <summary>COPY INTO table: a real PostgreSQL server, looked at with psql.</summary>
public sealed class PostgresLoadTests : IAsyncLifetime
{
    private readonly LoadFolder _files = new();
    private PostgresSchema? _schema;
    private Database? _database;

    public async ValueTask InitializeAsync()
    {
        _schema = await PostgresServer.Required.CreateSchemaAsync();
        _database = await DatabaseOpening.OpenAsync(_schema.ConnectionString, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _files.Dispose();
        if (_database is not null)
            await _database.DisposeAsync();
        if (_schema is not null)
            await _schema.DisposeAsync();
    }

    [Fact]
    public async Task Table_is_made_with_the_types_that_the_values_have()
    {
        _files.Write("a.csv", "i,d,f,b,day,at,moment,span,id,t\n1,1200.50,0.25,true,2026-03-01,2026-03-01T10:00:00.5,2026-03-01T10:00:00+02:00,1.01:30:00,0f8fad5b-d9cb-469f-a165-70867728950e,007\n");
        await LoadAsync("t", "a.csv");
        (await PsqlAsync("SELECT string_agg(column_name || ' ' || udt_name, ', ' ORDER BY ordinal_position) FROM information_schema.columns WHERE table_name = 't' AND table_schema = current_schema()")).ShouldBe(
            "i int8, d numeric, f float8, b bool, day date, at timestamp, moment timestamptz, span interval, id uuid, t text");
        (await PsqlAsync("SET timezone = 'UTC'; SELECT * FROM t")).ShouldBe(
            "1\t1200.50\t0.25\tt\t2026-03-01\t2026-03-01 10:00:00.5\t2026-03-01 08:00:00+00\t1 day 01:30:00\t0f8fad5b-d9cb-469f-a165-70867728950e\t007");
    }

    [Theory]
    [InlineData("9007199254740993", "0.5", "numeric(17,1)", "9007199254740993.0")]
    [InlineData("-9007199254740993", "0.5", "numeric(17,1)", "-9007199254740993.0")]
    [InlineData("9007199254740992", "0.5", "double precision", "9.007199254740992e+15")]
    [InlineData("9007199254740993", "NaN", "text", "9007199254740993")]
    public async Task Integers_beside_other_numbers_keep_all_their_digits(string whole, string other, string type, string kept)
    {
        _files.Write("a.csv", $"v\n{whole}\n{other}\n");
        await LoadAsync("t", "a.csv");
        (await PsqlAsync("SET extra_float_digits = 3; SELECT format_type(atttypid, atttypmod), (SELECT v FROM t ORDER BY length(v::text) DESC LIMIT 1) FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum = 1"))
            .ShouldBe($"{type}\t{kept}");
    }

    [Fact]
    public async Task Text_comes_through_whatever_it_holds()
    {
        _files.Write("a.csv", "n,t\n1,\"it's \"\"x\"\", a\r\nb\\N \\. ; DROP TABLE t;--\"\n2,\"\"\n3,\n4,Grüße 😀\n5,\"\\N\"\n6,\"\\.\"\n");
        await LoadAsync("t", "a.csv");
        (await PsqlAsync("SELECT n, coalesce(encode(convert_to(t, 'UTF8'), 'hex'), 'NULL') FROM t ORDER BY n")).ShouldBe(string.Join('\n', [
            "1\t" + Hex("it's \"x\", a\r\nb\\N \\. ; DROP TABLE t;--"), "2\t", "3\tNULL", "4\t" + Hex("Grüße 😀"), "5\t" + Hex("\\N"), "6\t" + Hex("\\.")]));
    }

    [Fact]
    public async Task Values_of_types_that_only_the_server_knows_are_read_by_it()
    {
        await PsqlAsync("CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN small AS int CHECK (value < 10); CREATE TABLE t (m mood, a inet, l int[], s small, j jsonb, n numeric(4,1), c varchar(3), r real, bytes bytea)");
        _files.Write("a.ndjson", "{\"m\":\"ok\",\"a\":\"10.0.0.1\",\"l\":\"{1,2}\",\"s\":9,\"j\":{\"k\":[1,null]},\"n\":12.5,\"c\":\"abc\",\"r\":1.5,\"bytes\":\"AP8=\"}\n");
        await LoadAsync("t", "a.ndjson");
        (await PsqlAsync("SELECT * FROM t")).ShouldBe("ok\t10.0.0.1\t{1,2}\t9\t{\"k\": [1, null]}\t12.5\tabc\t1.5\t\\x00ff");
    }

    [Theory]
    [InlineData("int4", "99999999999", "out of range")]
    [InlineData("int8", "x", "no BIGINT")]
    [InlineData("float8", "9007199254740993", "has no exact DOUBLE")]
    [InlineData("float8", "\"9007199254740993\"", "has no exact DOUBLE")]
    [InlineData("real", "16777217", "has no exact REAL")]
    [InlineData("numeric(4,1)", "12.55", "no DECIMAL(4,1)")]
    [InlineData("varchar(3)", "abcd", "no VARCHAR(3)")]
    [InlineData("timestamp(0)", "2026-03-01T10:00:00.5", "no timestamp(0)")]
    [InlineData("timestamptz(3)", "2026-03-01T10:00:00.1234Z", "no timestamp(3) with")]
    [InlineData("time(1)", "10:00:00.25", "no time(1)")]
    [InlineData("interval(0)", "00:00:00.5", "no interval(0)")]
    [InlineData("interval day to minute", "1.00:00:30", "no interval day to minute")]
    [InlineData("interval hour", "01:30:00", "no interval hour")]
    [InlineData("interval year", "1.00:00:00", "no interval year")]
    [InlineData("interval year", "1 year 1 month", "no interval year")]
    [InlineData("interval month", "1 mon 2 days", "no interval month")]
    [InlineData("interval day to minute", "1 month 00:00:30", "no interval day to minute")]
    [InlineData("interval", "1 month 00:00:00.1234567", "no INTERVAL")]
    [InlineData("timestamp", "2026-03-01T10:00:00.1234567", "finer than a microsecond")]
    [InlineData("timestamptz", "2026-03-01T10:00:00", "no TIMESTAMP WITH TIME ZONE")]
    [InlineData("int8 check (v < 5)", "7", "violates check constraint")]
    [InlineData("jsonb", "[1", "no JSON")]
    public async Task Value_that_a_column_cannot_hold_is_an_error_with_its_line(string type, string value, string reason)
    {
        await PsqlAsync($"CREATE TABLE t (v {type})");
        _files.Write("a.csv", $"v\n\n{value}\n");
        (await StageErrorCode.DataInvalid.ShouldFailAsync(() => LoadAsync("t", "a.csv"))).ShouldSatisfyAllConditions(
            error => error.Message.ShouldContain(reason), error => error.Line.ShouldBe(3), error => error.Message.ShouldContain("a.csv"));
        (await PsqlAsync("SELECT count(*) FROM t")).ShouldBe("0");
    }

    // A server that is given them cuts off the blanks at the end of what is too long, and says nothing.
    [Theory]
    [InlineData("varchar(3)")]
    [InlineData("char(3)")]
    [InlineData("short")]
    public async Task Text_is_kept_to_its_last_blank_or_refused(string type)
    {
        await PsqlAsync($"CREATE DOMAIN short AS varchar(3); CREATE TABLE t (n int, v {type})");
        var texts = EdgeText.Around(3);
        _files.Write("a.csv", EdgeText.Csv(texts));
        await LoadAsync(new LoadOptions("t") { OnError = OnLoadError.Continue }, "a.csv");
        (await PsqlAsync($"SELECT n, encode(convert_to({(type == "char(3)" ? "rtrim(v)" : "v")}, 'UTF8'), 'hex') FROM t ORDER BY n")).ShouldBe(
            EdgeText.Kept(texts, 3, trims: type == "char(3)"));
    }

    [Fact]
    public async Task Names_that_try_to_be_SQL_are_names()
    {
        const string table = "x\"; DROP TABLE t;--";
        _files.Write("a.csv", "\"a\"\"; DROP TABLE x;--\"\n1\n");
        await LoadAsync(table, "a.csv");
        (await PsqlAsync("SELECT string_agg(table_name, '|' ORDER BY table_name) FROM information_schema.tables WHERE table_schema = current_schema()")).ShouldBe($"stagetools_loads|{table}");
    }

    [Fact]
    public async Task Table_of_a_schema_and_the_same_table_otherwise_named_share_the_ledger()
    {
        _files.Write("a.csv", "id\n1\n");
        (await LoadAsync($"{_schema!.Name}.Orders", "a.csv")).Single().Status.ShouldBe(LoadStatus.Loaded);
        (await LoadAsync("orders", "a.csv")).Single().Status.ShouldBe(LoadStatus.AlreadyLoaded);
        (await LoadAsync("ORDERS", "a.csv")).Single().Status.ShouldBe(LoadStatus.AlreadyLoaded);
        (await PsqlAsync("SELECT count(*) FROM \"Orders\"")).ShouldBe("1");
    }

    [Fact]
    public async Task Continue_leaves_out_what_the_server_refuses_too()
    {
        await PsqlAsync("CREATE TABLE t (id int PRIMARY KEY, v int NOT NULL CHECK (v < 100))");
        _files.Write("a.csv", "id,v\n1,1\n2,500\n1,5\n3,\n4,x\n5,5\n99999999999,1\n6,6\n");
        var load = (await LoadAsync(new LoadOptions("t") { OnError = OnLoadError.Continue }, "a.csv")).Single();
        load.ShouldSatisfyAllConditions(() => load.RowsLoaded.ShouldBe(3), () => load.ErrorsSeen.ShouldBe(5), () => load.FirstErrorLine.ShouldBe(3), () => load.Status.ShouldBe(LoadStatus.PartiallyLoaded));
        (await PsqlAsync("SELECT string_agg(id::text, ',' ORDER BY id) FROM t")).ShouldBe("1,5,6");
    }

    // The server shows the row beside its line, and both look alike.
    [Theory]
    [InlineData("t")]
    [InlineData("t, line 1: x")]
    [InlineData("t\nCOPY t, line 1")]
    public async Task Continue_leaves_out_the_row_that_is_refused_whatever_stands_in_it(string table)
    {
        var name = $"\"{table}\"";
        await PsqlAsync($"CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE {name} (t text, v int NOT NULL CHECK (v < 100), m mood)");
        _files.Write("a.csv", "t,v,m\ngood,1,ok\n\"bad, line 1, in f\",500,ok\n\"bad, line 1: x\",,ok\ngood,2,\nbad,3,\"x\nCOPY t, line 1: x\"\ngood,3,ok\n");
        var load = (await LoadAsync(new LoadOptions(name) { OnError = OnLoadError.Continue }, "a.csv")).Single();
        load.ShouldSatisfyAllConditions(() => load.RowsLoaded.ShouldBe(3), () => load.ErrorsSeen.ShouldBe(3), () => load.FirstErrorLine.ShouldBe(3));
        (await PsqlAsync($"SELECT string_agg(t || v, ',' ORDER BY v) FROM {name}")).ShouldBe("good1,good2,good3");
    }

    [Fact]
    public async Task Abort_loads_nothing_of_any_file()
    {
        _files.Write("a.csv", "id\n1\n");
        _files.Write("b.csv", "id\n2\n3,4\n");
        await StageErrorCode.DataInvalid.ShouldFailAsync(() => LoadAsync("t", "a.csv", "b.csv"));
        (await PsqlAsync("SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema()")).ShouldBe("0");
    }

    [Fact]
    public async Task Two_loads_at_once_load_each_file_once()
    {
        _files.Write("a.csv", "id\n" + string.Concat(Enumerable.Range(0, 20_000).Select(static id => $"{id}\n")));
        await using var other = await DatabaseOpening.OpenAsync(_schema!.ConnectionString, TestContext.Current.CancellationToken);
        var loads = await Task.WhenAll(LoadAsync("t", "a.csv"), _files.LoadAsync(other, new LoadOptions("t"), "a.csv"));
        loads.SelectMany(static load => load).Select(static load => load.Status).Order().ShouldBe([LoadStatus.Loaded, LoadStatus.AlreadyLoaded]);
        (await PsqlAsync("SELECT count(*) FROM t")).ShouldBe("20000");
    }

    private static string Hex(string text) => Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text)).ToLowerInvariant();

    private Task<string> PsqlAsync(string sql) => _schema!.PsqlAsync(sql);

    private Task<List<StageLoad>> LoadAsync(string table, params string[] names) => LoadAsync(new LoadOptions(table), names);

    private Task<List<StageLoad>> LoadAsync(LoadOptions options, params string[] names) => _files.LoadAsync(_database!, options, names);
}
