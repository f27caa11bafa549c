using System.Collections;
using System.Diagnostics.CodeAnalysis;
using StageTools.Core.Tests.Statements;
using StageTools.Core.Tests.Statements.Running;

namespace StageTools.Core.Tests.Query;

/// <summary>What a statement changes lasts when its files were of one content, and together with the account of loaded files.</summary>
public sealed class StatementTransactionTests : IDisposable
{
    private const string Changed = "was changed while it was read";
    private const string Table = "CREATE TABLE t AS SELECT 1 AS x, 'old' AS v";
    private readonly Moment _moment = new();
    private readonly TestRun _run;

    public StatementTransactionTests() => _run = new TestRun(_moment);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("INSERT INTO t SELECT x, v FROM '@s/a.csv' WHERE $now")]
    [InlineData("INSERT INTO t SELECT x, v FROM '@s/a.csv' WHERE $now RETURNING x")]
    [InlineData("INSERT INTO t SELECT x, v FROM read_csv('@s/a.csv') WHERE $now")]
    [InlineData("WITH f AS (FROM '@s/a.csv' WHERE $now) INSERT INTO t SELECT x, v FROM f")]
    [InlineData("EXPLAIN ANALYZE INSERT INTO t SELECT x, v FROM '@s/a.csv' WHERE $now")]
    [InlineData("UPDATE t SET v = f.v FROM '@s/a.csv' f WHERE f.x = t.x AND $now")]
    [InlineData("DELETE FROM t WHERE x IN (SELECT x FROM '@s/a.csv' WHERE $now)")]
    [InlineData("DELETE FROM t USING '@s/a.csv' f WHERE f.x = t.x AND $now RETURNING t.x")]
    [InlineData("MERGE INTO t USING (SELECT x, v FROM '@s/a.csv' WHERE $now) f ON f.x = t.x WHEN MATCHED THEN UPDATE SET v = f.v")]
    [InlineData("CREATE OR REPLACE TABLE t AS SELECT x, v FROM '@s/a.csv' WHERE $now")]
    [InlineData("COPY INTO t FROM (SELECT x, v FROM '@s/a.csv' WHERE $now)")]
    [InlineData("COPY INTO t FROM (SELECT a.x, b.v FROM '@s/a.csv' a JOIN '@s/b.csv' b USING (x) WHERE $now)")]
    public async Task A_file_that_changes_while_it_is_read_changes_no_table(string sql)
    {
        var files = await BeginAsync();
        (await FailAsync(sql, files)).Message.ShouldContain(Changed);
        (await _run.LinesAsync("SELECT * FROM t")).ShouldBe(["1|old"]);
        await _run.RunAsync(sql);
        (await _run.LinesAsync("BEGIN; ROLLBACK; SELECT 1")).ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("INSERT INTO t SELECT x, v FROM '@s/a.csv' WHERE $now")]
    [InlineData("COPY INTO t FROM (SELECT a.x, b.v FROM '@s/a.csv' a JOIN '@s/b.csv' b USING (x) WHERE $now)")]
    public async Task In_a_transaction_of_ones_own_nothing_of_it_can_be_committed(string sql)
    {
        var files = await BeginAsync();
        await _run.RunAsync("BEGIN; INSERT INTO t VALUES (5, 'mine')");
        (await FailAsync(sql, files)).Message.ShouldContain("ROLLBACK");
        await StageErrorCode.QueryInvalid.ShouldFailAsync(() => _run.RunAsync("SELECT * FROM t"));
        await _run.RunAsync("COMMIT");
        (await _run.LinesAsync("SELECT * FROM t")).ShouldBe(["1|old"]);
    }

    [Fact]
    public async Task In_a_transaction_of_ones_own_that_ends_well_all_of_it_is_there()
    {
        await BeginAsync();
        await _run.RunAsync("BEGIN; INSERT INTO t SELECT x, v FROM '@s/a.csv'; INSERT INTO t SELECT x, v FROM '@s/b.csv'; ALTER TABLE t RENAME TO u; COMMIT");
        (await _run.LinesAsync("SELECT * FROM u")).ShouldBe(["1|old", "1|a", "1|b"]);
    }

    [Fact]
    public async Task Rows_that_are_returned_come_as_they_are_made_and_last_when_all_were_read()
    {
        (await BeginAsync()).Write("long.csv", "x,v\n" + string.Concat(Enumerable.Range(0, 5000).Select(static i => $"{i},n\n")));
        const string insert = "INSERT INTO t SELECT x, v FROM '@s/long.csv' RETURNING x";
        (await _run.RunAsync(insert)).Rows.Count.ShouldBe(5000);
        (await _run.LinesAsync("SELECT count(*) FROM t")).ShouldBe(["5001"]);
        using (var result = await _run.Run.RunAsync(StatementReading.Read(insert), Token))
            (await result.ReadAsync(result.NewRows(), Token)).ShouldBeTrue();
        (await _run.LinesAsync("SELECT count(*) FROM t")).ShouldBe(["5001"]);
    }

    [Fact]
    public async Task Rows_that_were_not_read_to_their_end_from_a_file_that_changed_are_not_kept_by_a_transaction_of_ones_own()
    {
        var files = await BeginAsync();
        files.Write("long.csv", "x,v\n" + string.Concat(Enumerable.Range(0, 5000).Select(static i => $"{i},n\n")));
        await _run.RunAsync("BEGIN");
        using (var result = await _run.Run.RunAsync(StatementReading.Read("INSERT INTO t SELECT x, v FROM '@s/long.csv' RETURNING x"), Token))
        {
            (await result.ReadAsync(result.NewRows(), Token)).ShouldBeTrue();
            files.Write("long.csv", "x,v\n1,other\n");
        }

        await _run.RunAsync("COMMIT");
        (await _run.LinesAsync("SELECT * FROM t")).ShouldBe(["1|old"]);
    }

    [Fact]
    public async Task A_file_that_changes_later_is_no_error()
    {
        var files = await BeginAsync();
        using var result = await _run.Run.RunAsync(StatementReading.Read("INSERT INTO t SELECT x, v FROM '@s/a.csv'"), Token);
        files.Write("a.csv", "x,v\n1,a\n2,more\n");
        (await result.ReadAsync(result.NewRows(), Token)).ShouldBeFalse();
        result.RowsChanged.ShouldBe(1);
    }

    [Fact]
    public async Task A_table_whose_account_cannot_follow_keeps_its_name()
    {
        (await _run.StageAsync("s")).Write("a.csv", "1,a\n");
        const string begin = "CREATE TABLE t (x int, v varchar); COPY INTO t FROM @s;";
        await _run.RunAsync($"{begin} ALTER TABLE t RENAME TO u; UPDATE stagetools_loads SET table_name = 'another'; DROP TABLE u; {begin}");
        await _run.ShouldFailAsync(StageErrorCode.DatabaseInvalid, "ALTER TABLE t RENAME TO u");
        (await _run.LinesAsync("COPY INTO t FROM @s; SELECT * FROM t")).ShouldBe(["1|a"]);
        (await _run.ShouldFailAsync(StageErrorCode.QueryInvalid, "SELECT * FROM u")).Message.ShouldContain("u does not exist");
    }

    [Fact]
    public async Task A_table_of_a_name_whose_account_was_left_behind_takes_its_own_along()
    {
        (await _run.StageAsync("s")).Write("a.csv", "1,a\n");
        const string begin = "CREATE TABLE t (x int, v varchar); COPY INTO t FROM @s;";
        await _run.RunAsync($"{begin} CREATE TABLE kept AS FROM stagetools_loads; ALTER TABLE t RENAME TO u; INSERT INTO kept FROM stagetools_loads; DROP TABLE u");
        await _run.RunAsync($"INSERT INTO stagetools_loads FROM kept WHERE table_name LIKE '%u%'; {begin} ALTER TABLE t RENAME TO u");
        (await _run.LinesAsync("COPY INTO u FROM @s; SELECT * FROM u")).ShouldBe(["1|a"]);
    }

    private async Task<TestFolderPart> BeginAsync()
    {
        var files = await _run.StageAsync("s");
        files.Write("a.csv", "x,v\n1,a\n");
        files.Write("b.csv", "x,v\n1,b\n");
        await _run.RunAsync($"{Table}; ALTER STAGE s SET FILE_FORMAT = (TYPE = CSV, OUTPUT_HEADER = TRUE); SELECT 1 FROM '@s/a.csv'");
        return files;
    }

    private async Task<StageException> FailAsync(string sql, TestFolderPart files)
    {
        _moment.Now = () => files.Write("a.csv", "x,v\n1,a\n2,more\n");
        var error = await _run.ShouldFailAsync(StageErrorCode.ChecksumMismatch, sql);
        _moment.Now = null;
        return error;
    }

    /// <summary>Asked for <c>$now</c> when the files are here, and nothing of them is read yet.</summary>
    private sealed class Moment : IReadOnlyDictionary<string, object?>
    {
        public Action? Now { get; set; }

        public IEnumerable<string> Keys => ["now"];

        public IEnumerable<object?> Values => [true];

        public int Count => 1;

        public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

        public bool ContainsKey(string key) => key == "now";

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
        {
            Now?.Invoke();
            value = true;
            return ContainsKey(key);
        }

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Keys.Select(static key => KeyValuePair.Create(key, (object?)true)).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
