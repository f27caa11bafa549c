using System.IO.Compression;
using System.Text;
using StageTools.Core.Tests.Stages;
using StageTools.Formats.Codecs;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Core.Tests.Query;

/// <summary>What SQL finds in staged files is what stands in them.</summary>
public sealed class StageSqlTests : IDisposable
{
    private readonly TestStages _stages = new();

    public static TheoryData<string> Suffixes => [".csv", ".tsv", ".ndjson", ".json", ".csv.gz", ".tsv.br", ".ndjson.gz", ".json.br", ".csv.zl", ".csv.deflate", ".ndjson.deflate"];

    public void Dispose() => _stages.Dispose();

    [Theory]
    [MemberData(nameof(Suffixes))]
    public async Task Every_format_gives_the_same_rows(string suffix)
    {
        await BeginAsync();
        var text = suffix[1] switch
        {
            'c' => "id,name,ratio\n1,\"a,\"\"b\"\"\n\",0.5\n2,\"\",\n3,,-2.25\n",
            't' => "id\tname\tratio\n1\ta,\"b\"\\n\t0.5\n2\t\t\\N\n3\t\\N\t-2.25\n",
            _ when suffix.StartsWith(".nd", StringComparison.Ordinal) => "{\"id\":1,\"name\":\"a,\\\"b\\\"\\n\",\"ratio\":0.5}\n{\"id\":2,\"name\":\"\"}\n{\"id\":3,\"name\":null,\"ratio\":-2.25}\n",
            _ => "[{\"id\":1,\"name\":\"a,\\\"b\\\"\\n\",\"ratio\":0.5},\n{\"id\":2,\"name\":\"\"},{\"id\":3,\"ratio\":-2.25}]",
        };
        Write("d/a" + suffix, text);
        Write("d/b" + suffix, text.Replace('1', '7'));
        (await _stages.RowsAsync($"SELECT id, name, ratio FROM '@s/d/*{suffix}' ORDER BY id")).ShouldBe(["1|a,\"b\"\n|0.5", "2||-", "2||-", "3|-|-2.25", "3|-|-2.25", "7|a,\"b\"\n|0.5"]);
        (await _stages.RowsAsync("SELECT METADATA$FILENAME, METADATA$FILE_ROW_NUMBER, id FROM @s/d")).ShouldBe(
            [$"d/a{suffix}|0|1", $"d/a{suffix}|1|2", $"d/a{suffix}|2|3", $"d/b{suffix}|0|7", $"d/b{suffix}|1|2", $"d/b{suffix}|2|3"]);
    }

    [Theory]
    [InlineData("SELECT count(*) FROM @s/x.csv (FILE_FORMAT => 'csv')", "2")]
    [InlineData("SELECT $1 FROM @s/x.csv (FILE_FORMAT => (TYPE = CSV, SKIP_HEADER = 1))", "2")]
    [InlineData("SELECT sum(id) FROM '@s/y.csv'", "2")]
    [InlineData("SELECT sum(id) FROM '@s/y.csv' (FILE_FORMAT => (TYPE = CSV, SKIP_HEADER = 1))", "2")]
    [InlineData("SELECT sum(id) FROM '@s/y.csv' (FILE_FORMAT => (TYPE = CSV, OUTPUT_HEADER = TRUE))", "2")]
    public async Task FILE_FORMAT_is_that_of_Databend_without_a_header(string sql, string row)
    {
        await BeginAsync();
        Write("x.csv", "1,\"a\"\n2,\"b\"\n");
        Write("y.csv", "id,name\n2,b\n");
        (await _stages.RowsAsync(sql)).ShouldBe([row]);
    }

    [Theory]
    [InlineData("007", "VARCHAR", "007")]
    [InlineData("-0.0", "VARCHAR", "-0.0")]
    [InlineData("\"5\"", "VARCHAR", "5")]
    [InlineData("5", "BIGINT", "5")]
    [InlineData("-9223372036854775809", "HUGEINT", "-9223372036854775809")]
    [InlineData("1.50", "DOUBLE", "1.5")]
    [InlineData("12345678901234567890.5", "VARCHAR", "12345678901234567890.5")]
    [InlineData("true", "BOOLEAN", "True")]
    [InlineData("2026-02-28", "DATE", "2026-02-28")]
    [InlineData("2026-02-30", "VARCHAR", "2026-02-30")]
    [InlineData("2026-01-01T10:00:00", "TIMESTAMP", "2026-01-01 10:00:00")]
    [InlineData("2026-01-01 10:00:00", "TIMESTAMP", "2026-01-01 10:00:00")]
    [InlineData("2026-01-01 10:00:00.500", "TIMESTAMP", "2026-01-01 10:00:00")]
    [InlineData("2026-01-01 10:00:0100", "VARCHAR", "2026-01-01 10:00:0100")]
    [InlineData("2026-01-01T10:00:00.1234567", "VARCHAR", "2026-01-01T10:00:00.1234567")]
    [InlineData("2026-01-01T10:00:00Z", "TIMESTAMP WITH TIME ZONE", "2026-01-01 10:00:00")]
    [InlineData("2026-01-01T10:00:00+00:00", "TIMESTAMP WITH TIME ZONE", "2026-01-01 10:00:00")]
    [InlineData("2026-01-01T10:00:00.0+00:00", "VARCHAR", "2026-01-01T10:00:00.0+00:00")]
    [InlineData("2026-01-01T10:00:00+02:00", "TIMESTAMP WITH TIME ZONE", "2026-01-01 08:00:00")]
    public async Task A_column_has_the_type_that_loses_nothing(string written, string type, string value)
    {
        await BeginAsync();
        Write("a.csv", $"x,y\n{written},1\n");
        (await _stages.TypesAsync("SELECT x FROM '@s/a.csv'")).ShouldBe(type);
        (await _stages.RowsAsync("SELECT x FROM '@s/a.csv'")).ShouldBe([value]);
    }

    [Theory]
    [InlineData("1.5", "BIGINT")]
    [InlineData("007", "BIGINT")]
    [InlineData("abc", "BIGINT")]
    [InlineData("true", "BIGINT")]
    public async Task A_value_of_another_type_far_below_is_refused_with_its_line(string late, string type)
    {
        await BeginAsync();
        var text = new StringBuilder("id,note\n");
        for (var i = 1; i <= 1_000_000; i++)
            text.Append(i).Append(",x\n");
        Write("a.csv", text.Append(late).Append(",y\n").ToString());
        var error = await StageErrorCode.DataInvalid.ShouldFailAsync(() => _stages.RowsAsync("SELECT sum(id) FROM '@s/a.csv'"));
        error.Message.ShouldContain($"'@s/a.csv', line 1000002: column 'id' holds '{late}', and is {type}");
        (await _stages.RowsAsync("SELECT count(note) FROM '@s/a.csv'")).ShouldBe(["1000001"]);
    }

    [Theory]
    [InlineData("csv", "x\n1.5\nInfinity\n-Infinity\nNaN\n", "1.5|Infinity|-Infinity|NaN")]
    [InlineData("tsv", "x\n-Infinity\n1.5\nInfinity\n", "-Infinity|1.5|Infinity")]
    [InlineData("csv", "x\n1.0\n-0.0\n5\n", "1|-0|5")]
    public async Task Floating_point_numbers_that_an_export_writes_are_numbers(string suffix, string text, string values)
    {
        await BeginAsync();
        Write("a." + suffix, text);
        (await _stages.TypesAsync($"SELECT x FROM '@s/a.{suffix}'")).ShouldBe("DOUBLE");
        string.Join('|', await _stages.RowsAsync($"SELECT x FROM '@s/a.{suffix}'")).ShouldBe(values);
    }

    [Fact]
    public async Task Columns_are_found_by_name_over_files_whose_order_differs()
    {
        await BeginAsync();
        Write("d/a.csv", "a,b\n1,x\n");
        Write("d/b.csv", "b,a,c\ny,2,9\n");
        (await _stages.RowsAsync("SELECT a, b, c FROM '@s/d' ORDER BY a")).ShouldBe(["1|x|-", "2|y|9"]);
        (await _stages.RowsAsync("SELECT $2 FROM '@s/d' ORDER BY $1")).ShouldBe(["x", "y"]);
    }

    [Theory]
    [InlineData("SELECT METADATA$FILENAME, id FROM @s/a.csv UNION ALL SELECT * FROM @s/b.csv", "a.csv|1", "2|Ada")]
    [InlineData("SELECT * FROM @s/b.csv UNION ALL SELECT METADATA$FILENAME, id FROM @s/a.csv", "2|Ada", "a.csv|1")]
    [InlineData("SELECT *, METADATA$FILENAME FROM @s/a.csv UNION ALL SELECT * FROM @s/b.csv", "1|a.csv", "2|Ada")]
    [InlineData("SELECT *, METADATA$FILENAME FROM @s/a.csv UNION ALL SELECT *, METADATA$FILE_ROW_NUMBER FROM @s/a.csv", "1|a.csv", "1|0")]
    [InlineData("SELECT * FROM @s/b.csv WHERE METADATA$FILE_ROW_NUMBER = 0 UNION ALL SELECT * FROM @s/b.csv", "2|Ada", "2|Ada")]
    [InlineData("SELECT * FROM @s/b.csv UNION ALL SELECT * FROM @s/b.csv WHERE METADATA$FILE_ROW_NUMBER = 0", "2|Ada", "2|Ada")]
    [InlineData("SELECT METADATA$FILENAME, id FROM @s/a.csv UNION ALL (SELECT * FROM @s/b.csv)", "a.csv|1", "2|Ada")]
    [InlineData("(SELECT METADATA$FILENAME, id FROM @s/a.csv) UNION ALL SELECT b.* FROM @s/b.csv AS b", "a.csv|1", "2|Ada")]
    [InlineData("SELECT *, METADATA$FILENAME AS f FROM @s/a.csv UNION ALL BY NAME SELECT * FROM @s/b.csv", "1|a.csv|-", "2|-|Ada")]
    [InlineData("SELECT * FROM @s/b.csv EXCEPT SELECT * FROM @s/b.csv WHERE METADATA$FILENAME = 'a.csv'", "2|Ada")]
    [InlineData("SELECT * FROM @s/b.csv WHERE METADATA$FILENAME = 'b.csv' INTERSECT SELECT * FROM @s/b.csv", "2|Ada")]
    [InlineData("FROM @s/a.csv UNION ALL SELECT $1 FROM @s/b.csv", "1", "2")]
    [InlineData("FROM @s/b.csv UNION ALL SELECT *, $1 FROM @s/a.csv WHERE METADATA$FILE_ROW_NUMBER = 0", "2|Ada", "1|1")]
    public async Task Each_SELECT_of_a_UNION_has_the_columns_of_its_own_files(string sql, params string[] rows)
    {
        await BeginAsync();
        Write("a.csv", "id\n1\n");
        Write("b.csv", "id,name\n2,Ada\n");
        (await _stages.RowsAsync(sql)).ShouldBe(rows);
    }

    [Theory]
    [InlineData("a[1]*?.csv")]
    [InlineData("it's {x}, \"y\" 日本.csv")]
    [InlineData("back\\slash.csv")]
    public async Task A_file_of_any_name_is_read_and_no_other(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "such names are not allowed there");
        await BeginAsync();
        Write("d/" + name, "x\n1\n");
        Write("d/a1xy.csv", "x\n2\n");
        (await _stages.RowsAsync($"SELECT x, METADATA$FILENAME FROM '@s/d' (FILES => ('{name.Replace("'", "''", StringComparison.Ordinal)}'))")).ShouldBe(["1|d/" + name]);
    }

    [Fact]
    public async Task Parquet_is_read_by_name_with_its_row_numbers()
    {
        await BeginAsync();
        var folder = _stages.Folder.At("data");
        using (var database = StageTools.DuckDb.DuckDbDatabase.Open(path: null))
        using (var connection = database.Connect())
            connection.Execute($"COPY (SELECT range AS a, 'x' AS b FROM range(3)) TO '{folder}/p1.parquet'; COPY (SELECT 'y' AS b, 9 AS a, true AS c) TO '{folder}/p2.parquet'", TestContext.Current.CancellationToken);
        (await _stages.RowsAsync("SELECT METADATA$FILENAME, METADATA$FILE_ROW_NUMBER, * FROM @s/*.parquet WHERE a > 0")).ShouldBe(["p1.parquet|1|1|x|-", "p1.parquet|2|2|x|-", "p2.parquet|0|9|y|True"]);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    public async Task Line_ends_and_marks_of_any_kind_are_read(string lineEnd)
    {
        await BeginAsync();
        var text = $"id,name{lineEnd}1,x{lineEnd}2,y";
        Write("plain.csv", text);
        Write("mixed.csv", $"id,name\n1,x\r\n2,y{lineEnd}");
        File.WriteAllText(_stages.Folder.At("data/mark.csv"), text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        File.WriteAllText(_stages.Folder.At("data/wide.csv"), text, Encoding.Unicode);
        foreach (var name in new[] { "plain", "mixed", "mark", "wide" })
            (await _stages.RowsAsync($"FROM '@s/{name}.csv'")).ShouldBe(["1|x", "2|y"], name);
    }

    [Fact]
    public async Task A_gzip_file_that_is_cut_off_is_refused_whatever_is_asked_of_it()
    {
        await BeginAsync();
        using var whole = new MemoryStream();
        using (var gzip = new GZipStream(whole, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes("id\n" + string.Concat(Enumerable.Range(0, 100_000).Select(static i => $"{i * 7919L % 1_000_003}\n"))));
        File.WriteAllBytes(_stages.Folder.At("data/whole.csv.gz"), whole.ToArray());
        File.WriteAllBytes(_stages.Folder.At("data/half.csv.gz"), whole.ToArray()[..(int)(whole.Length / 2)]);
        (await _stages.RowsAsync("SELECT count(*) FROM '@s/whole.csv.gz'")).ShouldBe(["100000"]);
        var error = await StageErrorCode.DataInvalid.ShouldFailAsync(() => _stages.RowsAsync("SELECT * FROM '@s/half.csv.gz' LIMIT 1"));
        error.Message.ShouldContain("@s/half.csv.gz");
    }

    [Fact]
    public async Task A_file_that_changes_while_it_is_read_is_an_error()
    {
        await BeginAsync();
        Write("a.csv", "x\n" + string.Concat(Enumerable.Repeat("12345678\n", 200_000)));
        using var run = _stages.Engine.Sql.Begin(database: null);
        using var result = await run.RunAsync(StageTools.Query.StageSql.Read("FROM '@s/a.csv'")[0], new Dictionary<string, object?>(StringComparer.Ordinal), TestContext.Current.CancellationToken);
        var rows = result.NewRows();
        (await result.ReadAsync(rows, TestContext.Current.CancellationToken)).ShouldBeTrue();
        File.AppendAllText(_stages.Folder.At("data/a.csv"), "1\n");
        await StageErrorCode.ChecksumMismatch.ShouldFailAsync(async () =>
        {
            while (await result.ReadAsync(rows, TestContext.Current.CancellationToken))
            {
            }
        });
    }

    [Fact]
    public async Task Tables_of_a_file_are_there_for_the_next_session_and_for_others()
    {
        await BeginAsync();
        Write("a.csv", "x\n1\n2\n");
        var file = _stages.Folder.At("my.duckdb");
        await _stages.RowsAsync("CREATE TABLE t AS FROM '@s/a.csv'", file);
        using (var other = new TestStages())
            (await other.RowsAsync("SELECT sum(x) FROM t", file)).ShouldBe(["3"]);
        await StageErrorCode.QueryInvalid.ShouldFailAsync(() => _stages.RowsAsync("SELECT * FROM t"));
    }

    [Fact]
    public async Task A_stage_format_says_how_its_files_are_read()
    {
        await _stages.CreateAsync(new StageDefinition(StageName.Parse("s")) { Url = _stages.Url("data"), FileFormat = new FileFormat { Format = RowFormat.Csv, Delimiter = ";", NullText = "NULL", Header = false } });
        Write("a.txt", "1;NULL;\n2;x;y\n");
        (await _stages.RowsAsync("SELECT $1, c2, $3 FROM '@s/a.txt'")).ShouldBe(["1|-|", "2|x|y"]);
    }

    private Task<Stage> BeginAsync() => _stages.CreateExternalAsync("s", "data");

    private void Write(string key, string text)
    {
        var path = _stages.Folder.At("data/" + key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var compression = FileFormat.FromFileName(key).Compression ?? Compression.None;
        using var target = CompressionStreams.ForWriting(File.Create(path), compression);
        target.Write(Encoding.UTF8.GetBytes(text));
    }
}
