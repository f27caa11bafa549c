using StageTools.Core.Tests.Statements.Running;

namespace StageTools.Core.Tests.Query;

/// <summary>What staged tables and their columns are called in a statement. Tables without a name of their own have one that no other has: to DuckDB names that differ in case are
/// one.</summary>
public sealed class TableNamesTests : IDisposable
{
    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("SELECT a.x, b.x FROM '@s/a.csv', '@s/B.csv'", "1|2")]
    [InlineData("SELECT a_1.x, A.x FROM '@s/a.csv', '@s/B.csv' AS A", "1|2")]
    [InlineData("SELECT a_1.x, a.x FROM '@s/B.csv' AS a, '@s/a.csv'", "1|2")]
    [InlineData("SELECT b.x, b_1.x FROM '@s/a.csv' AS b, '@s/B.csv'", "1|2")]
    [InlineData("SELECT a.x, a_1.x FROM '@s/a.csv', '@s/sub/A.csv'", "1|3")]
    [InlineData("SELECT a_2.x, a_1.x, a.x FROM '@s/B.csv' AS A, '@s/sub/A.csv' AS A_1, '@s/a.csv'", "1|3|2")]
    [InlineData("SELECT a.x, a_1.x, a_2.x FROM '@s/a.csv', '@s/a.csv', '@s/sub/A.csv'", "1|1|3")]
    [InlineData("SELECT s_1.x, S.x FROM '@s/*a.csv', '@s/B.csv' AS S", "1|2")]
    public async Task Names_that_differ_in_case_alone_are_not_given(string sql, string row)
    {
        await BeginAsync(("a.csv", "x\n1\n"), ("B.csv", "x\n2\n"), ("sub/A.csv", "x\n3\n"));
        (await _run.LinesAsync(sql)).ShouldBe([row]);
    }

    [Theory]
    [InlineData("SELECT $1, t.$2, b, t.a FROM '@s/x.csv' AS t(b, a)", "1|2|1|2")]
    [InlineData("SELECT $1, $2 FROM '@s/x.csv' t (\"A\")", "1|2")]
    [InlineData("SELECT t.$1, $2, * FROM '@s/x.csv' AS t(b)", "1|2|1|2")]
    [InlineData("SELECT $1, t.$2, * FROM '@s/x.csv' AS t(p, q) WHERE METADATA$FILENAME = 'x.csv'", "1|2|1|2")]
    [InlineData("SELECT u.$1, t.$1 FROM '@s/x.csv' AS t(b, a), '@s/x.csv' (FILE_FORMAT => (TYPE = CSV, SKIP_HEADER = 1)) u(a, b)", "1|1")]
    [InlineData("SELECT $1, $2, year, id, v FROM '@s/year=2026/*.csv' AS t(year, id, v)", "5|x|5|x|2026")]
    [InlineData("SELECT $1, v, METADATA$FILENAME FROM '@s/year=2026/*.csv' AS t(year, id, v)", "5|2026|year=2026/h.csv")]
    [InlineData("SELECT $1:a, $1:b FROM '@s/x.ndjson' AS t(b, a)", "1|2")]
    [InlineData("CREATE TABLE c (a INT, b INT); COPY INTO c FROM (SELECT $1, $2 FROM @s/x.csv AS t(b, a)) FILE_FORMAT = (TYPE = CSV, SKIP_HEADER = 1); FROM c", "1|2")]
    [InlineData("CREATE TABLE c (a INT, b TEXT); COPY INTO c FROM (SELECT * FROM '@s/year=2026/*.csv' AS t(year, id)) FILE_FORMAT = (TYPE = CSV, SKIP_HEADER = 1); FROM c", "5|x")]
    public async Task Columns_that_the_statement_names_are_counted_as_they_stand_in_the_files(string sql, string row)
    {
        await BeginAsync(("x.csv", "a,b\n1,2\n"), ("x.ndjson", "{\"a\":1,\"b\":2}\n"), ("year=2026/h.csv", "id,v\n5,x\n"));
        (await _run.LinesAsync(sql)).ShouldBe([row]);
    }

    [Theory]
    [InlineData("SELECT $1:id, $1:who:name, $1:who.name FROM @s/n.ndjson", "7|Ada|Ada")]
    [InlineData("SELECT t.$1:id + 1 FROM @s/n.ndjson AS t WHERE $1:id::VARCHAR = '7'", "8")]
    [InlineData("SELECT $2:name, $1::VARCHAR FROM @s/n.ndjson", "Ada|7")]
    [InlineData("SELECT $1:name, $1:id FROM @s/u.ndjson", "-|1")]
    [InlineData("SELECT $1:name, $1:user:name FROM @s/v.ndjson ORDER BY 1", "outer|-", "-|inner")]
    [InlineData("SELECT $1:nope, $1:nope:more, $1:nope::INT + 1, $1:nope + 1, $1:who:nope, $1:id:nope FROM @s/n.ndjson", "-|-|-|-|-|-")]
    [InlineData("SELECT $1:id FROM @s/n.ndjson ORDER BY $1:nope, $1:who:nope", "7")]
    [InlineData("SELECT string_agg($1:id, '' ORDER BY $1:nope) FROM @s/n.ndjson", "7")]
    [InlineData("SELECT $1:nope, $1:id, $1:who:name FROM @s/n.json", "-|7|Ada")]
    [InlineData("SELECT $1:nope, $1:id, $1:who:name, $1:who:nope FROM '@s/n.parquet'", "-|7|Ada|-")]
    [InlineData("SELECT $1:a, $1:b FROM '@s/x.csv'", "1|2")]
    [InlineData("SELECT $1:a::INT, $1:nope FROM @s/other.ndjson", "1|-", "-|-")]
    public async Task A_field_of_a_row_is_found_as_Databend_writes_it(string sql, params string[] rows)
    {
        const string row = "{\"id\":7,\"who\":{\"name\":\"Ada\"}}";
        await BeginAsync(
            ("n.ndjson", row + "\n"), ("n.json", $"[{row}]"), ("x.csv", "a,b\n1,2\n"), ("other.ndjson", "{\"a\":1}\n[2]\n"),
            ("u.ndjson", "{\"user\":{\"name\":\"inner\"},\"id\":1}\n"), ("v.ndjson", "{\"user\":{\"name\":\"inner\"}}\n{\"name\":\"outer\"}\n"));
        await _run.RunAsync("COPY INTO @s/n.parquet FROM (SELECT 7 AS id, {'name': 'Ada'} AS who) SINGLE = TRUE USE_RAW_PATH = TRUE");
        (await _run.LinesAsync(sql)).ShouldBe(rows);
    }

    [Fact]
    public async Task A_field_of_a_text_in_CSV_is_DuckDB_s_to_find()
    {
        await BeginAsync(("x.csv", "a,b\n1,2\n"));
        await _run.ShouldFailAsync(StageErrorCode.QueryInvalid, "SELECT $1:nope FROM '@s/x.csv'");
    }

    private async Task BeginAsync(params (string Key, string Text)[] files)
    {
        var folder = await _run.StageAsync("s");
        foreach (var (key, text) in files)
            folder.Write(key, text);
    }
}
