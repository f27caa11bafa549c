namespace StageTools.Core.Tests.Statements.Running;

/// <summary>Queries that read a stage's listing, what their values are, and what a query may not do.</summary>
public sealed class QueryRunTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("SELECT name, size FROM LIST_STAGE(LOCATION => '@s/d/') WHERE size > 4 ORDER BY name DESC LIMIT 1", "d/b.csv|8")]
    [InlineData("SELECT list_stage.name FROM LIST_STAGE(LOCATION => '@s', PATTERN => '.*[.]ndjson')", "c.ndjson")]
    [InlineData("SELECT l.name FROM LIST_STAGE(LOCATION => '@s/c') AS l", "c.ndjson")]
    [InlineData("SELECT l.name FROM LIST_STAGE(LOCATION => '@s/c') l WHERE l.size > 0", "c.ndjson")]
    [InlineData("SELECT count(*) FROM STAGE_LIST('stage://s/d/*.csv')", "2")]
    [InlineData("SELECT a.name, b.name FROM LIST_STAGE(LOCATION => '@s/d/a') a JOIN LIST_STAGE(LOCATION => '@s/d/b') b ON a.size < b.size", "d/a.csv|d/b.csv")]
    [InlineData("SELECT count(*) FROM LIST_STAGE(LOCATION => '@s'), LIST_STAGE(LOCATION => '@s/c')", "3")]
    [InlineData("SELECT l.name, n FROM (SELECT METADATA$FILENAME AS f, count(*) AS n FROM '@s/d/*.csv' GROUP BY ALL) JOIN LIST_STAGE(LOCATION => '@s') l ON l.name = f WHERE n = 2", "d/b.csv|2")]
    [InlineData("SELECT column_name, type, nullable, filenames, order_id FROM INFER_SCHEMA(LOCATION => '@s/c.ndjson') WHERE order_id = 1", "b|VARCHAR|False|c.ndjson|1")]
    [InlineData("SELECT string_agg(column_name || ' ' || type, ', ' ORDER BY order_id) FROM INFER_SCHEMA(LOCATION => '@s/d/', FILE_FORMAT => (TYPE = CSV OUTPUT_HEADER = TRUE))", "x BIGINT")]
    public async Task A_listing_is_a_table_like_any_other(string sql, string row)
    {
        await FillAsync();
        (await _run.LinesAsync(sql)).ShouldBe([row]);
    }

    [Theory]
    [InlineData("FROM salez", "Line 1, column 6: Table with name salez does not exist!")]
    [InlineData("DROP TABLE stage2", "Table with name stage2 does not exist!")]
    [InlineData("FROM order2", "Line 1, column 6: Table with name order2 does not exist! Did you mean \"orders\"?")]
    [InlineData("FROM pg_table", "Line 1, column 6: Table with name pg_table does not exist!")]
    [InlineData("FROM S", "Line 1, column 6: Table with name S does not exist! A stage has that name: read its files as '@S/…'.")]
    [InlineData("INSERT INTO s VALUES (1)", "Table with name s does not exist! A stage has that name: read its files as '@s/…'.")]
    public async Task A_table_that_is_not_there_is_told_of_by_what_may_be_meant(string sql, string message)
    {
        await FillAsync();
        if (message.EndsWith('?'))
            await _run.RunAsync("CREATE TABLE orders (a INT)");
        (await _run.ShouldFailAsync(StageErrorCode.QueryInvalid, sql)).Message.ShouldBe(message);
    }

    [Fact]
    public async Task What_an_extension_would_know_is_told_of_in_one_sentence() =>
        (await _run.ShouldFailAsync(StageErrorCode.QueryInvalid, "CREATE SECRET x (TYPE s3)")).Message.ShouldContain("the httpfs extension, and a query does not go to the network;");

    [Fact]
    public async Task A_sum_is_a_number_that_NET_calculates_with_where_it_has_one()
    {
        const string sums = "SELECT sum(n) AS s, 79228162514264337593543950336::DECIMAL(38,0) AS wide, sum(1) AS whole FROM (VALUES (1.25), (5211457.50), (NULL)) t(n)";
        var result = await _run.RunAsync(sums);
        result.Columns.Select(static column => column.SqlType).ShouldBe(["DECIMAL(38,2)", "DECIMAL(38,0)", "HUGEINT"]);
        result.Columns.ShouldAllBe(static column => column.Type == typeof(object));
        result.Rows.Single().ShouldBe([5211458.75m, System.Data.SqlTypes.SqlDecimal.Parse("79228162514264337593543950336"), 3L]);
    }

    [Fact]
    public async Task A_listing_is_read_as_far_as_it_is_needed()
    {
        await FillAsync();
        for (var i = 0; i < 3; i++)
            (await _run.LinesAsync("SELECT name FROM LIST_STAGE(LOCATION => '@s') LIMIT 1")).Count.ShouldBe(1);
        (await _run.LinesAsync("CREATE TABLE l AS SELECT * FROM LIST_STAGE(LOCATION => '@s'); SELECT count(*) FROM l")).ShouldBe(["3"]);
    }

    [Fact]
    public async Task A_listing_can_be_exported()
    {
        await FillAsync();
        await _run.RunAsync("COPY INTO @~/l FROM (SELECT name FROM LIST_STAGE(LOCATION => '@s/c')) FILE_FORMAT = (TYPE = NDJSON)");
        await _run.RunAsync("SELECT name FROM LIST_STAGE(LOCATION => '@s/c') INTO OUTFILE '@~/m.csv'");
        (await _run.LinesAsync("SELECT name FROM '@~/l/*.ndjson' UNION ALL SELECT name FROM '@~/m.csv'")).ShouldBe(["c.ndjson", "c.ndjson"]);
    }

    [Theory]
    [InlineData("SELECT * FROM LIST_STAGE(LOCATION => '@gone')", StageErrorCode.StageNotFound)]
    [InlineData("SELECT * FROM LIST_STAGE(LOCATION => '@s/../x')", StageErrorCode.PathOutsideStage)]
    [InlineData("SELECT * FROM INFER_SCHEMA(LOCATION => '@s/gone')", StageErrorCode.FileNotFound)]
    [InlineData("CREATE VIEW v AS SELECT * FROM LIST_STAGE(LOCATION => '@s')", StageErrorCode.QueryInvalid)]
    public async Task What_cannot_be_listed_is_refused(string sql, StageErrorCode code)
    {
        await FillAsync();
        await _run.ShouldFailAsync(code, sql);
    }

    [Fact]
    public async Task A_listing_is_there_behind_a_result_that_was_not_read_to_its_end()
    {
        await FillAsync();
        foreach (var sql in new[] { "SELECT * FROM range(1000000)", "SELECT * FROM LIST_STAGE(LOCATION => '@s'), range(1000000)" })
        {
            using (var result = await _run.Run.RunAsync(StatementReading.Read(sql), TestContext.Current.CancellationToken))
                (await result.ReadAsync(result.NewRows(), TestContext.Current.CancellationToken)).ShouldBeTrue();
            (await _run.LinesAsync("SELECT count(*) FROM LIST_STAGE(LOCATION => '@s') a, LIST_STAGE(LOCATION => '@s/d') b")).ShouldBe(["6"]);
        }
    }

    [Fact]
    public async Task Of_a_listing_that_is_read_twice_it_is_said_what_to_do()
    {
        await FillAsync();
        var error = await _run.ShouldFailAsync(StageErrorCode.QueryInvalid, "WITH l AS NOT MATERIALIZED (SELECT name FROM LIST_STAGE(LOCATION => '@s')) SELECT * FROM l a JOIN l b ON a.name < b.name || 'x'");
        error.Message.ShouldContain("LIST_STAGE");
        error.Message.ShouldContain("CREATE TABLE");
        error.Message.ShouldNotContain("stagetools_source");
    }

    [Theory]
    [InlineData("SELECT 1", false)]
    [InlineData("CALL pragma_version()", true)]
    [InlineData("EXECUTE p", true)]
    public void What_calls_something_counts_as_a_change(string sql, bool changes) => StatementReading.Read(sql).Changes.ShouldBe(changes);

    [Fact]
    public async Task MySQLs_names_and_types_are_understood()
    {
        (await _run.LinesAsync(
            """
            CREATE TABLE `my "table` (`a ``b` int(11) NOT NULL, c tinyint(1), d BIGINT(20) UNSIGNED, e mediumint(8), f int unsigned, g smallint);
            INSERT INTO `my "table` (`a ``b`, c) VALUES (1, 2);
            SELECT `a ``b`, CAST(c AS INT(4)), '`not` int(11)', 1::bigint(20) /* `neither` int(3) */ FROM `my "table`
            """)).ShouldBe(["1|2|`not` int(11)|1"]);
        (await _run.LinesAsync("SELECT string_agg(data_type, ' ' ORDER BY column_index) FROM duckdb_columns() WHERE table_name = 'my \"table'"))
            .ShouldBe(["INTEGER TINYINT UBIGINT INTEGER UINTEGER SMALLINT"]);
    }

    [Theory]
    [InlineData("SELECT 1 AS mediumint", "mediumint")]
    [InlineData("SELECT 1 AS mediumint, (SELECT 2 AS MEDIUMINT) AS x", "mediumint x")]
    [InlineData("SELECT x mediumint FROM (SELECT 1 AS x) mediumint", "mediumint")]
    [InlineData("CREATE TABLE u AS SELECT 1 AS mediumint; FROM u", "mediumint")]
    [InlineData("SELECT CAST(TRY_CAST('1' AS mediumint) AS bigint(20)) AS int", "int")]
    [InlineData("SELECT CAST(row(1) AS STRUCT(a mediumint)) AS x", "x")]
    [InlineData("CREATE TABLE u (x int); ALTER TABLE u ADD COLUMN y mediumint(8); SELECT typeof(y) AS mediumint FROM u", "mediumint")]
    public async Task A_column_may_be_called_as_MySQLs_types_are(string sql, string names) =>
        (await _run.RunAsync(sql)).Names.ShouldBe(names.Split(' '));

    [Fact]
    public async Task A_place_in_an_error_is_that_of_what_was_written()
    {
        await FillAsync();
        (await _run.ShouldFailAsync(StageErrorCode.QueryInvalid, "SELECT `n`,\n nme FROM LIST_STAGE(LOCATION => '@s'), (SELECT 1 AS `n`)")).Message.ShouldStartWith("Line 2, column 2:");
        (await _run.ShouldFailAsync(StageErrorCode.QueryInvalid, "COPY INTO @~ FROM (SELECT 1,\n nme) PARTITION BY (1)")).Message.ShouldStartWith("Line 2, column 2:");
        (await _run.ShouldFailAsync(StageErrorCode.QueryInvalid, "COPY INTO @~ FROM (SELECT nme)")).Message.ShouldStartWith("Line 1, column 27:");
        (await _run.ShouldFailAsync(StageErrorCode.QueryInvalid, "  SELECT nme INTO OUTFILE '@~/a.csv'")).Message.ShouldStartWith("Line 1, column 8:");
    }

    [Theory]
    [InlineData("COPY (SELECT 1) TO 'x.csv'")]
    [InlineData("PREPARE p AS COPY (SELECT 1) TO 'x.csv'")]
    [InlineData("EXPLAIN ANALYZE COPY (SELECT 1) TO 'x.csv'")]
    [InlineData("EXPLAIN (ANALYZE, FORMAT json) COPY (SELECT 1) TO 'x.csv'")]
    [InlineData("EXPORT DATABASE 'x'")]
    [InlineData("PREPARE p AS EXPORT DATABASE 'x'")]
    [InlineData("SET autoinstall_known_extensions = true")]
    [InlineData("SET GLOBAL autoload_known_extensions = true")]
    [InlineData("SET enable_external_access = false")]
    [InlineData("RESET extension_directory")]
    [InlineData("PRAGMA temp_directory = '/tmp'")]
    [InlineData("SET \"LOCK_CONFIGURATION\" = true")]
    [InlineData("INSTALL httpfs")]
    [InlineData("CALL enable_logging('QueryLog', storage='file', storage_path='written')")]
    [InlineData("FROM \"enable_logging\"('QueryLog', storage='file', storage_path='written')")]
    [InlineData("EXPLAIN ANALYZE CALL Enable_Logging('QueryLog', storage='file', storage_path='written')")]
    [InlineData("SELECT * FROM query('FROM enable_logging(''QueryLog'')')")]
    [InlineData("SET logging_storage = 'file'")]
    [InlineData("PREPARE p AS SELECT 1")]
    [InlineData("ATTACH ':memory:' AS m")]
    [InlineData("LOAD json")]
    [InlineData("PRAGMA enable_profiling")]
    public async Task What_writes_files_of_its_own_or_goes_to_the_network_is_refused(string sql) => await _run.ShouldFailAsync(StageErrorCode.QueryInvalid, sql);

    [Theory]
    [InlineData("SELECT 1 AS copy, 'x TO y' ORDER BY 1", "1|x TO y")]
    [InlineData("SET threads = 2; SELECT 1", "1")]
    [InlineData("SELECT 'enable_logging(x)' AS enable_logging", "enable_logging(x)")]
    [InlineData("CALL pragma_version(); SELECT 1", "1")]
    [InlineData("CALL main.range(1)", "0")]
    [InlineData("CALL force_checkpoint(); CHECKPOINT; SELECT 1", "1")]
    [InlineData("PRAGMA version; SELECT 1", "1")]
    [InlineData("CREATE TABLE query (a INT); INSERT INTO query (a) VALUES (7); SELECT a FROM query", "7")]
    [InlineData("SELECT name FROM duckdb_settings() WHERE name = 'enable_logging'", "enable_logging")]
    public async Task What_only_looks_like_it_runs(string sql, string row) => (await _run.LinesAsync(sql)).ShouldBe([row]);

    [Theory]
    [InlineData("CREATE SECRET x (TYPE s3, KEY_ID 'AKIAHIDDEN', SECRET 'hidden\"text', REGION 'eu-west-1')")]
    [InlineData("CREATE OR REPLACE PERSISTENT SECRET x (TYPE s3, KEY_ID 'AKIAHIDDEN', SECRET 'hidden')")]
    [InlineData("ATTACH 'host=h user=u password=hidden' AS p (TYPE postgres)")]
    [InlineData("ATTACH 'postgres://u:hidden@h/d' AS p (TYPE postgres)")]
    [InlineData("SELECT * FROM postgres_scan('password = hidden', 'public', 't')")]
    public async Task Secrets_of_DuckDBs_statements_are_shown_nowhere(string sql)
    {
        var statement = StatementReading.Read(sql);
        statement.ToString().ShouldNotContain("hidden", Case.Insensitive);
        var error = await _run.ShouldFailAsync(StageErrorCode.QueryInvalid, sql);
        error.ToString().ShouldNotContain("hidden", Case.Insensitive);
        (error.Target?.ToString() ?? string.Empty).ShouldNotContain("hidden", Case.Insensitive);
    }

    [Fact]
    public async Task A_thousand_brackets_are_read()
    {
        await FillAsync();
        var sql = $"SELECT {string.Concat(Enumerable.Repeat("(SELECT ", 900))}$1{new string(')', 900)} FROM '@s/d/a.csv'";
        await Should.ThrowAsync<StageException>(() => _run.RunAsync(sql));
    }

    private async Task FillAsync()
    {
        var files = await _run.StageAsync("s");
        files.Write("d/a.csv", "x\n1\n");
        files.Write("d/b.csv", "x\n22\n33\n");
        files.Write("c.ndjson", "{\"a\":1,\"b\":\"x\"}\n");
    }
}
