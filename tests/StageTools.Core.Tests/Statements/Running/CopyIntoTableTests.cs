namespace StageTools.Core.Tests.Statements.Running;

/// <summary>Databend's COPY INTO table.</summary>
public sealed class CopyIntoTableTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Files_are_loaded_by_position_and_told_of_by_their_names_in_the_stage()
    {
        var files = await BeginAsync();
        files.Write("d/a.csv", "1,x\n2,y\n");
        files.Write("d/b.csv", "3,\\N\n");
        var result = await _run.RunAsync("COPY INTO t FROM @s/d/");
        result.Names.ShouldBe(["File", "Rows_loaded", "Errors_seen", "First_error", "First_error_line"]);
        DataRun.Lines(result).ShouldBe(["d/a.csv|2|0|-|-", "d/b.csv|1|0|-|-"]);
        (await _run.LinesAsync("SELECT * FROM t ORDER BY id")).ShouldBe(["1|x", "2|y", "3|-"]);
    }

    [Fact]
    public async Task A_file_is_loaded_once_unless_FORCE_says_otherwise()
    {
        var files = await BeginAsync();
        files.Write("a.csv", "1,x\n");
        await _run.RunAsync("COPY INTO t FROM @s");
        files.Write("b.csv", "2,y\n");
        var again = await _run.RunAsync("COPY INTO t FROM @s");
        DataRun.Lines(again).ShouldBe(["b.csv|1|0|-|-"]);
        again.Notices.ShouldHaveSingleItem().ShouldContain("'@s/a.csv' was loaded before");
        (await _run.LinesAsync("COPY INTO t FROM @s FORCE = TRUE; SELECT * FROM t ORDER BY id")).ShouldBe(["1|x", "1|x", "2|y", "2|y"]);
    }

    [Fact]
    public async Task A_table_that_was_dropped_and_made_again_is_loaded_again()
    {
        var files = await BeginAsync();
        files.Write("a.csv", "1,x\n");
        foreach (var again in (string[])["DROP TABLE t; CREATE TABLE t (id int, name varchar)", "CREATE OR REPLACE TABLE t (id int, name varchar)"])
        {
            await _run.RunAsync("COPY INTO t FROM @s");
            (await _run.LinesAsync($"{again}; COPY INTO t FROM @s; SELECT * FROM t")).ShouldBe(["1|x"]);
        }
    }

    [Fact]
    public async Task Temporary_tables_are_loaded()
    {
        var files = await BeginAsync();
        files.Write("a.csv", "1,x\n");
        (await _run.LinesAsync("CREATE TEMP TABLE u (id int, name varchar); COPY INTO u FROM @s; SELECT * FROM u")).ShouldBe(["1|x"]);
        (await _run.LinesAsync("CREATE SCHEMA q; CREATE TABLE q.u (id int, name varchar); COPY INTO q.u FROM @s; SELECT * FROM q.u")).ShouldBe(["1|x"]);
        (await _run.LinesAsync("USE q; CREATE TABLE w (id int, name varchar); COPY INTO w FROM @s; USE main; SELECT * FROM q.w")).ShouldBe(["1|x"]);
    }

    [Theory]
    [InlineData("PATTERN = '.*[.]csv'", "a.csv", "d/b.csv")]
    [InlineData("FILES = ('a.csv', 'd/c.dat') FILE_FORMAT = (TYPE = CSV)", "a.csv", "d/c.dat")]
    [InlineData("FILE_FORMAT = (TYPE = CSV) MAX_FILES = 2", "a.csv", "d/b.csv")]
    [InlineData("FILES = ('a.csv', 'd/c.dat') PATTERN = '.*dat' FILE_FORMAT = (TYPE = CSV)", "d/c.dat")]
    public async Task The_files_are_those_that_are_said(string options, params string[] loaded)
    {
        var files = await BeginAsync();
        foreach (var name in (string[])["a.csv", "d/b.csv", "d/c.dat"])
            files.Write(name, "1,x\n");
        (await _run.RunAsync($"COPY INTO t FROM @s {options}"))["File"].ShouldBe(loaded);
    }

    [Fact]
    public async Task MAX_FILES_goes_on_where_the_last_load_ended()
    {
        var files = await BeginAsync();
        foreach (var name in (string[])["a.csv", "b.csv", "c.csv"])
            files.Write(name, "1,x\n");
        const string copy = "COPY INTO t FROM @s MAX_FILES = 2";
        (await _run.RunAsync(copy))["File"].ShouldBe(["a.csv", "b.csv"]);
        (await _run.RunAsync(copy))["File"].ShouldBe(["c.csv"]);
        (await _run.RunAsync(copy)).Rows.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_path_is_a_file_where_there_is_one_of_that_name_and_else_a_prefix()
    {
        var files = await BeginAsync();
        files.Write("a.csv", "1,x\n");
        files.Write("a.csv.old.csv", "2,y\n");
        (await _run.RunAsync("COPY INTO t FROM @s/a.csv"))["File"].ShouldBe(["a.csv"]);
        (await _run.RunAsync("COPY INTO t FROM @s/a.c FORCE = TRUE"))["File"].ShouldBe(["a.csv", "a.csv.old.csv"]);
        (await _run.RunAsync("COPY INTO t FROM @s/gone/")).Notices.ShouldHaveSingleItem().ShouldContain("no file for '@s/gone/'");
    }

    [Fact]
    public async Task A_list_of_columns_says_where_values_go()
    {
        var files = await BeginAsync();
        files.Write("a.csv", "x,1\n");
        files.Write("b.ndjson", "{\"id\":2,\"name\":\"y\"}\n");
        await _run.RunAsync("CREATE TABLE u (id int, name varchar, extra varchar DEFAULT 'd')");
        await _run.RunAsync("COPY INTO u (name, \"ID\") FROM @s/a.csv; COPY INTO u (id) FROM @s/b.ndjson");
        (await _run.LinesAsync("SELECT * FROM u ORDER BY id")).ShouldBe(["1|x|d", "2|-|d"]);
        (await _run.ShouldFailAsync(StageErrorCode.OptionInvalid, "COPY INTO u (nme) FROM @s/a.csv FORCE = TRUE")).Message.ShouldContain("no column 'nme'");
    }

    [Fact]
    public async Task What_COPY_INTO_a_stage_wrote_is_loaded_as_it_was()
    {
        await _run.StageAsync("s");
        const string rows = "SELECT 'x,\"y\"' || chr(10) || '\\z' AS t, '' AS e, NULL::VARCHAR AS n, '\\N' AS m, 0.1::DOUBLE AS d, 12345678901.25::DECIMAL(20,2) AS p, TIMESTAMP '2026-02-28 10:00:00.123456' AS at";
        foreach (var type in (string[])["CSV", "TSV", "NDJSON", "PARQUET"])
        {
            (await _run.LinesAsync(
                $"""
                CREATE OR REPLACE TABLE a AS {rows};
                CREATE OR REPLACE TABLE b AS SELECT * FROM a LIMIT 0;
                COPY INTO @s/{type}/ FROM a FILE_FORMAT = (TYPE = {type});
                COPY INTO b FROM @s/{type}/ FILE_FORMAT = (TYPE = {type});
                SELECT count(*) FROM (SELECT * FROM a INTERSECT SELECT * FROM b)
                """)).ShouldBe(["1"], type);
        }
    }

    [Fact]
    public async Task ON_ERROR_ABORT_loads_nothing_of_any_file()
    {
        await FillWithErrorsAsync();
        (await _run.ShouldFailAsync(StageErrorCode.DataInvalid, "COPY INTO t FROM @s")).Message.ShouldContain("'@s/b.csv', line 2");
        (await _run.LinesAsync("SELECT count(*) FROM t")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task ON_ERROR_CONTINUE_leaves_bad_rows_out_and_tells_of_the_first()
    {
        await FillWithErrorsAsync();
        var rows = await _run.LinesAsync("COPY INTO t FROM @s ON_ERROR = CONTINUE");
        rows[0].ShouldBe("a.csv|1|0|-|-");
        rows[1].ShouldStartWith("b.csv|2|2|");
        rows[1].ShouldEndWith("|2");
        rows[1].ShouldContain("column 'id'");
        (await _run.LinesAsync("SELECT * FROM t ORDER BY id")).ShouldBe(["1|x", "2|y", "5|v"]);
    }

    [Fact]
    public async Task ON_ERROR_SKIP_FILE_leaves_the_file_out()
    {
        await FillWithErrorsAsync();
        var rows = await _run.LinesAsync("COPY INTO t FROM @s ON_ERROR = SKIP_FILE");
        rows[0].ShouldBe("a.csv|1|0|-|-");
        rows[1].ShouldStartWith("b.csv|0|1|");
        (await _run.LinesAsync("SELECT * FROM t")).ShouldBe(["1|x"]);
    }

    [Theory]
    [InlineData("ABORT_1", false)]
    [InlineData("ABORT_2", false)]
    [InlineData("'abort_3'", true)]
    public async Task ON_ERROR_ABORT_n_bears_fewer_errors_than_n(string onError, bool isLoaded)
    {
        await FillWithErrorsAsync();
        var copy = $"COPY INTO t FROM @s ON_ERROR = {onError}";
        if (isLoaded)
            (await _run.LinesAsync(copy))[1].ShouldStartWith("b.csv|2|2|");
        else
            (await _run.ShouldFailAsync(StageErrorCode.DataInvalid, copy)).Message.ShouldContain("Nothing was loaded");
        (await _run.LinesAsync("SELECT count(*) FROM t")).ShouldBe([isLoaded ? "3" : "0"]);
    }

    [Fact]
    public async Task PURGE_removes_what_was_loaded()
    {
        var files = await BeginAsync();
        files.Write("a.csv", "1,x\n");
        files.Write("b.csv", "x,x\n");
        await _run.RunAsync("COPY INTO t FROM @s PURGE = TRUE ON_ERROR = SKIP_FILE");
        files.Files.ShouldBe(["b.csv"]);
    }

    [Fact]
    public async Task A_table_that_is_not_there_is_made_of_what_the_files_hold()
    {
        var files = await _run.StageAsync("s");
        files.Write("a.csv", "id,name\n1,x\n");
        (await _run.LinesAsync("COPY INTO made FROM @s FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1); SELECT id + 1, name FROM made")).ShouldBe(["2|x"]);
    }

    [Fact]
    public async Task In_an_open_transaction_it_is_said_what_to_do()
    {
        var files = await BeginAsync();
        files.Write("a.csv", "1,x\n");
        (await _run.ShouldFailAsync(StageErrorCode.DatabaseInvalid, "BEGIN; INSERT INTO t VALUES (7, 'z'); COPY INTO t FROM @s")).Message.ShouldContain("COMMIT or ROLLBACK");
        (await _run.LinesAsync("COMMIT; COPY INTO t FROM @s; SELECT * FROM t ORDER BY id")).ShouldBe(["1|x", "7|z"]);
    }

    [Fact]
    public async Task A_database_file_keeps_the_rows_and_what_was_loaded()
    {
        var files = await _run.StageAsync("s");
        files.Write("a.csv", "1,x\n");
        var file = _run.Folder.At("d.duckdb");
        (await _run.LinesInFileAsync(file, "CREATE TABLE t (id int, name varchar); COPY INTO t FROM @s; SELECT * FROM t")).ShouldBe(["1|x"]);
        (await _run.LinesInFileAsync(file, "COPY INTO t FROM @s; SELECT * FROM t")).ShouldBe(["1|x"]);
        (await _run.LinesInFileAsync(file, "DROP TABLE t; CREATE TABLE t (id int, name varchar); COPY INTO t FROM @s; SELECT * FROM t")).ShouldBe(["1|x"]);
    }

    [Fact]
    public async Task Names_with_quotes_and_semicolons_stay_names()
    {
        var files = await _run.StageAsync("s");
        files.Write("it's; DROP TABLE t; --.csv", "1,x\n");
        (await _run.LinesAsync(
            """
            CREATE TABLE t (n int);
            CREATE TABLE "t""; DROP TABLE t; --" ("a""; b" int, name varchar);
            COPY INTO "t""; DROP TABLE t; --" ("a""; b", name) FROM '@s/it''s; DROP TABLE t; --.csv';
            SELECT "a""; b" FROM "t""; DROP TABLE t; --" UNION ALL SELECT count(*) FROM t
            """)).ShouldBe(["1", "0"]);
    }

    private async Task<TestFolderPart> BeginAsync()
    {
        await _run.RunAsync("CREATE TABLE t (id int, name varchar)");
        return await _run.StageAsync("s");
    }

    private async Task FillWithErrorsAsync()
    {
        var files = await BeginAsync();
        files.Write("a.csv", "1,x\n");
        files.Write("b.csv", "2,y\nz,z\n4\n5,v\n");
    }
}
