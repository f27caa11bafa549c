namespace StageTools.Core.Tests.Statements.Running;

/// <summary>MatrixOne's LOAD DATA INFILE.</summary>
public sealed class LoadDataTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("s:/d/a.csv")]
    [InlineData("stage://s/d/a.csv")]
    [InlineData("stage://s/d/*.csv")]
    [InlineData("../files-s/d/a.csv")]
    public async Task A_file_of_a_stage_or_of_this_machine_is_loaded(string source)
    {
        var files = await BeginAsync();
        files.Write("d/a.csv", "1,\"x\\\\y\"\n2,\\N\n");
        var result = await _run.RunAsync($"LOAD DATA INFILE '{source}' INTO TABLE t");
        result.Names.ShouldBe(["File", "Rows_loaded", "Errors_seen", "First_error", "First_error_line"]);
        result.Rows.ShouldHaveSingleItem()[1].ShouldBe(2L);
        (await _run.LinesAsync("SELECT * FROM t ORDER BY id")).ShouldBe(["1|x\\y", "2|-"]);
    }

    [Fact]
    public async Task A_file_is_loaded_as_often_as_it_is_said()
    {
        var files = await BeginAsync();
        files.Write("a.csv", "1,x\n");
        const string load = "LOAD DATA INFILE 's:/a.csv' INTO TABLE t;";
        (await _run.LinesAsync($"{load} {load} SELECT * FROM t")).ShouldBe(["1|x", "1|x"]);
    }

    [Theory]
    [InlineData("FIELDS TERMINATED BY ';' ENCLOSED BY ''''", "1;'x;y'\n", "1|x;y")]
    [InlineData("FIELDS TERMINATED BY '|' LINES TERMINATED BY '\\r\\n'", "1|x\r\n", "1|x")]
    [InlineData("IGNORE 2 LINES", "a comment\nid,name\n1,x\n", "1|x")]
    [InlineData("FIELDS ESCAPED BY ''", "1,\"a\\n\"\n", "1|a\\n")]
    public async Task Each_clause_changes_what_it_says(string clause, string content, string row)
    {
        var files = await BeginAsync();
        files.Write("a.txt", content);
        (await _run.LinesAsync($"LOAD DATA INFILE 's:/a.txt' INTO TABLE t {clause}; SELECT * FROM t")).ShouldBe([row]);
    }

    [Theory]
    [InlineData("LOAD DATA INFILE 's:/gone.csv' INTO TABLE t", StageErrorCode.FileNotFound)]
    [InlineData("LOAD DATA INFILE 'gone.csv' INTO TABLE t", StageErrorCode.FileNotFound)]
    [InlineData("LOAD DATA INFILE 'gone:/a.csv' INTO TABLE t", StageErrorCode.StageNotFound)]
    [InlineData("LOAD DATA INFILE 's:/../a.csv' INTO TABLE t", StageErrorCode.PathOutsideStage)]
    [InlineData("LOAD DATA INFILE 's3://bucket/a.csv' INTO TABLE t", StageErrorCode.StorageNotServed)]
    [InlineData("LOAD DATA INFILE 's:/bad.csv' INTO TABLE t", StageErrorCode.DataInvalid)]
    public async Task What_cannot_be_is_refused_and_nothing_is_loaded(string sql, StageErrorCode code)
    {
        var files = await BeginAsync();
        files.Write("bad.csv", "1,x\nid,name\n");
        await _run.ShouldFailAsync(code, sql);
        (await _run.LinesAsync("SELECT count(*) FROM t")).ShouldBe(["0"]);
    }

    private async Task<TestFolderPart> BeginAsync()
    {
        await _run.RunAsync("CREATE TABLE t (id int, name varchar(20))");
        return await _run.StageAsync("s");
    }
}
