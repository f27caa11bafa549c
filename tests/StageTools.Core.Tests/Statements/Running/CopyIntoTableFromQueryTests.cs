namespace StageTools.Core.Tests.Statements.Running;

/// <summary>Databend's COPY INTO table FROM (query).</summary>
public sealed class CopyIntoTableFromQueryTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_query_over_staged_files_is_inserted_and_each_file_once()
    {
        var files = await BeginAsync();
        files.Write("d/a.dat", "7;x\n");
        files.Write("d/b.dat", "8;y\n");
        files.Write("d/c.txt", "no");
        const string copy = "COPY INTO t (name, id) FROM (SELECT upper($2), $1 + 1 FROM @s/d) PATTERN = '.*dat' FILE_FORMAT = (TYPE = CSV FIELD_DELIMITER = ';')";
        (await _run.LinesAsync(copy)).ShouldBe(["@s/d|2|0|-|-"]);
        files.Write("d/z.dat", "9;z\n");
        var again = await _run.RunAsync(copy);
        DataRun.Lines(again).ShouldBe(["@s/d|1|0|-|-"]);
        again.Notices.ShouldHaveSingleItem().ShouldStartWith("2 files of '@s/d' were loaded before");
        (await _run.RunAsync(copy.Replace(".*dat", "z.*", StringComparison.Ordinal))).Notices.ShouldHaveSingleItem().ShouldStartWith("1 file of '@s/d' was loaded before");
        (await _run.RunAsync(copy)).Rows.ShouldBeEmpty();
        (await _run.LinesAsync("SELECT * FROM t ORDER BY id")).ShouldBe(["8|X", "9|Y", "10|Z"]);
        (await _run.LinesAsync($"{copy} FORCE = TRUE MAX_FILES = 1; SELECT count(*) FROM t")).ShouldBe(["4"]);
        (await _run.LinesAsync("COPY INTO t FROM @s/d/ FILES = ('a.dat') FILE_FORMAT = (TYPE = CSV FIELD_DELIMITER = ';')")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_goes_by_two_names_is_inserted_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a right there.");
        var files = await BeginAsync();
        files.Write("a.csv", "1,x\n");
        File.CreateSymbolicLink(Path.Combine(files.Path, "b.csv"), "a.csv");
        await _run.RunAsync("COPY INTO t FROM (SELECT $1, $2 FROM @s)");
        (await _run.LinesAsync("COPY INTO t FROM (SELECT $1, $2 FROM @s); SELECT * FROM t")).ShouldBe(["1|x"]);
    }

    [Fact]
    public async Task A_query_that_fails_inserts_nothing_and_its_files_are_not_taken_for_loaded()
    {
        var files = await BeginAsync();
        files.Write("a.csv", "1,x\nz,y\n");
        await _run.ShouldFailAsync(StageErrorCode.QueryInvalid, "COPY INTO t FROM (SELECT $1::int, $2 FROM @s/a.csv)");
        (await _run.LinesAsync("COPY INTO t FROM (SELECT try_cast($1 AS int), $2 FROM @s/a.csv); SELECT * FROM t ORDER BY name")).ShouldBe(["1|x", "-|y"]);
    }

    [Theory]
    [InlineData("COPY INTO u FROM (SELECT $1, $2 FROM @mo/b.csv); SELECT * FROM u")]
    [InlineData("COPY INTO u FROM (SELECT $1, $2 FROM @mo/b.csv (FILE_FORMAT => (TYPE = CSV))); SELECT * FROM u")]
    [InlineData("SELECT * FROM @mo/b.csv (FILE_FORMAT => 'csv')")]
    public async Task The_dialect_of_a_stage_holds_for_what_the_statement_does_not_say(string sql)
    {
        await _run.RunAsync("CREATE TABLE u (id varchar, name varchar)");
        var files = await _run.StageAsync("mo", "FILE_FORMAT = (TYPE = CSV DIALECT = 'matrixone')");
        files.Write("b.csv", "id,name\n\"a\\\\b\",\"x\"\n");
        (await _run.LinesAsync(sql)).ShouldBe(["a\\b|x"]);
    }

    [Theory]
    [InlineData("COPY INTO t FROM (SELECT 1, 'x') ON_ERROR = CONTINUE", StageErrorCode.OptionInvalid)]
    [InlineData("COPY INTO t FROM (SELECT * FROM @s) PURGE = TRUE", StageErrorCode.OptionInvalid)]
    [InlineData("COPY INTO gone FROM (SELECT * FROM '@s/a.csv')", StageErrorCode.DatabaseInvalid)]
    [InlineData("COPY INTO t FROM (SELECT * FROM '@s/gone.csv')", StageErrorCode.FileNotFound)]
    [InlineData("COPY INTO t FROM (WITH x AS (SELECT 1, 'x') INSERT INTO t SELECT * FROM x)", StageErrorCode.QueryInvalid)]
    public async Task What_a_query_cannot_load_is_refused(string sql, StageErrorCode code)
    {
        var files = await BeginAsync();
        files.Write("a.csv", "1,x\n");
        await _run.ShouldFailAsync(code, sql);
        (await _run.LinesAsync("COPY INTO t FROM (SELECT 7, 'y'); SELECT * FROM t")).ShouldBe(["7|y"]);
    }

    private async Task<TestFolderPart> BeginAsync()
    {
        await _run.RunAsync("CREATE TABLE t (id int, name varchar)");
        return await _run.StageAsync("s");
    }
}
