using StageTools.Hosting;
using StageTools.Paths;
using StageTools.Statements.Running;

namespace StageTools.Core.Tests.Statements.Running;

/// <summary>Statements of which each machine has a part of the files that they read.</summary>
public sealed class ShardStatementsTests : IAsyncLifetime
{
    private const int Shards = 3;

    private readonly TestRun _run = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var files = await _run.StageAsync("lake");
        for (var n = 0; n < 20; n++)
            files.Write($"in/part-{n:D2}.csv", $"id,name\n{n},n{n}\n");

        files.Write("one/only.csv", "id,name\n1,x\n");
        await _run.StageAsync("out");
    }

    public ValueTask DisposeAsync()
    {
        _run.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("SELECT id FROM '@lake/in/*.csv'")]
    [InlineData("SELECT id FROM '@lake/in' (PATTERN => '.*[.]csv')")]
    [InlineData("LIST @lake/in/")]
    [InlineData("SELECT name FROM LIST_STAGE(location => '@lake/in/')")]
    [InlineData("SELECT file FROM STAGE_LIST('stage://lake/in/*')")]
    public async Task Every_staged_file_is_read_by_one_shard(string sql)
    {
        var parts = await Task.WhenAll(Enumerable.Range(1, Shards).Select(i => RunAsync(i, sql)));
        parts.ShouldAllBe(static part => part.Rows.Count > 1 && part.Rows.Count < 15);
        parts.SelectMany(static part => part.Rows).Select(static row => row[0]).Distinct().Count().ShouldBe(20);
        parts.Sum(static part => part.Rows.Count).ShouldBe(20);
    }

    [Fact]
    public async Task A_shard_without_files_has_the_columns_and_no_rows()
    {
        var counts = new List<long>();
        for (var i = 1; i <= Shards; i++)
        {
            var read = await RunAsync(i, "SELECT count(*), sum(id), max(METADATA$FILENAME), min(name) FROM '@lake/one/*.csv'");
            counts.Add((long)read.Rows.ShouldHaveSingleItem()[0]!);
        }

        counts.Order().ShouldBe([0, 0, 1]);
        (await StageErrorCode.FileNotFound.ShouldFailAsync(() => RunAsync(1, "SELECT * FROM '@lake/none/*.csv'"))).Message.ShouldContain("@lake/none/*.csv");
        var missing = Enumerable.Range(1, Shards).First(static i => !Shard.Of(i, Shards).Holds("one/only.csv"));
        (await StageErrorCode.FileNotFound.ShouldFailAsync(() => RunAsync(missing, "SELECT * FROM read_csv('@lake/one/only.csv')"))).Message.ShouldContain("FROM '@lake");
        (await RunAsync(missing, "SELECT * FROM INFER_SCHEMA(location => '@lake/one/')")).Rows.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("SELECT * FROM '@lake/in/*.csv' a JOIN '@lake/one/*.csv' b USING (id)")]
    [InlineData("SELECT * FROM LIST_STAGE(LOCATION => '@lake/in/') WHERE name NOT IN (SELECT name FROM LIST_STAGE(LOCATION => '@lake/one/'))")]
    [InlineData("SELECT * FROM '@lake/in/*.csv' WHERE METADATA$FILENAME IN (SELECT file FROM STAGE_LIST('stage://lake/in/*'))")]
    [InlineData("COPY INTO @out/two/ FROM (SELECT a.name FROM LIST_STAGE(LOCATION => '@lake/in/') a, LIST_STAGE(LOCATION => '@lake/one/') b)")]
    public async Task A_statement_of_several_staged_tables_is_refused_since_their_rows_may_belong_together(string sql)
    {
        var error = await StageErrorCode.OptionInvalid.ShouldFailAsync(() => RunAsync(1, sql));
        error.Message.ShouldContain("reads 2 staged tables");
    }

    [Fact]
    public async Task INFER_SCHEMA_is_no_table_that_is_shared_out()
    {
        const string schema = "INFER_SCHEMA(LOCATION => '@lake/in/')";
        (await RunAsync(1, $"SELECT DISTINCT order_id FROM '@lake/in/*.csv', {schema}")).Rows.Count.ShouldBe(2);
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => RunAsync(1, $"COPY INTO @out/no/ FROM (SELECT * FROM {schema})"));
    }

    [Fact]
    public async Task Files_are_rewritten_each_row_once_and_again_without_a_double()
    {
        for (var round = 0; round < 2; round++)
        {
            for (var i = 1; i <= Shards; i++)
                await RunAsync(i, "COPY INTO @out/all/ FROM (SELECT * FROM '@lake/in/*.csv')");

            (await _run.LinesAsync("SELECT count(*), count(DISTINCT id) FROM '@out/all/*.parquet'")).ShouldBe(["20|20"]);
        }

        (await _run.RunAsync("LIST @out/all/"))["name"].ShouldBe(
            ["all/data_1-of-3_0000_00000000.parquet", "all/data_2-of-3_0000_00000000.parquet", "all/data_3-of-3_0000_00000000.parquet"]);
    }

    [Fact]
    public async Task Folders_are_shared_out_where_no_staged_files_are()
    {
        for (var i = 1; i <= Shards; i++)
            await RunAsync(i, "COPY INTO @out/by/ FROM (SELECT range AS id, range % 7 AS k FROM range(70)) PARTITION BY (k)");

        (await _run.LinesAsync("SELECT count(*), count(DISTINCT id) FROM '@out/by/**/*.parquet'")).ShouldBe(["70|70"]);
        (await _run.RunAsync("LIST @out/by/")).Rows.Count.ShouldBe(7);
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => RunAsync(1, "COPY INTO @out/no/ FROM (SELECT range FROM range(70))"));
    }

    [Fact]
    public async Task Rows_of_a_shards_files_go_to_all_their_folders()
    {
        for (var i = 1; i <= Shards; i++)
            await RunAsync(i, "COPY INTO @out/mod/ FROM (SELECT * FROM '@lake/in/*.csv') PARTITION BY (id % 2)");

        (await _run.LinesAsync("SELECT count(*), count(DISTINCT id) FROM '@out/mod/**/*.parquet'")).ShouldBe(["20|20"]);
    }

    [Fact]
    public async Task Files_of_another_number_of_shards_are_not_added_to_where_names_have_a_beginning_of_their_own()
    {
        await _run.Stages.WriteAsync("out", "begun/eu_data_1-of-9_0000_00000000.parquet");
        const string sql = "COPY INTO @out/begun/{0}_data_ FROM (SELECT * FROM '@lake/in/*.csv')";
        (await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => RunAsync(1, sql.Replace("{0}", "eu", StringComparison.Ordinal)))).Message.ShouldContain("of 9 shards");
        await RunAsync(1, sql.Replace("{0}", "us", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SELECT * FROM '@lake/in/*.csv' INTO OUTFILE 'stage://out/a.csv'")]
    [InlineData("COPY INTO @out/a.csv FROM (SELECT * FROM '@lake/in/*.csv') SINGLE = TRUE USE_RAW_PATH = TRUE")]
    public async Task One_file_that_every_shard_would_write_is_refused(string sql) =>
        (await StageErrorCode.OptionInvalid.ShouldFailAsync(() => RunAsync(1, sql))).Message.ShouldContain("name a folder");

    [Theory]
    [InlineData("COPY INTO t FROM @lake/in/ FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1)")]
    [InlineData("COPY INTO t FROM (SELECT $1, $2 FROM '@lake/in/*.csv') FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1)")]
    [InlineData("LOAD DATA INFILE 'stage://lake/in/*.csv' INTO TABLE t FIELDS TERMINATED BY ',' IGNORE 1 LINES")]
    [InlineData("INSERT INTO t SELECT * FROM '@lake/in/*.csv'")]
    public async Task Every_file_is_loaded_by_one_shard(string sql)
    {
        var database = _run.Folder.At("t.duckdb");
        await _run.LinesInFileAsync(database, "CREATE TABLE t (id INT, name TEXT)");
        for (var i = 1; i <= Shards; i++)
            await RunAsync(i, sql, database);

        (await _run.LinesInFileAsync(database, "SELECT count(*), count(DISTINCT id) FROM t")).ShouldBe(["20|20"]);
    }

    [Theory]
    [InlineData("COPY INTO t FROM @lake/one/ FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1)", "so nothing was loaded")]
    [InlineData("COPY INTO t FROM (SELECT $1, $2 FROM '@lake/one/*.csv') FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1)", null)]
    [InlineData("LOAD DATA INFILE 'stage://lake/one/only.csv' INTO TABLE t FIELDS TERMINATED BY ',' IGNORE 1 LINES", "so nothing was loaded")]
    public async Task A_shard_without_files_loads_none_and_the_file_stays_the_others(string sql, string? notice)
    {
        var database = _run.Folder.At("t.duckdb");
        await _run.LinesInFileAsync(database, "CREATE TABLE t (id INT, name TEXT)");
        var owner = Enumerable.Range(1, Shards).First(static i => Shard.Of(i, Shards).Holds("one/only.csv"));
        var none = await RunAsync(owner % Shards + 1, sql, database);
        (notice is null || none.Notices.Any(n => n.Contains(notice, StringComparison.Ordinal))).ShouldBeTrue();
        (await _run.LinesInFileAsync(database, "SELECT count(*) FROM t")).ShouldBe(["0"]);
        await RunAsync(owner, sql, database);
        (await _run.LinesInFileAsync(database, "SELECT count(*) FROM t")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task Every_file_is_put_copied_got_and_removed_by_one_shard()
    {
        var local = new TestFolderPart(_run.Folder.Folder("local"));
        for (var n = 0; n < 20; n++)
            local.Write($"p{n}.txt", "x");

        string[] statements =
        [
            $"PUT 'fs://{_run.Folder.At("local")}/*.txt' @out/put/", "COPY FILES INTO @out/copy/ FROM @lake/in/", $"GET @lake/in/ 'fs://{_run.Folder.Folder("got")}/'",
            "REMOVE @lake/in/", "REMOVE FILES FROM STAGE 'stage://out/put/*'",
        ];
        foreach (var sql in statements)
        {
            var rows = 0L;
            for (var i = 1; i <= Shards; i++)
            {
                var part = await RunAsync(i, sql);
                rows += part.Changed ?? part.Rows.Count;
            }

            rows.ShouldBe(20, sql);
        }
    }

    private async Task<TestResult> RunAsync(int index, string sql, string? database = null)
    {
        using var sharded = new StatementRun(
            _run.Stages.Engine,
            new StatementSettings { Database = database, Folder = _run.Folder.Path, Words = StatementAdvice.Of, Shard = Shard.Of(index, Shards) });
        using var result = await sharded.RunAsync(StatementReading.Read(sql), Token);
        var read = new TestResult(result);
        await read.ReadAsync(result, Token);
        return read;
    }
}
