using System.Globalization;
using System.IO.Compression;
namespace StageTools.Core.Tests.Statements.Running;

/// <summary>Databend's COPY INTO @stage.</summary>
public sealed class CopyIntoStageTests : IDisposable
{
    private const string Table = "CREATE TABLE t AS SELECT 1 AS id, 'a\"b' AS name, true AS ok UNION ALL SELECT 2, NULL, false; ";

    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("t")]
    [InlineData("(SELECT * FROM t)")]
    public async Task Rows_of_a_query_or_a_table_go_to_a_file_of_a_new_name_in_Databends_CSV(string source)
    {
        var files = await _run.StageAsync("s");
        var result = await _run.RunAsync($"{Table} COPY INTO @s/out FROM {source} FILE_FORMAT = (TYPE = CSV)");
        result.Names.ShouldBe(["rows_unloaded", "input_bytes", "output_bytes"]);
        result.Rows.ShouldHaveSingleItem().ShouldBe([2L, 25L, 25L]);
        files.Files.ShouldHaveSingleItem().ShouldMatch("^out/data_[0-9a-f]{32}_0000_00000000[.]csv$");
        files.ReadOnly().ShouldBe("1,\"a\"\"b\",true\n2,\\N,false\n");
    }

    [Fact]
    public async Task The_format_is_what_FILE_FORMAT_says()
    {
        var files = await _run.StageAsync("s");
        await _run.RunAsync($"{Table} COPY INTO @s FROM t FILE_FORMAT = (TYPE = CSV FIELD_DELIMITER = ';' OUTPUT_HEADER = TRUE NULL_DISPLAY = '' COMPRESSION = GZIP)");
        var name = files.Files.ShouldHaveSingleItem();
        name.ShouldEndWith(".csv.gz");
        await using var gzip = new GZipStream(File.OpenRead(Path.Combine(files.Path, name)), CompressionMode.Decompress);
        (await new StreamReader(gzip).ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldBe("\"id\";\"name\";\"ok\"\n1;\"a\"\"b\";true\n2;;false\n");
    }

    [Theory]
    [InlineData("NDJSON", "{\"id\":1,\"name\":\"a\\\"b\",\"ok\":true}\n{\"id\":2,\"name\":null,\"ok\":false}\n")]
    [InlineData("TSV", "1\ta\"b\ttrue\n2\t\\N\tfalse\n")]
    public async Task Other_formats_are_written_too(string type, string content)
    {
        var files = await _run.StageAsync("s");
        await _run.RunAsync($"{Table} COPY INTO @s FROM t FILE_FORMAT = (TYPE = {type})");
        files.ReadOnly().ShouldBe(content);
    }

    [Fact]
    public async Task Parquet_is_read_back_as_it_was()
    {
        await _run.StageAsync("s");
        (await _run.LinesAsync($"{Table} COPY INTO @s/p/ FROM t FILE_FORMAT = (TYPE = PARQUET); SELECT * FROM '@s/p/*.parquet' ORDER BY id")).ShouldBe(["1|a\"b|True", "2|-|False"]);
    }

    [Fact]
    public async Task The_stages_own_format_holds_where_the_statement_says_none()
    {
        var files = await _run.StageAsync("s", "FILE_FORMAT = (TYPE = NDJSON)");
        await _run.RunAsync($"{Table} COPY INTO @s FROM (SELECT id FROM t)");
        files.Files.ShouldHaveSingleItem().ShouldEndWith(".ndjson");
        files.ReadOnly().ShouldBe("{\"id\":1}\n{\"id\":2}\n");
    }

    [Fact]
    public async Task MAX_FILE_SIZE_splits_and_SINGLE_does_not()
    {
        var files = await _run.StageAsync("s");
        var rows = await _run.LinesAsync("COPY INTO @s/many/ FROM (SELECT range AS n FROM range(100)) MAX_FILE_SIZE = 30 DETAILED_OUTPUT = TRUE FILE_FORMAT = (TYPE = CSV)");
        rows.Count.ShouldBeGreaterThan(5);
        rows.Sum(static r => int.Parse(r.Split('|')[2], CultureInfo.InvariantCulture)).ShouldBe(100);
        rows.Select(static r => r.Split('|')[0]).ShouldBe(files.Files);
        files.Files.Select(f => files.Read(f).Length).ShouldAllBe(static length => length <= 30);
        string.Concat(files.Files.Select(files.Read)).ShouldBe(string.Concat(Enumerable.Range(0, 100).Select(static n => $"{n}\n")));
        (await _run.LinesAsync("COPY INTO @s/one/ FROM (SELECT range AS n FROM range(100)) SINGLE = TRUE MAX_FILE_SIZE = 30 DETAILED_OUTPUT = TRUE FILE_FORMAT = (TYPE = CSV)")).ShouldHaveSingleItem().ShouldEndWith("|290|100");
    }

    [Fact]
    public async Task USE_RAW_PATH_makes_the_path_the_files_name_and_replaces_nothing_without_OVERWRITE()
    {
        var files = await _run.StageAsync("s");
        const string copy = "COPY INTO '@s/d/it''s; a.csv' FROM (SELECT 1) SINGLE = TRUE USE_RAW_PATH = TRUE";
        await _run.RunAsync(copy);
        files.Files.ShouldBe(["d/it's; a.csv"]);
        await _run.ShouldFailAsync(StageErrorCode.FileAlreadyExists, copy.Replace("1", "2", StringComparison.Ordinal));
        files.ReadOnly().ShouldBe("1\n");
        await _run.RunAsync(copy.Replace("1", "2", StringComparison.Ordinal) + " OVERWRITE = TRUE");
        files.ReadOnly().ShouldBe("2\n");
    }

    [Fact]
    public async Task Without_FILE_FORMAT_and_without_a_suffix_that_tells_it_is_Parquet()
    {
        var files = await _run.StageAsync("s");
        await _run.RunAsync($"{Table} COPY INTO @s/a FROM t; COPY INTO @s/b FROM t SINGLE = TRUE USE_RAW_PATH = TRUE");
        await _run.RunAsync("COPY INTO @s/c.ndjson FROM t SINGLE = TRUE USE_RAW_PATH = TRUE");
        files.Files[0].ShouldMatch("^a/data_[0-9a-f]{32}_0000_00000000[.]parquet$");
        files.Files.Skip(1).ShouldBe(["b", "c.ndjson"]);
        (await _run.LinesAsync("SELECT count(*) FROM @s/a/*.parquet; SELECT count(*) FROM @s/b (FILE_FORMAT => 'parquet')")).ShouldBe(["2"]);
        files.Read("c.ndjson").ShouldStartWith("{");
    }

    [Theory]
    [InlineData("@s/data_", "", "^data_[0-9a-f]{32}_0000_00000000[.]csv$")]
    [InlineData("@s/x/data_", "", "^x/data_[0-9a-f]{32}_0000_00000000[.]csv$")]
    [InlineData("@s/x/my_data_", "", "^x/my_data_[0-9a-f]{32}_0000_00000000[.]csv$")]
    [InlineData("@s/x/my_data_", "PARTITION BY ('p' || id)", "^x/p[12]/my_data_[0-9a-f]{32}_0000_00000000[.]csv$")]
    [InlineData("@s/x/my_data_/", "", "^x/my_data_/data_[0-9a-f]{32}_0000_00000000[.]csv$")]
    [InlineData("@s/x/my_data", "", "^x/my_data/data_[0-9a-f]{32}_0000_00000000[.]csv$")]
    [InlineData("@s/x/_00000000data_", "MAX_FILE_SIZE = 10", "^x/_00000000data_[0-9a-f]{32}_0000_0000000[01][.]csv$")]
    public async Task A_last_part_that_ends_as_made_up_names_begin_is_their_beginning(string target, string options, string names)
    {
        var files = await _run.StageAsync("s");
        await _run.RunAsync($"{Table} COPY INTO {target} FROM t {options} FILE_FORMAT = (TYPE = CSV)");
        files.Files.ShouldNotBeEmpty();
        foreach (var file in files.Files)
            file.ShouldMatch(names);
    }

    [Fact]
    public async Task TYPE_TEXT_is_TSV_in_files_called_txt()
    {
        var files = await _run.StageAsync("s");
        await _run.RunAsync($"{Table} COPY INTO @s FROM t FILE_FORMAT = (TYPE = TEXT)");
        files.Files.ShouldHaveSingleItem().ShouldEndWith(".txt");
        files.ReadOnly().ShouldBe("1\ta\"b\ttrue\n2\t\\N\tfalse\n");
    }

    [Theory]
    [InlineData("JSON")]
    [InlineData("NDJSON")]
    public async Task A_column_of_JSON_is_written_as_the_JSON_it_is(string type)
    {
        var files = await _run.StageAsync("s");
        const string Json = """{"b": [1.50,  null],\n "a":"x: {, y"}""";
        await _run.RunAsync($"COPY INTO @s/j FROM (SELECT '{Json.Replace("\\n", "\n", StringComparison.Ordinal)}'::JSON AS j, NULL::JSON AS k, '{{}}' AS t) FILE_FORMAT = (TYPE = {type})");
        files.Read(files.Files.ShouldHaveSingleItem()).ShouldContain("""{"j":{"b":[1.50,null],"a":"x: {, y"},"k":null,"t":"{}"}""");
    }

    [Fact]
    public async Task PARTITION_BY_makes_a_folder_a_value()
    {
        var files = await _run.StageAsync("s");
        var result = await _run.RunAsync(
            """
            COPY INTO @s/p FROM (SELECT * FROM (VALUES (1, 'x'), (2, NULL), (3, 'it''s; "y"'), (4, 'x')) AS v(id, g))
            PARTITION BY ('g=' || g || '/even=' || (id % 2 = 0)) DETAILED_OUTPUT = TRUE FILE_FORMAT = (TYPE = CSV)
            """);
        result.Names.ShouldBe(["file_name", "file_size", "row_count"]);
        files.Files.Select(static f => f[..(f.LastIndexOf('/') + 1)]).ShouldBe(["p/_NULL_/", "p/g=it's; \"y\"/even=false/", "p/g=x/even=false/", "p/g=x/even=true/"]);
        files.Files.Select(files.Read).ShouldBe(["2,\\N\n", "3,\"it's; \"\"y\"\"\"\n", "1,\"x\"\n", "4,\"x\"\n"]);
        DataRun.Lines(result).Select(static r => r.Split('|')[0]).ShouldBe(files.Files, ignoreOrder: true);
    }

    [Fact]
    public async Task PARTITION_BY_works_for_Parquet_and_with_names_in_backticks()
    {
        await _run.StageAsync("s");
        (await _run.LinesAsync(
            """
            COPY INTO @s FROM (SELECT range AS `n`, range % 2 AS `odd even` FROM range(4)) PARTITION BY (`odd even`) FILE_FORMAT = (TYPE = PARQUET);
            SELECT n, "odd even", split_part(METADATA$FILENAME, '/', 1) FROM '@s/*/*.parquet' ORDER BY n
            """)).ShouldBe(["0|0|0", "1|1|1", "2|0|0", "3|1|1"]);
    }

    [Theory]
    [InlineData("'../x'")]
    [InlineData("'a/../../x'")]
    [InlineData("'a/%2e%2e/x'")]
    public async Task A_partition_that_leads_out_of_the_stage_is_refused_and_nothing_is_there(string value)
    {
        var files = await _run.StageAsync("s");
        await _run.ShouldFailAsync(StageErrorCode.PathOutsideStage, $"COPY INTO @s/p FROM (SELECT 1 UNION ALL SELECT 2) PARTITION BY ({value})");
        files.Files.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("OVERWRITE = TRUE", "wants SINGLE = TRUE and USE_RAW_PATH = TRUE")]
    [InlineData("OVERWRITE = TRUE SINGLE = TRUE", "wants SINGLE = TRUE and USE_RAW_PATH = TRUE")]
    [InlineData("USE_RAW_PATH = TRUE", "wants SINGLE = TRUE")]
    [InlineData("USE_RAW_PATH = TRUE SINGLE = TRUE", "'@s/f/' is a folder")]
    [InlineData("PARTITION BY (1) SINGLE = TRUE", "SINGLE = TRUE does not go with it")]
    [InlineData("PARTITION BY (1) INCLUDE_QUERY_ID = FALSE", "INCLUDE_QUERY_ID = FALSE does not go with it")]
    [InlineData("INCLUDE_QUERY_ID = FALSE", "INCLUDE_QUERY_ID = FALSE wants SINGLE = TRUE and USE_RAW_PATH = TRUE")]
    [InlineData("INCLUDE_QUERY_ID = FALSE SINGLE = TRUE", "INCLUDE_QUERY_ID = FALSE wants SINGLE = TRUE and USE_RAW_PATH = TRUE")]
    [InlineData("FILE_FORMAT = (TYPE = CSV, NAN_DISPLAY = 'nix')", "NAN_DISPLAY is NaN or null")]
    [InlineData("MAX_FILE_SIZE = 0", "at least 1")]
    [InlineData("FILE_FORMAT = (TYPE = PARQUET COMPRESSION = ZLIB)", "Parquet")]
    public async Task Options_that_contradict_each_other_are_refused_before_anything_is_written(string options, string why)
    {
        var files = await _run.StageAsync("s");
        (await _run.ShouldFailAsync(StageErrorCode.OptionInvalid, $"COPY INTO @s/f/ FROM (SELECT 1) {options}")).Message.ShouldContain(why);
        files.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_query_that_fails_half_way_leaves_nothing()
    {
        var files = await _run.StageAsync("s");
        await _run.ShouldFailAsync(
            StageErrorCode.QueryInvalid, "COPY INTO @s FROM (SELECT CASE WHEN range < 90000 THEN range ELSE error('no more') END FROM range(100000)) MAX_FILE_SIZE = 10000");
        files.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_stopped_half_way_leaves_nothing_and_the_next_statement_runs()
    {
        var files = await _run.StageAsync("s");
        using var stop = new CancellationTokenSource();
        var running = _run.Run.RunAsync(StatementReading.Read("COPY INTO @s FROM (SELECT range FROM range(1000000000000)) MAX_FILE_SIZE = 100000"), stop.Token);
        while (!running.IsCompleted && _run.Run.Progress.Current is not { Text: not ['0', ' ', ..] })
            await Task.Delay(10, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
        files.Files.ShouldBeEmpty();
        _run.Run.Progress.Current.ShouldBeNull();
        (await _run.LinesAsync("SELECT 1")).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_query_that_changes_something_is_refused()
    {
        await _run.StageAsync("s");
        await _run.RunAsync("CREATE TABLE t (id int)");
        await _run.ShouldFailAsync(StageErrorCode.QueryInvalid, "COPY INTO @s FROM (WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x)");
        (await _run.LinesAsync("SELECT count(*) FROM t")).ShouldBe(["0"]);
    }

    [Fact]
    public async Task A_disabled_stage_takes_no_files()
    {
        await _run.StageAsync("s");
        await _run.RunAsync("ALTER STAGE s SET ENABLE = FALSE");
        await _run.ShouldFailAsync(StageErrorCode.StageDisabled, "COPY INTO @s FROM (SELECT 1)");
    }

    [Fact]
    public async Task The_user_stage_takes_files_and_staged_files_can_be_copied_in_other_formats()
    {
        var files = await _run.StageAsync("s");
        files.Write("a.csv", "id,name\n1,x\n2,y\n");
        (await _run.LinesAsync("COPY INTO @~/b FROM (SELECT $2 AS n, id FROM '@s/a.csv') FILE_FORMAT = (TYPE = NDJSON); SELECT n, id FROM '@~/b/*.ndjson' ORDER BY id")).ShouldBe(["x|1", "y|2"]);
    }
}
