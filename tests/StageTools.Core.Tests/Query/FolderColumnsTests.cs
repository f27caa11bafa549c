using FsCheck.Fluent;
using StageTools.Core.Tests.Export;
using StageTools.Core.Tests.Formats;
using StageTools.Core.Tests.Stages;
using StageTools.Core.Tests.Statements.Running;
using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Formats.Files;
using StageTools.Formats.Options;
using StageTools.Formats.Text;
using StageTools.Import;
using StageTools.Paths;

namespace StageTools.Core.Tests.Query;

/// <summary>Hive's folders, <c>year=2026/</c>, are columns of SQL and of Import-StageData, and of nothing that is loaded without naming them.</summary>
public sealed class FolderColumnsTests : IDisposable
{
    private static readonly string[] Suffixes = ["csv", "tsv", "ndjson", "json", "parquet", "csv.gz"];

    private readonly TestRun _run = new();

    public static TheoryData<string> Formats => [.. Suffixes];

    private TestStages Stages => _run.Stages;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task They_come_last_with_the_type_that_holds_all_of_them(string suffix)
    {
        await BeginAsync(suffix, "year=2026/city=Rome/", "year=2025/city=_NULL_/", "year=2024/x/city=Bonn%2FBeuel/", "plain/");
        (await _run.LinesAsync("SELECT * FROM '@s/**' ORDER BY year")).ShouldBe(
            ["1|one|2024|Bonn/Beuel", "1|one|2025|-", "1|one|2026|Rome", "1|one|-|-"]);
        (await _run.LinesAsync("SELECT DISTINCT typeof(year), typeof(city) FROM '@s/**'")).ShouldBe(["BIGINT|VARCHAR"]);
        (await _run.LinesAsync("SELECT sum(id) FROM '@s/**' WHERE year > 2024")).ShouldBe(["2"]);
        (await _run.LinesAsync("SELECT f.year, METADATA$FILE_ROW_NUMBER FROM '@s/*=*/**' f WHERE city = 'Rome'")).ShouldBe(["2026|0"]);
        (await _run.LinesAsync("SELECT * FROM '@s/year=2026/**' a JOIN '@s/plain/**' b USING (id)")).ShouldBe(["1|one|2026|Rome|one"]);
    }

    // But for truths, fractions and large numbers, which it takes for text.
    [Theory]
    [InlineData("a=1/", "a=2/")]
    [InlineData("a=1/b=x/", "a=x/b=1/")]
    [InlineData("a=2026-11-27/b=2026-11-27 10%3A00%3A00/", "a=2025-01-01/b=2025-01-01 00%3A00%3A01/")]
    [InlineData("A=1/a b=%C3%A4/", "A=2/a b=%25/")]
    [InlineData("a=__HIVE_DEFAULT_PARTITION__/", "a=5/")]
    public async Task They_are_what_DuckDB_makes_of_them(params string[] folders)
    {
        await BeginAsync("parquet", folders);
        var files = (await Stages.FolderOfAsync("s")).Replace("'", "''", StringComparison.Ordinal);
        var theirs = $"SELECT COLUMNS(*)::VARCHAR FROM read_parquet('{files}/**/*.parquet', hive_partitioning = true) ORDER BY ALL";
        (await _run.LinesAsync("SELECT COLUMNS(*)::VARCHAR FROM '@s/**' ORDER BY ALL")).ShouldBe(await _run.LinesAsync(theirs));
    }

    [Theory]
    [InlineData("n=007/", "007")]
    [InlineData("n=1e5/", "1e5")]
    [InlineData("n=%5FNULL_/", "_NULL_")]
    [InlineData("n=/", "")]
    [InlineData("n=a=b/", "a=b")]
    [InlineData("n=1/N=2/", "2")]
    [InlineData("n=%zz/", "%zz")]
    public async Task Nothing_of_a_text_is_lost(string folder, string text)
    {
        await BeginAsync("csv", folder);
        (await _run.LinesAsync("SELECT n FROM '@s/**'")).ShouldBe([text]);
        (await ImportAsync(folder + "f.csv"))[0].Values[^1].ShouldBe(text.Length == 1 ? long.Parse(text, null) : text);
    }

    [Theory]
    [InlineData("=1/")]
    [InlineData("n%00=1/")]
    [InlineData("n=%00/")]
    [InlineData("n/")]
    public async Task Other_folders_are_no_columns(string folder)
    {
        await BeginAsync("csv", folder);
        (await _run.LinesAsync("SELECT * FROM '@s/**'")).ShouldBe(["1|one"]);
        (await ImportAsync(folder + "f.csv"))[0].Columns.ShouldBe(["id", "name"]);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task A_column_of_the_file_wins(string suffix)
    {
        await BeginAsync(suffix, "ID=7/name=n/more=m/");
        (await _run.LinesAsync("SELECT * FROM '@s/**'")).ShouldBe(["1|one|m"]);
        (await _run.LinesAsync("SELECT name, more FROM '@s/**' WHERE ID = 1")).ShouldBe(["one|m"]);
        (await ImportAsync($"ID=7/name=n/more=m/f.{suffix}"))[0].Columns.ShouldBe(["id", "name", "more"]);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Import_reads_the_rows_of_SQL(string suffix)
    {
        var folder = "year=2026/city=_NULL_/zip=007/ok=true/";
        await BeginAsync(suffix, folder);
        var rows = await ImportAsync($"{folder}f.{suffix}");
        rows.ShouldHaveSingleItem().Columns.ShouldBe(["id", "name", "year", "city", "zip", "ok"]);
        rows[0].Values.ShouldBe([1L, "one", 2026L, null, "007", true]);
        (await _run.LinesAsync("FROM '@s/**'")).ShouldBe(["1|one|2026|-|007|True"]);
        (await ImportAsync($"{folder}f.{suffix}", asText: true))[0].Values.ShouldBe(["1", "one", "2026", null, "007", "true"]);
    }

    [Fact]
    public async Task A_statement_that_loads_has_them_only_where_it_names_them()
    {
        await BeginAsync("csv", "year=2026/");
        await _run.RunAsync("CREATE TABLE two (id INT, name VARCHAR); CREATE TABLE three (id INT, name VARCHAR, year INT)");
        await _run.RunAsync("COPY INTO two FROM @s FILE_FORMAT = (TYPE = CSV SKIP_HEADER = 1)");
        await _run.RunAsync("COPY INTO two FROM (SELECT * FROM '@s/**') FORCE = TRUE FILE_FORMAT = (TYPE = CSV OUTPUT_HEADER = TRUE)");
        await _run.RunAsync("COPY two FROM '@s/year=2026/f.csv'");
        foreach (var star in (string[])["* EXCLUDE (year)", "* EXCLUDE (YEAR, METADATA$FILENAME)", "* EXCLUDE year", "t.* EXCLUDE (year)"])
            await _run.RunAsync($"COPY INTO two FROM (SELECT {star} FROM '@s/**' t) FORCE = TRUE FILE_FORMAT = (TYPE = CSV OUTPUT_HEADER = TRUE)");
        (await _run.LinesAsync("SELECT * FROM two")).ShouldBe(Enumerable.Repeat("1|one", 7));
        await _run.RunAsync("COPY INTO three FROM (SELECT *, year FROM '@s/**') FILE_FORMAT = (TYPE = CSV OUTPUT_HEADER = TRUE)");
        await _run.RunAsync("COPY INTO three FROM (SELECT $1, $2, t.year FROM '@s/**' t) FORCE = TRUE FILE_FORMAT = (TYPE = CSV OUTPUT_HEADER = TRUE)");
        (await _run.LinesAsync("SELECT * FROM three")).ShouldBe(["1|one|2026", "1|one|2026"]);
        (await _run.LinesAsync("SELECT column_name FROM INFER_SCHEMA(LOCATION => '@s/')")).ShouldBe(["c1", "c2"]);
    }

    [Fact]
    public async Task COPY_INTO_a_stage_has_them_only_where_it_names_them()
    {
        await BeginAsync("parquet", "year=2026/", "year=2025/");
        var files = await _run.StageAsync("out");
        const string rest = "FILE_FORMAT = (TYPE = CSV) SINGLE = TRUE USE_RAW_PATH = TRUE";
        await _run.RunAsync($"COPY INTO @out/all.csv FROM (SELECT * FROM '@s/**') {rest}");
        await _run.RunAsync($"COPY INTO @out/named.csv FROM (SELECT *, year FROM '@s/**' ORDER BY year) {rest}");
        files.Read("all.csv").ShouldBe("1,\"one\"\n1,\"one\"\n");
        files.Read("named.csv").ShouldBe("1,\"one\",2025\n1,\"one\",2026\n");
    }

    [Fact]
    public async Task Ordinals_count_the_columns_of_the_file()
    {
        await BeginAsync("parquet", "year=2026/");
        (await _run.LinesAsync("SELECT $2, year FROM '@s/**'")).ShouldBe(["one|2026"]);
        (await StageErrorCode.QueryInvalid.ShouldFailAsync(() => _run.LinesAsync("SELECT $3 FROM '@s/**'"))).Message.ShouldContain("has 2, id, name");
    }

    [Fact]
    public async Task Files_without_rows_have_them_too()
    {
        await Stages.CreateAsync("s");
        await Stages.WriteAsync("s", "year=2026/empty.csv", "");
        await Stages.WriteAsync("s", "year=2026/empty.ndjson", "");
        (await _run.LinesAsync("SELECT c1, year FROM '@s/year=2026/empty.csv' UNION ALL SELECT c1, year FROM '@s/year=2026/empty.ndjson'")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_partitioned_export_names_its_folders_comes_back()
    {
        await Stages.CreateAsync("s");
        var count = 0;
        var texts = Property.Texts("a", "Ä", " ", ".", "%", "=", "/", "\\", "_NULL_", "'", "\"", "?", "*", "[", "\n", "1", "0", "-").Where(static text => text.Length < 80);
        Property.Check(texts, text =>
        {
            var path = $"@s/{count++}/";
            ExportAsync(path, text).GetAwaiter().GetResult();
            var read = _run.LinesAsync($"SELECT n FROM '{path}**' (FILE_FORMAT => (TYPE = CSV, OUTPUT_HEADER = FALSE, SKIP_HEADER = 1))").GetAwaiter().GetResult();
            read.ShouldBe([text], text);
        }, cases: 100);
    }

    private async Task ExportAsync(string path, string text)
    {
        var target = await _run.Stages.Engine.ToStageAsync(path, RowFile.Csv);
        await using var job = await ExportJob.BeginAsync(target, ["n"], new ExportOptions { PartitionBy = ["n"] }, Token);
        job.Write([text]);
        await job.CompleteAsync(Token);
    }

    private async Task BeginAsync(string suffix, params string[] folders)
    {
        await Stages.CreateExternalAsync("s", "files");
        foreach (var folder in folders)
        {
            var format = suffix is "csv.gz" ? "CSV COMPRESSION = GZIP" : suffix;
            await _run.RunAsync(
                $"COPY INTO '@s/{folder}f.{suffix}' FROM (SELECT 1 AS id, 'one' AS name) FILE_FORMAT = (TYPE = {format}"
                + $"{(suffix is "csv" or "csv.gz" or "tsv" ? " OUTPUT_HEADER = TRUE" : "")}) SINGLE = TRUE USE_RAW_PATH = TRUE");
        }
    }

    private async Task<List<Row>> ImportAsync(string key, bool asText = false)
    {
        var store = await Stages.StoreAsync("s", forWriting: false);
        var item = (await store.FindAsync(StageKey.FromStore(key), Token)).ShouldNotBeNull();
        return await StageImport.RowsAsync(
            ImportFile.Resolve(store, item, FileFormat.Unspecified, FileFormat.Unspecified), new RowReadOptions(AsText: asText, Folders: true), Token).ToListAsync();
    }
}
