using StageTools.Core.Tests.Import;
using StageTools.Core.Tests.Stages;
using StageTools.DuckDb;

namespace StageTools.Core.Tests.Query;

/// <summary>Files whose own columns are called as DuckDB calls those that tell where a row comes from.</summary>
public sealed class OwnFileColumnsTests : IDisposable
{
    private const string Own = "1 AS file_index, 'x' AS \"FileName\", 7 AS file_row_number";

    private readonly TestStages _stages = new();

    public OwnFileColumnsTests() => Assert.SkipUnless(DuckDbLibrary.IsAvailable(out var reason), reason);

    public static TheoryData<string, string> Formats => new() { { "csv", "FORMAT csv" }, { "ndjson", "FORMAT json" }, { "json", "FORMAT json, ARRAY true" }, { "parquet", "FORMAT parquet" } };

    public void Dispose() => _stages.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Rows_know_their_file_their_number_and_their_folders(string suffix, string options)
    {
        await BeginAsync(suffix, options, Own, $"{Own} UNION ALL SELECT 0, 'y', 7");
        (await _stages.RowsAsync("SELECT *, METADATA$FILENAME AS f, METADATA$FILE_ROW_NUMBER AS n FROM '@s/**' ORDER BY f, n")).ShouldBe(
            [$"1|x|7|2025|year=2025/a.{suffix}|0", $"1|x|7|2026|year=2026/a.{suffix}|0", $"0|y|7|2026|year=2026/a.{suffix}|1"]);
        (await _stages.RowsAsync("SELECT file_index, year FROM '@s/year=2026/**' ORDER BY ALL")).ShouldBe(["0|2026", "1|2026"]);
        (await _stages.RowsAsync("SELECT filename, METADATA$FILENAME FROM '@s/year=2025/*'")).ShouldBe([$"x|year=2025/a.{suffix}"]);
    }

    [Fact]
    public async Task They_do_so_where_types_differ_too()
    {
        await BeginAsync("parquet", "FORMAT parquet", $"5::BIGINT AS v, {Own}", $"0.5::DOUBLE AS v, {Own}");
        (await _stages.RowsAsync("SELECT v, year, METADATA$FILENAME AS f, METADATA$FILE_ROW_NUMBER FROM '@s/**' ORDER BY f")).ShouldBe(
            ["5|2025|year=2025/a.parquet|0", "0.5|2026|year=2026/a.parquet|0"]);
        (await _stages.RowsAsync("SELECT * FROM '@s/**' ORDER BY v")).ShouldBe(["0.5|1|x|7|2026", "5|1|x|7|2025"]);
    }

    [Fact]
    public async Task An_error_names_the_file()
    {
        await BeginAsync("parquet", "FORMAT parquet", $"9007199254740993::BIGINT AS v, {Own}", $"0.5::DOUBLE AS v, {Own}");
        (await StageErrorCode.DataInvalid.ShouldFailAsync(() => _stages.RowsAsync("SELECT v FROM '@s/**'"))).Message.ShouldStartWith("'@s/year=2025/a.parquet': column 'v'");
        var file = Path.Combine(await _stages.FolderOfAsync("s"), "late.csv");
        await File.WriteAllTextAsync(file, "id,filename\n" + string.Concat(Enumerable.Repeat("1,x\n", 20_000)) + "z,x\n", TestContext.Current.CancellationToken);
        (await StageErrorCode.DataInvalid.ShouldFailAsync(() => _stages.RowsAsync("SELECT sum(id) FROM '@s/late.csv'"))).Message.ShouldStartWith("'@s/late.csv', line 20002");
    }

    private async Task BeginAsync(string suffix, string options, string first, string second)
    {
        await _stages.CreateExternalAsync("s", "data");
        var folder = await _stages.FolderOfAsync("s");
        foreach (var (year, query) in ((string, string)[])[("2025", first), ("2026", second)])
        {
            Directory.CreateDirectory($"{folder}/year={year}");
            DuckDbQuery.Make($"COPY (SELECT {query}) TO '{folder}/year={year}/a.{suffix}' ({options})");
        }
    }
}
