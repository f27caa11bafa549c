using System.Globalization;
namespace StageTools.Core.Tests.Statements.Running;

/// <summary>MatrixOne's SELECT … INTO OUTFILE.</summary>
public sealed class IntoOutfileTests : IDisposable
{
    private const string Rows = "SELECT 1 AS id, 'a\"b\\c' AS name, 1.5::DOUBLE AS ratio UNION ALL SELECT 2, NULL, NULL";

    private readonly TestRun _run = new();

    private string Here => _run.Folder.At("here");

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task The_example_of_MatrixOnes_page_runs_as_it_is_printed()
    {
        var folder = _run.Folder.Folder("tmp");
        await _run.RunAsync(
            $$"""
            CREATE TABLE `user` (`id` int(11) ,`user_name` varchar(255) ,`sex` varchar(255));
            INSERT INTO user(id,user_name,sex) values('1', 'weder', 'man'), ('2', 'tom', 'man'), ('3', 'wederTom', 'man');

            -- Create internal data stage
            mysql> CREATE STAGE stage1 URL='{{folder}}' ENABLE = TRUE;

            -- Export data from the table to data stage
            mysql> SELECT * FROM user INTO OUTFILE 'stage1:/user.csv';
            """);
        (await File.ReadAllTextAsync(Path.Combine(folder, "user.csv"), TestContext.Current.CancellationToken))
            .ShouldBe("id,user_name,sex\n1,\"weder\",\"man\"\n2,\"tom\",\"man\"\n3,\"wederTom\",\"man\"\n");
        (await _run.ShouldFailAsync(StageErrorCode.StageRequired, "SELECT * FROM user INTO OUTFILE '~/tmp/csv2/user.txt';"))
            .Message.ShouldStartWith("stage exists, please try to check and use a stage instead");
    }

    [Theory]
    [InlineData("s:/d/a.csv")]
    [InlineData("stage://s/d/a.csv")]
    [InlineData("stage://S//d/a.csv")]
    [InlineData("@s/d/a.csv")]
    public async Task A_stages_path_has_several_forms(string target)
    {
        var files = await _run.StageAsync("s");
        var result = await _run.RunAsync($"{Rows} INTO OUTFILE '{target}'");
        result.Names.ShouldBe(["rows_unloaded", "input_bytes", "output_bytes"]);
        result.Rows.ShouldHaveSingleItem().ShouldBe([2L, 38L, 38L]);
        files.Files.ShouldBe(["d/a.csv"]);
        files.ReadOnly().ShouldBe("id,name,ratio\n1,\"a\"\"b\\\\c\",1.5\n2,\\N,\\N\n");
    }

    [Theory]
    [InlineData("FIELDS TERMINATED BY ';' LINES TERMINATED BY '\\r\\n'", "id;name;ratio\r\n1;\"a\"\"b\\\\c\";1.5\r\n2;\\N;\\N\r\n")]
    [InlineData("FIELDS TERMINATED BY '|' OPTIONALLY ENCLOSED BY ''''", "id|name|ratio\n1|'a\"b\\\\c'|1.5\n2|\\N|\\N\n")]
    [InlineData("FIELDS TERMINATED BY '||' LINES TERMINATED BY '#EOL#'", "id||name||ratio#EOL#1||\"a\"\"b\\\\c\"||1.5#EOL#2||\\N||\\N#EOL#")]
    [InlineData("LINES STARTING BY '> '", "> id,name,ratio\n> 1,\"a\"\"b\\\\c\",1.5\n> 2,\\N,\\N\n")]
    [InlineData("LINES STARTING BY '> ' TERMINATED BY '<\\n'", "> id,name,ratio<\n> 1,\"a\"\"b\\\\c\",1.5<\n> 2,\\N,\\N<\n")]
    [InlineData("SPLITSIZE '0'", "id,name,ratio\n1,\"a\"\"b\\\\c\",1.5\n2,\\N,\\N\n")]
    [InlineData("SPLITSIZE '0' MAX_FILE_SIZE 100", "id,name,ratio\n1,\"a\"\"b\\\\c\",1.5\n2,\\N,\\N\n")]
    [InlineData("FIELDS ESCAPED BY ''", "id,name,ratio\n1,\"a\"\"b\\c\",1.5\n2,\\N,\\N\n")]
    [InlineData("HEADER 'FALSE'", "1,\"a\"\"b\\\\c\",1.5\n2,\\N,\\N\n")]
    [InlineData("FORCE_QUOTE (id)", "id,name,ratio\n\"1\",\"a\"\"b\\\\c\",1.5\n\"2\",\\N,\\N\n")]
    [InlineData("FORMAT 'csv'", "id,name,ratio\n1,\"a\"\"b\\\\c\",1.5\n2,\\N,\\N\n")]
    public async Task Each_clause_changes_what_it_says(string clause, string content)
    {
        var files = await _run.StageAsync("s");
        await _run.RunAsync($"{Rows} INTO OUTFILE 's:/a.csv' {clause}");
        files.ReadOnly().ShouldBe(content);
    }

    [Theory]
    [InlineData("a.txt", "", "n\n1\n")]
    [InlineData("a", "", "n\n1\n")]
    [InlineData("a.jsonl", "", "{\"n\":1}\n")]
    [InlineData("a.jsonline", "", "{\"n\":1}\n")]
    [InlineData("a.txt", "FORMAT 'jsonline'", "{\"n\":1}\n")]
    public async Task The_format_follows_the_suffix_and_is_CSV_where_that_tells_nothing(string name, string clause, string content)
    {
        var files = await _run.StageAsync("s");
        await _run.RunAsync($"SELECT 1 AS n INTO OUTFILE 's:/{name}' {clause}");
        files.ReadOnly().ShouldBe(content);
    }

    [Fact]
    public async Task Parquet_is_read_back_as_it_was()
    {
        await _run.StageAsync("s");
        (await _run.LinesAsync($"{Rows} INTO OUTFILE 's:/a.parquet'; SELECT * FROM '@s/a.parquet' ORDER BY id")).ShouldBe(["1|a\"b\\c|1.5", "2|-|-"]);
    }

    [Theory]
    [InlineData("a.csv", "a.csv", "a.csv.1", "a.csv.2")]
    [InlineData("a%d.csv", "a0.csv", "a1.csv", "a2.csv")]
    [InlineData("a%05d.csv", "a00000.csv", "a00001.csv", "a00002.csv")]
    [InlineData("a%010d.csv", "a0000000000.csv", "a0000000001.csv", "a0000000002.csv")]
    public async Task Parts_are_numbered_and_each_has_the_header(string name, params string[] names)
    {
        var files = await _run.StageAsync("s");
        await _run.RunAsync($"SELECT repeat('x', 400) AS x FROM range(6) INTO OUTFILE 's:/{name}' MAX_FILE_SIZE 1");
        files.Files.ShouldBe(names);
        files.Files.Select(files.Read).ShouldAllBe(static text => text.StartsWith("x\n", StringComparison.Ordinal) && text.Length <= 1024);
    }

    [Fact]
    public async Task A_numbered_name_is_numbered_also_where_one_file_holds_all()
    {
        var files = await _run.StageAsync("s");
        await _run.RunAsync("SELECT 1 AS n INTO OUTFILE 's:/a%05d.csv'");
        files.Files.ShouldBe(["a00000.csv"]);
    }

    [Theory]
    [InlineData("a_%Y-%m-%d.csv", "a_{0:yyyy-MM-dd}.csv")]
    [InlineData("%Y/%m/a%Y%m%d_%d_%03d.csv", "{0:yyyy}/{0:MM}/a{0:yyyyMMdd}_{0:dd}_000.csv")]
    public async Task A_name_may_hold_the_date(string name, string written)
    {
        var files = await _run.StageAsync("s");
        var before = DateTime.Now;
        await _run.RunAsync($"SELECT 1 AS n INTO OUTFILE 's:/{name}'");
        string[] either = [string.Format(CultureInfo.InvariantCulture, written, before), string.Format(CultureInfo.InvariantCulture, written, DateTime.Now)];
        files.Files.ShouldHaveSingleItem().ShouldBeOneOf(either);
    }

    [Theory]
    [InlineData("FIELDS TERMINATED BY '||' LINES TERMINATED BY '#EOL#'")]
    [InlineData("LINES STARTING BY '> '")]
    public async Task LOAD_DATA_reads_what_the_same_clauses_wrote(string clauses)
    {
        await _run.StageAsync("s");
        (await _run.LinesAsync(
            $"""
            CREATE TABLE a AS SELECT '||#EOL#> |' AS t, 1 AS n UNION ALL SELECT NULL, 2;
            SELECT * FROM a INTO OUTFILE 's:/a.csv' {clauses};
            CREATE TABLE b AS SELECT * FROM a LIMIT 0;
            LOAD DATA INFILE 's:/a.csv' INTO TABLE b {clauses} IGNORE 1 LINES;
            SELECT count(*) FROM (SELECT * FROM a INTERSECT SELECT * FROM b)
            """)).ShouldBe(["2"]);
    }

    [Fact]
    public async Task SPLITSIZE_splits_too()
    {
        var files = await _run.StageAsync("s");
        await _run.RunAsync("SELECT repeat('x', 400) AS x FROM range(6) INTO OUTFILE 's:/a.csv' SPLITSIZE '1K'");
        files.Files.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("SELECT 1 INTO OUTFILE 's:/there.csv'", StageErrorCode.FileAlreadyExists)]
    [InlineData("SELECT 1 INTO OUTFILE 's:/a.csv' FORMAT 'parquet'", StageErrorCode.OptionInvalid)]
    [InlineData("SELECT 1 INTO OUTFILE 's:/a.csv' MAX_FILE_SIZE 1 SPLITSIZE '1G'", StageErrorCode.OptionInvalid)]
    [InlineData("SELECT 1 AS n INTO OUTFILE 's:/a.csv' FORCE_QUOTE (m)", StageErrorCode.OptionInvalid)]
    [InlineData("SELECT 1 INTO OUTFILE 's:/a.csv' FIELDS ENCLOSED BY 'xy'", StageErrorCode.OptionInvalid)]
    [InlineData("SELECT 1 INTO OUTFILE 's:/a.parquet' FIELDS TERMINATED BY ';'", StageErrorCode.OptionInvalid)]
    [InlineData("SELECT 1 INTO OUTFILE 'gone:/a.csv'", StageErrorCode.StageNotFound)]
    [InlineData("SELECT 1 INTO OUTFILE 'stage://gone/a.csv'", StageErrorCode.StageNotFound)]
    [InlineData("SELECT 1 INTO OUTFILE 'off:/a.csv'", StageErrorCode.StageDisabled)]
    [InlineData("SELECT 1 INTO OUTFILE 's:/../a.csv'", StageErrorCode.PathOutsideStage)]
    [InlineData("SELECT 1 INTO OUTFILE 's:/d/'", StageErrorCode.PathInvalid)]
    [InlineData("SELECT 1 INTO OUTFILE 'stage://s'", StageErrorCode.PathInvalid)]
    [InlineData("SELECT 1 INTO OUTFILE '/tmp/h.csv'", StageErrorCode.StageRequired)]
    [InlineData("SELECT 1 INTO OUTFILE 'a.unknown'", StageErrorCode.StageRequired)]
    [InlineData("SELECT 1 INTO OUTFILE 's3://bucket/a.csv'", StageErrorCode.StageRequired)]
    [InlineData("SELECT * FROM gone INTO OUTFILE 's:/a.csv'", StageErrorCode.QueryInvalid)]
    [InlineData("WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x INTO OUTFILE 's:/a.csv'", StageErrorCode.QueryInvalid)]
    public async Task What_cannot_be_is_refused_and_nothing_is_written(string sql, StageErrorCode code)
    {
        var files = await _run.StageAsync("s");
        await _run.StageAsync("off");
        await _run.RunAsync("ALTER STAGE off SET ENABLE = FALSE; CREATE TABLE t (n int)");
        files.Write("there.csv", "kept");
        await _run.ShouldFailAsync(code, sql);
        files.Files.ShouldBe(["there.csv"]);
        files.ReadOnly().ShouldBe("kept");
        (await _run.LinesAsync("SELECT count(*) FROM t")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task While_no_stage_is_enabled_a_relative_path_begins_in_the_folder_of_the_run()
    {
        await _run.RunAsync("SELECT 1 AS n INTO OUTFILE 'd/it''s; x.txt'");
        File.Exists(Path.Combine(Here, "d", "it's; x.txt")).ShouldBeTrue();
    }

    [Fact]
    public async Task Without_a_stage_a_bucket_wants_its_credentials_in_the_statement()
    {
        var error = await _run.ShouldFailAsync(StageErrorCode.CredentialRequired, "SELECT 1 INTO OUTFILE 's3://bucket/a.csv'");
        error.Message.ShouldContain("s3://bucket/a.csv");
    }

    [Fact]
    public async Task Values_come_back_by_LOAD_DATA()
    {
        await _run.StageAsync("s");
        (await _run.LinesAsync(
            """
            CREATE TABLE a AS SELECT 'x,"y"' || chr(10) || '\z' AS t, '' AS e, NULL::VARCHAR AS n, '\N' AS m, 0.1::DOUBLE AS d, DATE '2026-02-28' AS day;
            SELECT * FROM a INTO OUTFILE 's:/a.csv';
            CREATE TABLE b AS SELECT * FROM a LIMIT 0;
            LOAD DATA INFILE 's:/a.csv' INTO TABLE b IGNORE 1 LINES;
            SELECT count(*) FROM (SELECT * FROM a INTERSECT SELECT * FROM b)
            """)).ShouldBe(["1"]);
    }
}
