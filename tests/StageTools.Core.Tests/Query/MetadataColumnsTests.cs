using StageTools.Core.Tests.Statements.Running;

namespace StageTools.Core.Tests.Query;

/// <summary>The columns that tell where a row comes from are there for who names them, and not among all columns, however all are said.</summary>
public sealed class MetadataColumnsTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("FROM '@s/*.csv' WHERE METADATA$FILENAME = '1.csv'")]
    [InlineData("FROM '@s/*.csv' SELECT * WHERE METADATA$FILENAME = '1.csv'")]
    [InlineData("(FROM '@s/*.csv' WHERE METADATA$FILENAME = '1.csv')")]
    [InlineData("WITH f AS (FROM '@s/*.csv' WHERE METADATA$FILENAME = '1.csv') FROM f")]
    [InlineData("SELECT * FROM (FROM '@s/*.csv' g WHERE g.METADATA$FILENAME = '1.csv')")]
    [InlineData("FROM '@s/*.csv' WHERE METADATA$FILENAME = '1.csv' UNION ALL FROM '@s/*.csv' WHERE METADATA$FILE_ROW_NUMBER = 7")]
    [InlineData("SELECT DISTINCT ON (METADATA$FILENAME) * FROM '@s/1.csv'")]
    [InlineData("SELECT DISTINCT ON (METADATA$FILENAME, (a)) g.* FROM '@s/1.csv' g")]
    [InlineData("SELECT ALL * FROM '@s/*.csv' WHERE METADATA$FILENAME = '1.csv'")]
    [InlineData("SELECT COLUMNS(*) FROM '@s/*.csv' WHERE METADATA$FILENAME = '1.csv'")]
    [InlineData("SELECT COLUMNS(g.*) FROM '@s/*.csv' g WHERE METADATA$FILENAME = '1.csv'")]
    [InlineData("CREATE TABLE t AS FROM '@s/*.csv' WHERE METADATA$FILENAME = '1.csv'; FROM t")]
    [InlineData("CREATE TABLE t (a INT, b INT); INSERT INTO t FROM '@s/*.csv' WHERE METADATA$FILENAME = '1.csv'; FROM t")]
    [InlineData("CREATE TABLE t (a INT, b INT); COPY INTO t FROM (FROM '@s/*.csv' (FILE_FORMAT => (TYPE = CSV, OUTPUT_HEADER = TRUE)) WHERE METADATA$FILENAME = '1.csv'); FROM t")]
    [InlineData("CREATE TABLE t (a INT, b INT); INSERT INTO t VALUES (1, 0); UPDATE t SET b = g.b FROM '@s/*.csv' g WHERE g.METADATA$FILENAME = '1.csv'; FROM t")]
    public async Task They_are_not_among_all_columns(string sql)
    {
        await BeginAsync();
        var result = await _run.RunAsync(sql);
        result.Names.ShouldBe(["a", "b"]);
        DataRun.Lines(result).ShouldBe(["1|2"]);
    }

    [Theory]
    [InlineData("FROM @s/1.csv (FILE_FORMAT => 'csv') WHERE METADATA$FILENAME = '1.csv'", "")]
    [InlineData("FROM @s/1.csv (FILE_FORMAT => 'csv') WHERE METADATA$FILENAME = '1.csv'", "PARTITION BY (1)")]
    [InlineData("SELECT DISTINCT ON (METADATA$FILENAME, METADATA$FILE_ROW_NUMBER) * FROM @s/1.csv (FILE_FORMAT => 'csv') ORDER BY METADATA$FILE_ROW_NUMBER", "")]
    [InlineData("FROM '@s/*/h.csv' (FILE_FORMAT => 'csv') WHERE year = 2026", "")]
    public async Task They_are_not_written_either(string query, string more)
    {
        await BeginAsync();
        await _run.RunAsync($"CREATE STAGE e; COPY INTO @e/ FROM ({query}) FILE_FORMAT = (TYPE = CSV) {more}");
        (await _run.LinesAsync("FROM @e (FILE_FORMAT => 'csv')")).ShouldBe(["a|b", "1|2"]);
    }

    private async Task BeginAsync()
    {
        var files = await _run.StageAsync("s");
        files.Write("1.csv", "a,b\n1,2\n");
        files.Write("2.csv", "a,b\n3,4\n");
        files.Write("year=2026/h.csv", "a,b\n1,2\n");
    }
}
