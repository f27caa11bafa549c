using System.Globalization;
using Npgsql;
using StageTools.Core.Tests.Servers;
using StageTools.Databases;
using StageTools.Databases.Loading;

namespace StageTools.Core.Tests.Databases;

/// <summary>Rows out of a real PostgreSQL server, looked at with psql.</summary>
public sealed class PostgresReadTests : IAsyncLifetime
{
    private PostgresSchema? _schema;
    private Database? _database;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A type, and values of it as the server writes them.</summary>
    public static TheoryData<string, string[]> Types =>
    [
        .. new (string, string[])[]
        {
            ("inet", ["10.1.2.3/8", "10.1.2.3", "::1/64"]), ("cidr", ["10.0.0.0/8", "2001:db8::/32"]), ("macaddr", ["08:00:2b:01:02:03"]), ("inet[]", ["{10.1.2.3/8,10.0.0.1}"]),
            ("timetz", ["10:00:00.123456+02", "24:00:00-05:30"]), ("timetz[]", ["{10:00:00+02}"]),
            ("tstzrange", ["[\"2026-03-01 10:00:00.123456+00\",)", "empty"]), ("tsrange", ["[\"2026-03-01 10:00:00.000001\",\"2026-03-02 00:00:00\")"]),
            ("numrange", ["[1.50,2.25)", "(,)"]), ("int4range", ["[1,5)"]), ("daterange", ["[2026-03-01,2026-04-01)"]), ("nummultirange", ["{[1.50,2),[3,4]}", "{}"]),
            ("numrange[]", ["{\"[1.5,2)\"}"]), ("bit(3)", ["101"]), ("bit(1)", ["1"]), ("varbit", ["", "10110"]), ("point", ["(1.5,-2)"]), ("box", ["(3,4.5),(1,2)"]), ("polygon", ["((0,0),(1,1.5))"]),
            ("tsvector", ["'a':1 'b':2"]), ("pg_lsn", ["16/B374D848"]), ("regclass", ["pg_class"]), ("mood", ["ok"]), ("pair", ["(1,\"x, y\")"]), ("net", ["10.1.2.3/8"]),
            ("text", ["x"]), ("varchar(3)", ["abc"]), ("xml", ["<a/>"]), ("jsonb", ["{\"a\": [1.50]}"]),
        }.Select(static one => new TheoryDataRow<string, string[]>(one.Item1, one.Item2)),
    ];

    public async ValueTask InitializeAsync()
    {
        _schema = await PostgresServer.Required.CreateSchemaAsync();
        _database = await DatabaseOpening.OpenAsync(_schema.ConnectionString + ";Timezone=UTC", Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
        if (_schema is not null)
            await _schema.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Types), DisableDiscoveryEnumeration = true)]
    public async Task A_value_without_an_exact_one_in_NET_is_the_servers_own_text(string type, string[] values)
    {
        await _schema!.PsqlAsync($"CREATE TYPE mood AS ENUM ('ok'); CREATE TYPE pair AS (a int, b text); CREATE DOMAIN net AS inet; CREATE TABLE t (n serial, v {type})");
        foreach (var value in values)
            await _schema.PsqlAsync($"INSERT INTO t (v) VALUES ('{value.Replace("'", "''", StringComparison.Ordinal)}')");

        await _schema.PsqlAsync("INSERT INTO t (v) VALUES (NULL)");
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            await using var source = await _database!.QueryAsync("SELECT v FROM t ORDER BY n", Token);
            (await source.ToListAsync()).Select(static row => row[0]).ShouldBe([.. values, null]);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        (await _schema.PsqlAsync("SET timezone = 'UTC'; SELECT v FROM t ORDER BY n")).ShouldBe(string.Join('\n', values));
    }

    [Fact]
    public async Task Values_that_NET_has_stay_what_they_are()
    {
        await _schema!.PsqlAsync("""
            CREATE DOMAIN small AS int;
            CREATE TABLE t (b bool, s int2, i int4, l int8, f float4, d float8, n numeric(10,2), day date, clock time, at timestamp, span interval, id uuid, bytes bytea, list int[], texts text[], e small);
            INSERT INTO t VALUES (true, 1, 2, 3, 0.1, 0.2, 1.50, '2026-03-01', '10:00', '2026-03-01 10:00:00.000001', '1 day 02:00', '0f8fad5b-d9cb-469f-a165-70867728950e', '\x00ff', '{1,2}', '{a,"b,c"}', 7)
            """);
        await using var source = await _database!.ReadTableAsync("t", Token);
        (await source.ToListAsync()).Single().ShouldBe(
        [
            true, (short)1, 2, 3L, 0.1f, 0.2, 1.50m, new DateOnly(2026, 3, 1), new TimeOnly(10, 0), new DateTime(2026, 3, 1, 10, 0, 0).AddTicks(10), new TimeSpan(26, 0, 0),
            Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"), new byte[] { 0, 255 }, new int?[] { 1, 2 }, new[] { "a", "b,c" }, 7,
        ]);
    }

    [Theory]
    [InlineData("interval")]
    [InlineData("span")]
    public async Task An_interval_is_exact_alone_and_in_arrays(string type)
    {
        await _schema!.PsqlAsync("CREATE DOMAIN span AS interval");
        await using var database = await DatabaseOpening.OpenAsync(_schema.ConnectionString + ";Application Name=knows span", Token);
        var rows = await (await database.QueryAsync(
            $"SELECT v::{type}, ARRAY[v, NULL]::{type}[] FROM (VALUES ('-1 days -00:00:00.000001'::interval), ('3 days -04:00'), ('-10675199 days'), (NULL)) t(v)", Token)).ToListAsync();
        TimeSpan?[] spans = [new(-TimeSpan.TicksPerDay - 10), new(68, 0, 0), TimeSpan.FromDays(-10675199), null];
        rows.Select(static row => row[0]).ShouldBe(spans.Cast<object?>());
        rows.Select(static row => row[1]).ShouldBe(spans.Select(static span => (object?)new[] { span, null }));
    }

    // The client's own TimeSpan leaves out months that are below zero.
    [Theory]
    [InlineData("-1 mon")]
    [InlineData("-14 mon 3 days")]
    [InlineData("1 mon")]
    [InlineData("1 year -30 days")]
    public async Task An_interval_with_months_is_refused_alone_and_in_arrays(string value)
    {
        await _schema!.PsqlAsync("CREATE DOMAIN span AS interval");
        await using var database = await DatabaseOpening.OpenAsync(_schema.ConnectionString + ";Application Name=knows span", Token);
        foreach (var sql in new[] { $"'{value}'::interval", $"'{value}'::span", $"ARRAY['1 day', '{value}']::interval[]", $"ARRAY[NULL, '{value}']::span[]" })
        {
            (await StageErrorCode.ValueNotRepresentable.ShouldFailAsync(async () => await (await database.QueryAsync($"SELECT 1, {sql} AS v", Token)).ToListAsync()))
                .Message.ShouldBe("Column 'v', row 1: the interval has months, which are of no fixed length; cast it to text in the query.");
        }
    }

    [Theory]
    [InlineData("'24:00:00'::time")]
    [InlineData("'10000-01-01'::date")]
    [InlineData("'0044-03-15 BC'::date")]
    [InlineData("'infinity'::date")]
    [InlineData("'10000-01-01'::timestamp")]
    [InlineData("'4714-11-24 BC'::timestamptz")]
    [InlineData("'infinity'::timestamptz")]
    [InlineData("'178000000 days'::interval")]
    [InlineData("ARRAY['24:00'::time]")]
    [InlineData("ARRAY['10000-01-01'::date]")]
    [InlineData("ARRAY[ARRAY['1 day'::interval]]")]
    public async Task A_value_beyond_those_of_NET_is_told_by_its_column_and_row(string value)
    {
        var error = await StageErrorCode.ValueNotRepresentable.ShouldFailAsync(async () => await (await _database!.QueryAsync($"SELECT NULL AS v UNION ALL SELECT {value}", Token)).ToListAsync());
        error.Message.ShouldStartWith("Column 'v', row 2: ");
        error.Message.ShouldEndWith("; cast it to text in the query.");
    }

    [Fact]
    public async Task An_array_may_hold_NULL() =>
        (await (await _database!.QueryAsync("SELECT '{1,NULL,3}'::int[], '{NULL}'::bool[], '{a,NULL}'::text[], '{}'::date[]", Token)).ToListAsync()).Single()
            .ShouldBe([new int?[] { 1, null, 3 }, new bool?[] { null }, new[] { "a", null }, Array.Empty<DateOnly?>()]);

    [Fact]
    public async Task An_array_of_arrays_is_refused_with_what_to_do()
    {
        (await StageErrorCode.ValueNotRepresentable.ShouldFailAsync(async () => await (await _database!.QueryAsync("SELECT '{1,2}'::int[] AS v UNION ALL SELECT '{{1,2},{3,4}}'", Token)).ToListAsync()))
            .Message.ShouldBe("Column 'v', row 2: the array has 2 dimensions; cast it to text in the query.");
        (await (await _database!.QueryAsync("SELECT '{{1,2},{3,4}}'::int[]::text", Token)).ToListAsync()).Single()[0].ShouldBe("{{1,2},{3,4}}");
    }

    [Theory]
    [InlineData("datestyle=German", "'[2026-03-01,2026-04-02)'::daterange", "[2026-03-01,2026-04-02)")]
    [InlineData("extra_float_digits=0", "point(0.1::float8 + 0.2, 1)", "(0.30000000000000004,1)")]
    [InlineData("extra_float_digits=-15", "row(0.1::float8 + 0.2, (1::float8 / 3)::float4)", "(0.30000000000000004,0.33333334)")]
    [InlineData("intervalstyle=sql_standard", "row('1 mon -2 days'::interval)", "(\"1 mon -2 days\")")]
    [InlineData("bytea_output=escape", "row('\\x00ff'::bytea)", "(\"\\\\x00ff\")")]
    public async Task The_servers_texts_are_whole_and_alike_whatever_the_session_writes(string setting, string value, string text)
    {
        await using var database = await DatabaseOpening.OpenAsync(_schema!.ConnectionString + $";Options=-c {setting}", Token);
        (await (await database.QueryAsync($"SELECT {value}", Token)).ToListAsync()).Single()[0].ShouldBe(text);
    }

    [Theory]
    [InlineData("SELECT 1;")]
    [InlineData(" SELECT 1 ; -- one\n")]
    [InlineData("SELECT 1 /* ; */")]
    public async Task One_statement_may_have_an_end(string sql) =>
        (await (await _database!.QueryAsync(sql, Token)).ToListAsync()).Single()[0].ShouldBe(1);

    [Fact]
    public async Task On_a_connection_that_was_opened_elsewhere_statements_may_stand_before_a_query()
    {
        await using var connection = new NpgsqlConnection(_schema!.ConnectionString);
        await connection.OpenAsync(Token);
        await using var database = DatabaseOpening.From(connection);
        foreach (var sql in new[] { "SET timezone = 'UTC'; SELECT 7", "CREATE TEMP TABLE x AS SELECT 7 AS n; SELECT n FROM x" })
            (await (await database.QueryAsync(sql, Token)).ToListAsync()).Single()[0].ShouldBe(7);
    }

    [Theory]
    [InlineData("DELETE FROM t")]
    [InlineData("SELECT 1; DELETE FROM t")]
    [InlineData("COMMIT; DELETE FROM t")]
    [InlineData("SELECT * FROM nothing")]
    public async Task Query_reads_alone(string sql)
    {
        await _schema!.PsqlAsync("CREATE TABLE t (n int); INSERT INTO t VALUES (1)");
        await StageErrorCode.DatabaseInvalid.ShouldFailAsync(async () => await (await _database!.QueryAsync(sql, Token)).ToListAsync());
        (await _schema.PsqlAsync("SELECT count(*) FROM t")).ShouldBe("1");
    }
}
