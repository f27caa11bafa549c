using StageTools.Core.Tests.Stages;
using StageTools.Core.Tests.Statements;
using StageTools.Hosting;
using StageTools.Query;
using StageTools.Query.Sandbox;
using StageTools.Statements.Running;

namespace StageTools.Core.Tests.Query;

/// <summary>What a session's own connection knows lasts: whatever is run meanwhile, and where DuckDB cannot be opened anew.</summary>
[Collection(MachineEnvironment.Name)]
public sealed class SessionConnectionTests : IDisposable
{
    private static readonly Dictionary<string, object?> None = [];

    private readonly TestStages _stages = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _stages.Dispose();

    [Fact]
    public async Task Statements_run_while_rows_come_leave_the_sessions_own_things_as_they_are()
    {
        await _stages.RowsAsync("CREATE TABLE t AS SELECT 1 AS x; CREATE TEMP TABLE tt AS SELECT 2 AS x; SET VARIABLE v = 3; SET TimeZone = 'Asia/Tokyo'");
        await InsideAsync("FROM tt", async () =>
        {
            (await _stages.RowsAsync("INSERT INTO t VALUES (5); SELECT sum(x) FROM t")).ShouldBe(["6"]);
            await InsideAsync("SELECT 1", async () => await _stages.RowsAsync("INSERT INTO t VALUES (6); CREATE TEMP TABLE its AS SELECT 1"));
        });
        (await _stages.RowsAsync("SELECT (SELECT sum(x) FROM t), x, getvariable('v'), current_setting('TimeZone') FROM tt")).ShouldBe(["12|2|3|Asia/Tokyo"]);
        await StageErrorCode.QueryInvalid.ShouldFailAsync(() => _stages.RowsAsync("FROM its"));
    }

    [Theory]
    [InlineData("UPDATE t SET x = 2")]
    [InlineData("INSERT INTO t VALUES (7)")]
    [InlineData("DELETE FROM t")]
    [InlineData("EXPLAIN ANALYZE DELETE FROM t")]
    [InlineData("CREATE TABLE u (x INT)")]
    [InlineData("COPY INTO t FROM @~/a.csv FILE_FORMAT = (TYPE = CSV)")]
    [InlineData("COPY INTO t FROM (SELECT 8)")]
    [InlineData("COPY INTO t FROM (SELECT $1 FROM @~/a.csv (FILE_FORMAT => 'csv'))")]
    [InlineData("LOAD DATA INFILE 'stage://~/a.csv' INTO TABLE t")]
    [InlineData("BEGIN")]
    [InlineData("COMMIT")]
    public async Task A_change_beside_an_open_transaction_is_refused_and_the_transaction_lives(string change)
    {
        await _stages.WriteAsync("~", "a.csv", "9\n");
        await _stages.RowsAsync("CREATE TABLE t AS SELECT 1 AS x");
        await _stages.RowsAsync("BEGIN");
        await _stages.RowsAsync("INSERT INTO t VALUES (5)");
        await InsideAsync("SELECT x FROM t", async () =>
        {
            (await StageErrorCode.QueryInvalid.ShouldFailAsync(() => StatementAsync(change))).Message.ShouldContain("collect all of those rows first");
            (await _stages.RowsAsync("SELECT x FROM t")).ShouldBe(["1"]);
        });
        await _stages.RowsAsync("COMMIT");
        (await _stages.RowsAsync("SELECT x FROM t")).ShouldBe(["1", "5"]);
        await InsideAsync("SELECT x FROM t", () => _stages.RowsAsync("INSERT INTO t VALUES (6)"));
        (await _stages.RowsAsync("SELECT x FROM t")).ShouldBe(["1", "5", "6"]);
    }

    [Theory]
    [InlineData("ROLLBACK")]
    [InlineData("ABORT")]
    [InlineData("END")]
    public async Task Behind_the_end_of_a_transaction_changes_are_let_through(string end)
    {
        await _stages.RowsAsync("CREATE TABLE t AS SELECT 1 AS x");
        await StageErrorCode.QueryInvalid.ShouldFailAsync(() => _stages.RowsAsync("START TRANSACTION; SELECT error('it fails')"));
        await InsideAsync(null, () => StageErrorCode.QueryInvalid.ShouldFailAsync(() => _stages.RowsAsync("INSERT INTO t VALUES (6)")));
        await StatementAsync(end);
        await InsideAsync("SELECT x FROM t", () => _stages.RowsAsync("INSERT INTO t VALUES (6)"));
        (await _stages.RowsAsync("SELECT x FROM t")).ShouldBe(["1", "6"]);
    }

    [Theory]
    [InlineData("SELECT 1")]
    [InlineData("CREATE TABLE u (a INT)")]
    [InlineData("SELECT * FROM '@~/a.csv'")]
    public async Task A_transaction_reads_the_stages_that_were_there_whatever_was_run_before(string first)
    {
        await _stages.WriteAsync("~", "a.csv", "x\n3\n");
        await StageAsync("a");
        await _stages.RowsAsync($"{first}; BEGIN; CREATE TABLE t AS FROM '@a/a.csv'; INSERT INTO t FROM '@a/a.csv'; COMMIT");
        (await _stages.RowsAsync("FROM t")).ShouldBe(["1", "1"]);
    }

    [Fact]
    public async Task A_transaction_reads_a_stage_that_was_made_before_it_began()
    {
        await _stages.RowsAsync("CREATE TEMP TABLE tt AS SELECT 2 AS x");
        await StageAsync("a");
        await _stages.RowsAsync("BEGIN; INSERT INTO tt FROM '@a/a.csv'; COMMIT");
        (await _stages.RowsAsync("SELECT x FROM tt ORDER BY x")).ShouldBe(["1", "2"]);
        await _stages.RowsAsync("CREATE TEMP SEQUENCE q");
        await StageAsync("b");
        await _stages.RowsAsync("BEGIN; INSERT INTO tt FROM '@a/a.csv'; COMMIT");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("tables.duckdb")]
    public async Task While_rows_come_the_stages_are_read_that_were_there(string? database)
    {
        await StageAsync("a");
        var file = database is null ? null : _stages.Folder.At(database);
        using var run = _stages.Engine.Sql.Begin(file);
        using var result = await run.RunAsync(StageSql.Read("SELECT range AS x FROM range(100000)")[0], None, Token);
        (await _stages.RowsAsync("SELECT x FROM '@a/a.csv'", file)).ShouldBe(["1"]);
    }

    [Fact]
    public async Task What_the_environment_says_wrong_loses_nothing()
    {
        await BeginAsync();
        using (new MachineEnvironment(QuerySettings.MemoryVariable))
        using (var run = _stages.Engine.Sql.Begin(database: null))
        {
            MachineEnvironment.Set(QuerySettings.MemoryVariable, "lots");
            await StageErrorCode.OptionInvalid.ShouldFailAsync(() => run.RunAsync(StageSql.Read("SELECT x FROM '@b/a.csv'")[0], None, Token));
            using var result = await run.RunAsync(StageSql.Read("SELECT x FROM kept, tt")[0], None, Token);
            (await result.ReadAsync(result.NewRows(), Token)).ShouldBeTrue();
        }

        await ShouldBeThereAsync();
    }

    [Fact]
    public async Task What_cannot_be_opened_for_a_moment_is_there_afterwards()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "an open file is moved there");
        await BeginAsync();
        var tables = Path.Combine(Directory.EnumerateDirectories(_stages.Folder.At("home/spill")).ShouldHaveSingleItem(), "memory.db");
        File.Move(tables, tables + ".moved");
        await File.WriteAllTextAsync(tables, new string('x', 20_000), Token);
        using (var run = _stages.Engine.Sql.Begin(database: null))
        {
            var query = StageSql.Read("SELECT x FROM '@b/a.csv'")[0];
            await StageErrorCode.QueryInvalid.ShouldFailAsync(() => run.RunAsync(query, None, Token));
            await StageErrorCode.QueryInvalid.ShouldFailAsync(() => run.RunAsync(query, None, Token));
            File.Move(tables + ".moved", tables, overwrite: true);
            using var result = await run.RunAsync(query, None, Token);
            (await result.ReadAsync(result.NewRows(), Token)).ShouldBeTrue();
        }

        await ShouldBeThereAsync();
    }

    private async Task BeginAsync()
    {
        await _stages.RowsAsync("CREATE TABLE kept AS SELECT 42 AS a; CREATE TEMP TABLE tt AS SELECT 7 AS x; SET VARIABLE v = 5");
        await StageAsync("b");
    }

    private async Task StageAsync(string name)
    {
        _stages.Folder.Write($"{name}/a.csv", "x\n1\n");
        await _stages.CreateExternalAsync(name, name);
    }

    private async Task ShouldBeThereAsync() =>
        (await _stages.RowsAsync("SELECT kept.a, tt.x, getvariable('v'), b.x FROM kept, tt, '@b/a.csv' b")).ShouldBe(["42|7|5|1"]);

    /// <summary>Does something while a query's rows, where there is one, are being read.</summary>
    private async Task InsideAsync(string? query, Func<Task> work)
    {
        using var run = _stages.Engine.Sql.Begin(database: null);
        await run.OpenAsync(statement: null, Token);
        using var result = query is null ? null : await run.RunAsync(StageSql.Read(query)[0], None, Token);
        await work();
        if (result is not null)
        {
            while (await result.ReadChunkAsync(Token) is not null)
            {
            }
        }
    }

    private async Task StatementAsync(string sql)
    {
        using var run = new StatementRun(_stages.Engine, new StatementSettings { Folder = _stages.Folder.Path, Words = StatementAdvice.Of });
        (await run.RunAsync(StatementReading.Read(sql), Token)).Dispose();
    }
}
