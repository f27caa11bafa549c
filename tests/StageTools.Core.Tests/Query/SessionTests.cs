using StageTools.Core.Tests.Stages;
using StageTools.Hosting;
using StageTools.Machine;
using StageTools.Paths;
using StageTools.Query;
using StageTools.Stages;
using StageTools.Storage.Folders;

namespace StageTools.Core.Tests.Query;

/// <summary>What SQL may read follows the stages, and what a session has made stays with it.</summary>
public sealed class SessionTests : IDisposable
{
    private static readonly Dictionary<string, object?> None = [];

    private readonly TestStages _stages = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _stages.Dispose();

    [Fact]
    public async Task A_stage_that_is_made_later_is_read_and_all_that_was_made_before_is_there()
    {
        await StageAsync("a");
        await _stages.RowsAsync(
            """
            CREATE TABLE t AS FROM '@a/a.csv'; CREATE VIEW v AS SELECT x + 1 AS y FROM t; CREATE MACRO m(p) AS p + 10; CREATE SEQUENCE q START 5; SELECT nextval('q');
            CREATE TEMP TABLE tt (id INTEGER PRIMARY KEY, note VARCHAR DEFAULT 'd''x'); INSERT INTO tt (id) VALUES (1); CREATE TEMP VIEW tv AS FROM tt;
            CREATE SCHEMA other; USE other; SET TimeZone = 'Asia/Tokyo'; SET VARIABLE w = [1, 2]; SET threads = 1
            """);
        await StageAsync("b");
        (await _stages.RowsAsync("SELECT x FROM '@b/a.csv'")).ShouldBe(["1"]);
        (await _stages.RowsAsync("SELECT (SELECT y FROM memory.main.v), memory.main.m(1), nextval('memory.main.q'), note, getvariable('w'), current_setting('TimeZone'), current_setting('threads'), current_schema() FROM tv"))
            .ShouldBe(["2|11|6|d'x|[1 2]|Asia/Tokyo|1|other"]);
        await StageErrorCode.QueryInvalid.ShouldFailAsync(() => _stages.RowsAsync("INSERT INTO tt (id) VALUES (1)"));
        (await _stages.RowsAsync("SELECT a.x + b.x FROM '@a/a.csv' a JOIN '@b/a.csv' b USING (x) JOIN memory.main.t USING (x)")).ShouldBe(["2"]);
    }

    [Fact]
    public async Task A_stage_that_gets_another_folder_is_read_there()
    {
        await StageAsync("a");
        (await _stages.RowsAsync("SELECT x FROM '@a/a.csv'")).ShouldBe(["1"]);
        _stages.Folder.Write("moved/a.csv", "x\n7\n");
        await _stages.SetAsync("a", new StageChange { Url = _stages.Url("moved") });
        (await _stages.RowsAsync("SELECT x FROM '@a/a.csv'")).ShouldBe(["7"]);
    }

    [Fact]
    public async Task Internal_and_user_stages_need_nothing_opened_anew()
    {
        await _stages.RowsAsync("BEGIN; CREATE TABLE t AS SELECT 1 AS x");
        await _stages.CreateAsync("i");
        await _stages.WriteAsync("i", "a.csv", "x\n2\n");
        await _stages.WriteAsync("~", "a.csv", "x\n3\n");
        (await _stages.RowsAsync("SELECT t.x + i.x + u.x FROM t, '@i/a.csv' i, '@~/a.csv' u; COMMIT; SELECT 1")).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("BEGIN; CREATE TABLE t AS SELECT 1 AS x", "COMMIT or ROLLBACK")]
    [InlineData("CREATE TEMP SEQUENCE q", "sequence \"q\"")]
    [InlineData("CREATE TEMP MACRO m() AS 1", "macro \"m\"")]
    [InlineData("CREATE TEMP TABLE g (a INT, b INT GENERATED ALWAYS AS (a + 1))", "generated column")]
    public async Task What_would_be_lost_is_told_of_and_kept(string before, string says)
    {
        await _stages.RowsAsync(before);
        await StageAsync("b");
        var error = await StageErrorCode.QueryInvalid.ShouldFailAsync(() => _stages.RowsAsync("SELECT x FROM '@b/a.csv'"));
        error.Message.ShouldContain(says);
        error.Message.ShouldContain(_stages.Folder.At("b"));
        (await _stages.RowsAsync("SELECT 1")).ShouldBe(["1"]);
        await _stages.RowsAsync(before.StartsWith("BEGIN", StringComparison.Ordinal) ? "COMMIT" : $"DROP {string.Join(' ', before.Split(' ').Skip(2).Take(2)).Replace("()", string.Empty, StringComparison.Ordinal)}");
        (await _stages.RowsAsync("SELECT x FROM '@b/a.csv'")).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("SET VARIABLE v = [{'b': 'x, }y'}]", "variable \"v\"")]
    [InlineData("SET VARIABLE v = chr(0) || 'x'", "variable \"v\"")]
    [InlineData("SET VARIABLE v = row(1, 2)", "variable \"v\"")]
    [InlineData("SET VARIABLE v = 5::VARIANT", "variable \"v\"")]
    [InlineData("CREATE TABLE base (a INT); CREATE TEMP VIEW v1 AS SELECT * FROM base; DROP TABLE base", "view \"v1\"")]
    public async Task What_would_not_come_back_is_told_of_and_the_tables_stay(string before, string says)
    {
        await _stages.RowsAsync(before + "; CREATE TABLE kept AS SELECT 42 AS x");
        await StageAsync("b");
        (await StageErrorCode.QueryInvalid.ShouldFailAsync(() => _stages.RowsAsync("SELECT x FROM '@b/a.csv'"))).Message.ShouldContain(says);
        (await _stages.RowsAsync("SELECT x FROM kept")).ShouldBe(["42"]);
        await _stages.RowsAsync(before.StartsWith("SET", StringComparison.Ordinal) ? "RESET VARIABLE v" : "DROP VIEW v1");
        (await _stages.RowsAsync("SELECT b.x + kept.x FROM '@b/a.csv' b, kept")).ShouldBe(["43"]);
    }

    [Fact]
    public async Task A_variable_without_a_value_goes_along()
    {
        await _stages.RowsAsync("SET VARIABLE v = NULL; CREATE TABLE kept AS SELECT 42 AS x");
        await StageAsync("b");
        (await _stages.RowsAsync("SELECT b.x + kept.x FROM '@b/a.csv' b, kept WHERE getvariable('v') IS NULL")).ShouldBe(["43"]);
    }

    [Fact]
    public async Task A_stage_that_cannot_be_opened_is_told_of_to_who_names_it()
    {
        await StageAsync("a");
        await StageAsync("srv");
        using var other = new StageEngine(new MachineHome(_stages.Folder.At("srv")), _stages.Folder.At("home/catalog.db"));
        using var run = other.Sql.Begin(database: null);
        (await run.RunAsync(StageSql.Read("SELECT 1")[0], None, Token)).Dispose();
        (await run.RunAsync(StageSql.Read("FROM '@a/a.csv'")[0], None, Token)).Dispose();
        await StageErrorCode.StageUrlInvalid.ShouldFailAsync(() => run.RunAsync(StageSql.Read("FROM '@srv/a.csv'")[0], None, Token));
    }

    [Fact]
    public async Task Without_a_catalog_what_names_no_stage_is_run()
    {
        var catalog = _stages.Folder.Write("no.db", new string('x', 5000));
        using var other = new StageEngine(_stages.Folder.Home, catalog);
        using var run = other.Sql.Begin(database: null);
        (await run.RunAsync(StageSql.Read("SELECT 1")[0], None, Token)).Dispose();
        await StageErrorCode.CatalogCorrupt.ShouldFailAsync(() => run.RunAsync(StageSql.Read("FROM '@a/a.csv'")[0], None, Token));
    }

    [Fact]
    public async Task While_other_statements_run_the_database_stays_as_it_is()
    {
        await StageAsync("a");
        using (var run = _stages.Engine.Sql.Begin(database: null))
        using (var result = await run.RunAsync(StageSql.Read("SELECT range AS x FROM range(100000)")[0], None, Token))
        {
            await StageAsync("b");
            (await StageErrorCode.QueryInvalid.ShouldFailAsync(() => _stages.RowsAsync("SELECT x FROM '@b/a.csv'"))).Message.ShouldContain("have ended");
            var (rows, count) = (result.NewRows(), 0);
            while (await result.ReadAsync(rows, Token))
                count += rows.Count;
            count.ShouldBe(100000);
        }

        (await _stages.RowsAsync("SELECT x FROM '@b/a.csv'")).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("data [1]")]
    [InlineData("it's, \"so\" *?")]
    [InlineData("zw\u00f6lf\u00a0\u2028")]
    public async Task A_folder_of_any_name_is_read(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names");
        _stages.Folder.Write($"{name}/b[2]/a*.csv", "x\n1\n");
        _stages.Folder.Write($"{name}/n.ndjson", "{\"x\":1}\n");
        await _stages.CreateAsync(new StageDefinition(StageName.Parse("s")) { Url = FolderProvider.UrlOf(_stages.Folder.At(name)) });
        (await _stages.RowsAsync("SELECT count(*) FROM '@s/b[[]2]/a[*].csv' UNION ALL SELECT x FROM '@s/n.ndjson' UNION ALL SELECT count(*) FROM read_csv('@s/b[[]2]/a[*].csv')")).ShouldBe(["1", "1", "1"]);
    }

    [Fact]
    public async Task A_folder_by_way_of_a_link_is_read()
    {
        _stages.Folder.Write("real/a.csv", "x\n1\n");
        Directory.CreateSymbolicLink(_stages.Folder.At("linked"), _stages.Folder.At("real"));
        await _stages.CreateAsync(new StageDefinition(StageName.Parse("s")) { Url = _stages.Url("linked") });
        (await _stages.RowsAsync("SELECT x FROM '@s/a.csv'")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task What_is_let_be_read_is_read_by_that_run_alone()
    {
        var file = _stages.Folder.Write("beside/a.csv", "x\n5\n");
        _stages.Folder.Write("beside/b.csv", "x\n6\n");
        await _stages.RowsAsync("CREATE TABLE t AS SELECT 1 AS x; CREATE TEMP TABLE tt AS SELECT 2 AS x");
        (await RowsAsync($"SELECT sum(f.x) FROM '{_stages.Folder.At("beside")}/*.csv' f, t, tt", _stages.Folder.At("beside"))).ShouldBe("11");
        (await RowsAsync($"SELECT x FROM '{file}'", file)).ShouldBe("5");
        var error = await Should.ThrowAsync<StageException>(() => RowsAsync($"SELECT x FROM '{_stages.Folder.At("beside/b.csv")}'", file));
        error.Code.ShouldBe(StageErrorCode.PathOutsideStage);
        error.Told(CmdletAdvice.Of).Message.ShouldContain("-AllowPath");
        error.Told(StatementAdvice.Of).Message.ShouldContain("--allow-path");
        await StageErrorCode.PathOutsideStage.ShouldFailAsync(() => RowsAsync($"SELECT x FROM '{file}'"));
        await StageErrorCode.QueryInvalid.ShouldFailAsync(() => RowsAsync($"COPY (SELECT 1) TO '{file}' (USE_TMP_FILE false)", _stages.Folder.At("beside")));
        await StageErrorCode.FileNotFound.ShouldFailAsync(() => RowsAsync("SELECT 1", _stages.Folder.At("gone")));
        (await RowsAsync("SELECT t.x + tt.x FROM t, tt")).ShouldBe("3");
        File.ReadAllText(file).ShouldBe("x\n5\n");
    }

    [Fact]
    public async Task The_tables_of_another_session_are_not_read()
    {
        await _stages.RowsAsync("SELECT 1");
        _stages.Folder.Write("home/spill/other/memory.db", "its rows");
        _stages.Folder.Write("home/cache/copy.csv", "x\n1\n");
        await StageErrorCode.PathOutsideStage.ShouldFailAsync(() => _stages.RowsAsync($"SELECT * FROM read_blob('{_stages.Folder.At("home/spill/other/memory.db")}')"));
        await StageErrorCode.PathOutsideStage.ShouldFailAsync(() => _stages.RowsAsync($"SELECT * FROM read_blob('{_stages.Folder.At("home/catalog.db")}')"));
        (await _stages.RowsAsync($"SELECT x FROM '{_stages.Folder.At("home/cache/copy.csv")}'")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task The_tables_of_a_session_that_was_killed_go_with_the_next_one()
    {
        await _stages.RowsAsync("CREATE TABLE t AS FROM range(1000)");
        var spill = _stages.Folder.At("home/spill");
        Directory.EnumerateDirectories(spill).ShouldHaveSingleItem();

        // What is left of a process that could not clean up: its files, and a lock that nobody holds.
        Directory.CreateDirectory(Path.Combine(spill, "dead"));
        File.WriteAllText(Path.Combine(spill, "dead", "memory.db"), "x");
        File.WriteAllText(Path.Combine(spill, "dead", "lock"), string.Empty);
        using (var other = new StageEngine(_stages.Folder.Home))
        using (var run = other.Sql.Begin(database: null))
        {
            (await run.RunAsync(StageSql.Read("SELECT 1")[0], None, Token)).Dispose();
            Directory.Exists(Path.Combine(spill, "dead")).ShouldBeFalse();
            Directory.EnumerateDirectories(spill).Count().ShouldBe(2);
        }

        Directory.EnumerateDirectories(spill).ShouldHaveSingleItem();
        (await _stages.RowsAsync("SELECT count(*) FROM t")).ShouldBe(["1000"]);
    }

    private async Task StageAsync(string name)
    {
        _stages.Folder.Write($"{name}/a.csv", "x\n1\n");
        await _stages.CreateExternalAsync(name, name);
    }

    private async Task<string> RowsAsync(string sql, params string[] allowed)
    {
        var said = new List<string>();
        using var run = _stages.Engine.Sql.Begin(database: null, allowed);
        using var result = await run.RunAsync(StageSql.Read(sql)[0], None, Token);
        var rows = result.NewRows();
        while (await result.ReadAsync(rows, Token))
            said.AddRange(Enumerable.Range(0, rows.Count).Select(i => $"{rows.Columns[0].GetValue(i)}"));
        return string.Join('|', said);
    }
}
