namespace StageTools.Core.Tests.Statements.Running;

/// <summary>Which tables hold which files stays known, whatever becomes of the tables.</summary>
public sealed class LoadAccountTests : IDisposable
{
    private const string Columns = "(id int, name varchar)";
    private readonly TestRun _run = new();

    public static TheoryData<bool> InMemoryAndInFile => [false, true];

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(InMemoryAndInFile))]
    public async Task A_renamed_table_takes_its_account_along(bool inFile)
    {
        var files = await BeginAsync();
        files.Write("b'.csv", "2,y\n");
        await LinesAsync(inFile, $"CREATE TABLE t {Columns}; COPY INTO t FROM @s; ALTER TABLE t RENAME TO \"Old t\"; CREATE TABLE t {Columns}");
        (await LinesAsync(inFile, "COPY INTO \"Old t\" FROM @s; SELECT count(*) FROM \"Old t\"")).ShouldBe(["2"]);
        (await LinesAsync(inFile, "COPY INTO t FROM @s PURGE = TRUE; SELECT * FROM t ORDER BY id")).ShouldBe(["1|x", "2|y"]);
        files.Files.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(InMemoryAndInFile))]
    public async Task Another_shape_is_the_same_table(bool inFile)
    {
        await BeginAsync();
        (await LinesAsync(inFile, $"CREATE TABLE t {Columns}; COPY INTO t FROM @s; ALTER TABLE t ADD COLUMN more int; ALTER TABLE IF EXISTS t DROP COLUMN more; COPY INTO t FROM @s; SELECT * FROM t"))
            .ShouldBe(["1|x"]);
    }

    [Theory]
    [InlineData("DROP TABLE t; CREATE TABLE t (id int, name varchar)", "1|x")]
    [InlineData("DROP TABLE IF EXISTS main.t; CREATE TABLE IF NOT EXISTS t (id int, name varchar)", "1|x")]
    [InlineData("CREATE OR REPLACE TABLE t (id int, name varchar)", "1|x")]
    [InlineData("TRUNCATE t", "1|x")]
    [InlineData("TRUNCATE TABLE main.t", "1|x")]
    [InlineData("BEGIN; TRUNCATE t; ROLLBACK", "1|x")]
    [InlineData("BEGIN; ALTER TABLE t RENAME TO u; ROLLBACK", "1|x")]
    [InlineData("CREATE TABLE IF NOT EXISTS t (id int, name varchar)", "1|x")]
    [InlineData("EXPLAIN TRUNCATE t", "1|x")]
    public async Task A_table_holds_a_file_once_whatever_came_between(string between, string rows)
    {
        await BeginAsync();
        (await LinesAsync(inFile: true, $"CREATE TABLE t {Columns}; COPY INTO t FROM @s; {between}; COPY INTO t FROM @s; SELECT * FROM t")).ShouldBe([rows]);
    }

    [Theory]
    [MemberData(nameof(InMemoryAndInFile))]
    public async Task The_schema_in_use_makes_no_difference(bool inFile)
    {
        await BeginAsync();
        (await LinesAsync(inFile, $"CREATE SCHEMA x; CREATE TABLE t {Columns}; USE x; COPY INTO main.t FROM @s; USE main; COPY INTO t FROM @s; COPY INTO main.t FROM @s; SELECT * FROM t")).ShouldBe(["1|x"]);
    }

    [Fact]
    public async Task Files_whose_names_differ_in_case_are_two_also_by_a_query_over_them()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "names that differ in case may be one file there");
        const string copy = "COPY INTO t FROM (SELECT $1, $2 FROM @s); SELECT * FROM t ORDER BY id";
        var files = await BeginAsync();
        (await LinesAsync(inFile: true, $"CREATE TABLE t {Columns}; {copy}")).ShouldBe(["1|x"]);
        files.Write("A.csv", "2,y\n");
        (await LinesAsync(inFile: true, copy)).ShouldBe(["1|x", "2|y"]);
    }

    [Fact]
    public async Task A_schema_that_was_dropped_and_made_again_is_loaded_again()
    {
        await BeginAsync();
        const string make = "CREATE SCHEMA x; CREATE TABLE x.t (id int, name varchar); COPY INTO x.t FROM @s";
        (await LinesAsync(inFile: true, $"{make}; DROP SCHEMA x CASCADE; {make}; SELECT * FROM x.t")).ShouldBe(["1|x"]);
    }

    [Fact]
    public async Task A_temporary_table_by_the_accounts_name_is_not_taken_for_it()
    {
        await BeginAsync();
        (await LinesAsync(inFile: true, $"CREATE TABLE t {Columns}; COPY INTO t FROM @s; CREATE TEMP TABLE stagetools_loads (x int); COPY INTO t FROM @s; SELECT * FROM t")).ShouldBe(["1|x"]);
    }

    [Fact]
    public async Task A_table_of_ones_own_by_the_accounts_name_is_told_of_and_left()
    {
        await BeginAsync();
        await _run.RunAsync($"CREATE TABLE t {Columns}; CREATE TABLE stagetools_loads (x int)");
        (await _run.ShouldFailAsync(StageErrorCode.DatabaseInvalid, "COPY INTO t FROM @s")).Message.ShouldContain("'stagetools_loads'");
        (await _run.LinesAsync("DROP TABLE t; SELECT count(*) FROM stagetools_loads")).ShouldBe(["0"]);
    }

    [Theory]
    [InlineData("PREPARE p AS TRUNCATE t")]
    [InlineData("PREPARE p AS /* x */ DELETE FROM t")]
    [InlineData("PREPARE p AS SELECT 1")]
    public async Task What_would_go_past_the_account_is_not_prepared(string sql)
    {
        await _run.RunAsync($"CREATE TABLE t {Columns}");
        (await _run.ShouldFailAsync(StageErrorCode.QueryInvalid, sql)).Message.ShouldContain("prepared statement");
        await _run.ShouldFailAsync(StageErrorCode.QueryInvalid, "EXECUTE p");
    }

    [Fact]
    public async Task Of_a_query_over_two_staged_tables_it_is_said_that_no_account_is_kept()
    {
        await BeginAsync();
        await _run.RunAsync($"CREATE TABLE t {Columns}");
        (await _run.RunAsync("COPY INTO t FROM (SELECT $1, $2 FROM @s/a.csv UNION ALL SELECT $1, $2 FROM @s/a.csv)")).Notices.ShouldHaveSingleItem().ShouldContain("No account");
        (await _run.RunAsync("COPY INTO t FROM (SELECT 1, 'x')")).Notices.ShouldBeEmpty();
    }

    private async Task<TestFolderPart> BeginAsync()
    {
        var files = await _run.StageAsync("s");
        files.Write("a.csv", "1,x\n");
        return files;
    }

    private Task<IReadOnlyList<string>> LinesAsync(bool inFile, string sql) => inFile ? _run.LinesInFileAsync(_run.Folder.At("tables.duckdb"), sql) : _run.LinesAsync(sql);
}
