using FsCheck.Fluent;
using StageTools.Databases;
using StageTools.DuckDb;
namespace StageTools.Core.Tests.Query;

/// <summary>However SQL is written: it reads nothing outside the stages, writes nothing, and reaches nobody.</summary>
public sealed class SandboxTests
{
    private const int Soups = 150;

    private static readonly string[] Tokens =
    [
        "SELECT", "FROM", "COPY", "TO", "(", ")", "(SELECT 1)", "'{stage}/a.csv'", "'{stage}/new.csv'", "'{out}/secret.csv'", "'{stage}/imp'", "EXPORT DATABASE", "IMPORT DATABASE", "ATTACH", "AS x", "*",
        "enable_logging", "(storage = 'file', storage_path = '{stage}/a.csv')", "enable_profiling", "query", "('FROM ' || 'enable_logging(storage=''file'', storage_path=''{stage}'')')", "EXPLAIN",
        "ANALYZE", "PREPARE p AS", "EXECUTE p", ";", ";", "'", "\"", "$$", "E'\\''", "\n'\\''", "/*", "*/", "--", "\n", "\u00a0", "\u200b", "\u2028", "CREATE TABLE t AS", "CREATE VIEW v AS", "FROM v",
        "CREATE MACRO m() AS TABLE", "m()", "CALL", "PRAGMA", "SET", "profiling_output", "=", "log_query_path", "USE_TMP_FILE false", "INSERT INTO kept", "VALUES (1)", "BEGIN", "COMMIT", "read_text",
        "system.main.", "json_execute_serialized_sql", "INSTALL", "LOAD", "WITH c AS", "UNION ALL", "1", ",", "kept", "PIVOT", "ON x",
    ];

    public static TheoryData<string> AllQueries => [.. Attacks.Queries];

    public static TheoryData<string> All => [.. Attacks.Queries, .. Attacks.Statements];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Nothing_outside_is_touched(string attack)
    {
        using var site = await SandboxSite.BeginAsync();
        await CheckAsync(site, Attacks.Disguises(attack));
    }

    [Theory]
    [MemberData(nameof(AllQueries))]
    public async Task Nothing_outside_is_touched_by_what_runs_a_query(string attack)
    {
        using var site = await SandboxSite.BeginAsync();
        await CheckAsync(site, Attacks.Wrappings(attack).SelectMany(static w => (string[])[w, "EXPLAIN ANALYZE " + w, w.Replace(" ", "\u00a0", StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task A_database_of_ones_own_is_not_written_over()
    {
        using var site = await SandboxSite.BeginAsync();
        var file = site.Stages.Folder.At("home/my.db");
        await site.RunAsync("CREATE TABLE t AS SELECT 42 AS x", file);
        foreach (var attack in new[] { $"COPY (SELECT 1) TO '{file}' (FORMAT csv, USE_TMP_FILE false)", $"EXPLAIN ANALYZE COPY (SELECT 1) TO '{file}.wal' (FORMAT csv, USE_TMP_FILE false)", $"FROM enable_logging(storage = 'file', storage_path = '{file}')" })
        {
            (await site.RunAsync(attack, file)).ShouldStartWith("!");
            (await site.RunAsync("SELECT x FROM t", file)).ShouldBe("x|42");
            await using var query = await DatabaseOpening.OpenFileAsync(file, create: false, TestContext.Current.CancellationToken);
            await Should.ThrowAsync<StageException>(async () => await query.QueryAsync(attack, TestContext.Current.CancellationToken));
            (await site.RunAsync("SELECT x FROM t", file)).ShouldBe("x|42");
        }
    }

    [Fact]
    public async Task Any_soup_of_words_leaves_all_files_as_they_are()
    {
        using var site = await SandboxSite.BeginAsync();
        var before = site.Snapshot();
        Property.Check(
            Gen.Elements(Tokens).ListOf().Select(static words => string.Join(' ', words)),
            words =>
            {
                Run(site, words).ShouldNotContain(SandboxSite.Canary, Case.Insensitive, words);
                Run(site, "ROLLBACK");
                site.Snapshot().ShouldBe(before, words);
            },
            Soups);
        site.IsReached.ShouldBeFalse();
    }

    /// <summary>A new version of DuckDB with a new function makes this fail: then it is to be known what the function does.</summary>
    [Fact]
    public void Every_function_that_gives_rows_is_known()
    {
        using var database = DuckDbDatabase.Open(path: null);
        using var connection = database.Connect();
        using var result = connection.Query("SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type = 'table' ORDER BY 1", TestContext.Current.CancellationToken);
        var found = new List<string>();
        while (result.TryReadChunk(out var chunk))
            found.AddRange(Enumerable.Range(0, chunk.RowCount).Select(row => (string)chunk.Value(0, row)!));
        found.Where(static name => !name.StartsWith("duckdb_", StringComparison.Ordinal) && !name.StartsWith("pragma_", StringComparison.Ordinal) && !name.StartsWith("read_", StringComparison.Ordinal)
            && !name.StartsWith("parquet_", StringComparison.Ordinal)).ShouldBe(
        [
            "arrow_scan", "arrow_scan_dumb", "check_peg_parser", "checkpoint", "disable_logging", "disable_peg_parser", "disable_profiling", "enable_logging", "enable_peg_parser", "enable_profiling",
            "force_checkpoint", "generate_series", "glob", "icu_calendar_names", "json_each", "json_execute_serialized_sql", "json_tree", "pg_timezone_names", "query",
            "query_table", "range", "repeat", "repeat_row", "seq_scan", "sniff_csv", "sql_auto_complete", "summary", "test_all_types", "test_vector_types", "truncate_duckdb_logs", "unnest", "which_secret",
        ]);
    }

    /// <summary>Where nothing keeps DuckDB, the attacks do what they are written for: else it would prove nothing that they fail.</summary>
    [Theory]
    [InlineData("SELECT * FROM read_text('{stage}/link/secret.csv')")]
    [InlineData("SELECT * FROM query_table('{out}/secret.csv')")]
    [InlineData("SELECT * FROM enable_logging(storage = 'file', storage_path = '{stage}/a.csv'); SELECT 1; SELECT 2")]
    [InlineData("COPY (SELECT 'written') TO '{stage}/a.csv' (USE_TMP_FILE false)")]
    [InlineData("EXPORT DATABASE '{stage}/exp'")]
    [InlineData("IMPORT DATABASE '{stage}/imp'")]
    public async Task An_attack_is_one(string attack)
    {
        using var site = await SandboxSite.BeginAsync();
        var before = site.Snapshot();
        var said = new System.Text.StringBuilder();
        using (var database = DuckDbDatabase.Open(path: null))
        using (var connection = database.Connect())
        using (var result = connection.Query(site.Place(attack), TestContext.Current.CancellationToken))
        {
            while (result.TryReadChunk(out var chunk))
            {
                for (var column = 0; column < result.Columns.Count; column++)
                    said.Append(chunk.Value(column, 0));
            }
        }

        (said.ToString().Contains(SandboxSite.Canary, StringComparison.Ordinal) || site.Snapshot() != before).ShouldBeTrue();
    }

    private static string Run(SandboxSite site, string sql) => site.RunAsync(site.Place(sql)).GetAwaiter().GetResult();

    private static async Task CheckAsync(SandboxSite site, IEnumerable<string> texts)
    {
        var before = site.Snapshot();
        foreach (var text in texts.Select(site.Place))
        {
            (await site.RunAsync(text)).ShouldNotContain(SandboxSite.Canary, Case.Insensitive, text);
            await site.RunAsync("ROLLBACK");
            site.Snapshot().ShouldBe(before, text);
        }

        (await site.RunAsync("SELECT sum(x) AS x FROM '@s/a.csv'")).ShouldBe("x|3");
        site.IsReached.ShouldBeFalse();
    }
}
