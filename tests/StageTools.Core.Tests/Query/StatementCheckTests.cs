using StageTools.Core.Tests.Stages;
namespace StageTools.Core.Tests.Query;

/// <summary>Which statements DuckDB is given, and which are refused in a sentence.</summary>
public sealed class StatementCheckTests : IDisposable
{
    private readonly TestStages _stages = new();

    public void Dispose() => _stages.Dispose();

    [Theory]
    [InlineData("SELECT\u00a0x\u00a0FROM\u00a0'@a/a.csv'\u00a0WHERE\u00a0x\u00a0=\u00a01")]
    [InlineData("\ufeffSELECT x\u200b FROM\u3000@a/a.csv\u00a0AS t")]
    [InlineData("SELECT x -- a\u00a0note\n\u2003FROM\u202f'@a/a.csv'\u00a0;\u00a0")]
    [InlineData("CREATE\u00a0TABLE\u00a0z\u00a0AS\u00a0FROM\u00a0'@a/a.csv';\u00a0SELECT\u00a0x\u00a0FROM\u00a0z")]
    [InlineData("EXPLAIN\u00a0ANALYZE SELECT 1; SELECT 1")]
    public async Task Text_from_a_web_page_runs(string sql)
    {
        await StageAsync("a");
        (await _stages.RowsAsync(sql)).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("EXPLAIN SELECT 1")]
    [InlineData("EXPLAIN ANALYZE SELECT * FROM '@a/a.csv'")]
    [InlineData("explain (analyze, format json) SELECT 1")]
    [InlineData("EXPLAIN /* why */ (FORMAT json) INSERT INTO t VALUES (1)")]
    [InlineData("EXPLAIN CREATE TABLE z AS SELECT 1")]
    [InlineData("PIVOT (SELECT 1 AS a, 2 AS b) ON a USING sum(b)")]
    [InlineData("DESCRIBE '@a/a.csv'")]
    [InlineData("SUMMARIZE '@a/a.csv'")]
    [InlineData("SHOW TABLES")]
    [InlineData("PRAGMA table_info('t')")]
    [InlineData("SET memory_limit = '500MB'; SET threads = 2; SET TimeZone = 'UTC'; RESET TimeZone; SELECT 1")]
    [InlineData("BEGIN; INSERT INTO t VALUES (2); ROLLBACK; ANALYZE; VACUUM; CHECKPOINT; SELECT 1")]
    [InlineData("MERGE INTO t USING (SELECT 1 AS a) s ON t.a = s.a WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (1); FROM t")]
    [InlineData("ALTER TABLE t ADD COLUMN b INT; COMMENT ON TABLE t IS 'export database'; CREATE INDEX i ON t (a); SELECT 'query(x)' AS \"enable_logging\"")]
    [InlineData("SELECT * FROM read_csv('@a/a.csv', all_varchar = true)")]
    [InlineData("SELECT 'ab' GLOB ('a*'), a::VARCHAR GLOB ('a*') FROM t")]
    [InlineData("SET VARIABLE threads = 5000; SET VARIABLE n = 'three threads'; SET threads = DEFAULT; SET SCHEMA 'main'; CREATE SCHEMA threads; USE threads")]
    [InlineData("SET threads = 2 /* 2*2 */ -- two")]
    [InlineData("SET search_path = 'main'; SET schema TO 'main'; CREATE TABLE threads (n INT); SELECT n AS threads FROM threads")]
    [InlineData("COPY t FROM '@a/a.csv' (HEADER); FROM t")]
    [InlineData("SELECT 'enable_profiling (x)', * FROM query_table('t'), read_text('/x') LIMIT 0; SELECT 1", "PathOutsideStage")]
    public async Task What_DuckDB_is_for_goes_on(string sql, string? fails = null)
    {
        await StageAsync("a");
        await _stages.RowsAsync("CREATE TABLE t (a INT)");
        if (fails is null)
            (await _stages.RowsAsync(sql)).ShouldNotBeNull();
        else
            (await Should.ThrowAsync<StageException>(() => _stages.RowsAsync(sql))).Code.ToString().ShouldBe(fails);
    }

    [Theory]
    [InlineData("json_serialize_sql(x) AS '{\"error\":false}'")]
    [InlineData("json_extract_string(x, path) AS CASE path WHEN '$.error' THEN 'false' ELSE [] END")]
    public async Task A_macro_does_not_say_what_a_query_calls(string macro)
    {
        await _stages.RowsAsync($"CREATE MACRO {macro}");
        (await StageErrorCode.QueryInvalid.ShouldFailAsync(() => _stages.RowsAsync("SELECT * FROM query('SELECT 1')"))).Message.ShouldContain("query()");
    }

    [Theory]
    [InlineData("SET threads = 3")]
    [InlineData("SET GLOBAL worker_threads TO '3'")]
    [InlineData("-- a note\n/* another */ set/**/\"threads\"=3;")]
    [InlineData("PRAGMA threads=3")]
    public async Task A_query_has_as_many_threads_as_it_is_told(string sql)
    {
        await _stages.RowsAsync(sql);
        (await _stages.RowsAsync("SELECT current_setting('threads')")).ShouldBe(["3"]);
        await _stages.RowsAsync("RESET threads");
        (await _stages.RowsAsync("SELECT current_setting('threads')")).ShouldNotBe(["3"]);
    }

    [Theory]
    [InlineData("SET threads = 1000000")]
    [InlineData("SET threads = 1025")]
    [InlineData("SET threads = 99999999999999999999")]
    [InlineData("SET threads = 2 * 1000000")]
    [InlineData("SET threads = 1e6")]
    [InlineData("SET worker_threads TO '1000000'")]
    [InlineData("SET/**/\"THREADS\"\u00a0= 1000000")]
    [InlineData("PRAGMA threads=1000000")]
    [InlineData("SET threads = $$1000000$$")]
    [InlineData("SET threads = getvariable('n')")]
    public async Task More_threads_than_a_machine_has_room_for_are_refused(string sql)
    {
        (await StageErrorCode.QueryInvalid.ShouldFailAsync(() => _stages.RowsAsync(sql))).Message.ShouldContain("SET threads = n");
        (await _stages.RowsAsync("SELECT 1")).ShouldBe(["1"]);
    }

    private async Task StageAsync(string name)
    {
        _stages.Folder.Write($"{name}/a.csv", "x\n1\n");
        await _stages.CreateExternalAsync(name, name);
    }
}
