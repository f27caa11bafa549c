namespace StageTools.Core.Tests.Statements.Running;

/// <summary>Which columns of a table Databend's COPY INTO fills, and which lines of a file name them.</summary>
public sealed class CopyIntoColumnsTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("NDJSON")]
    [InlineData("PARQUET")]
    public async Task A_key_that_the_table_has_no_column_for_is_an_error_with_a_list_of_columns_too(string type)
    {
        await BeginAsync();
        await _run.RunAsync($"COPY INTO @s/d/ FROM (SELECT 1 AS id, 'x' AS nmae) FILE_FORMAT = (TYPE = {type})");
        await _run.RunAsync("CREATE TABLE u (id int, name varchar, note varchar)");
        foreach (var columns in (string[])["", "(id, name)"])
        {
            var error = await _run.ShouldFailAsync(StageErrorCode.DataInvalid, $"COPY INTO u {columns} FROM @s/d/ FILE_FORMAT = (TYPE = {type})");
            error.Message.ShouldContain("the table 'u' has no column 'nmae'");
        }

        (await _run.LinesAsync("SELECT * FROM u")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("standard", "", "a1|x")]
    [InlineData("matrixone", "", "a1|x")]
    [InlineData("matrixone", "OUTPUT_HEADER = TRUE", "a1|x")]
    [InlineData("matrixone", "SKIP_HEADER = 2")]
    [InlineData("matrixone", "SKIP_HEADER = 0", "a1|x", "id|name")]
    [InlineData("databend", "", "a1|x", "id|name")]
    public async Task Whether_a_file_has_a_header_the_dialect_of_its_stage_tells_too(string dialect, string options, params string[] rows)
    {
        await BeginAsync();
        var files = await _run.StageAsync("d", $"FILE_FORMAT = (TYPE = CSV DIALECT = '{dialect}')");
        files.Write("a.csv", "id,name\na1,x\n");
        var copy = $"COPY INTO u FROM @d FILE_FORMAT = (TYPE = CSV {options})";
        (await _run.LinesAsync($"CREATE TABLE u (id varchar, name varchar); {copy}; SELECT * FROM u ORDER BY id")).ShouldBe(rows);
    }

    [Theory]
    [InlineData("SKIP_HEADER = 1", "a comment\n1,x\n", "1|x")]
    [InlineData("SKIP_HEADER = 1", "no,id\n1,x\n", "1|x")]
    [InlineData("FIELD_DELIMITER = '|'", "1|x\n", "1|x")]
    [InlineData("EMPTY_FIELD_AS = STRING", "1,\n", "1|")]
    [InlineData("NULL_DISPLAY = '-'", "1,-\n", "1|-")]
    [InlineData("ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE", "1\n", "1|-")]
    [InlineData("ERROR_ON_COLUMN_COUNT_MISMATCH = FALSE", "1,x,y\n", "1|x")]
    public async Task The_format_is_what_FILE_FORMAT_says(string options, string content, string row)
    {
        var files = await BeginAsync();
        files.Write("a.csv", content);
        (await _run.LinesAsync($"COPY INTO t FROM @s FILE_FORMAT = (TYPE = CSV {options}); SELECT * FROM t")).ShouldBe([row]);
    }

    private async Task<TestFolderPart> BeginAsync()
    {
        await _run.RunAsync("CREATE TABLE t (id int, name varchar)");
        return await _run.StageAsync("s");
    }
}
