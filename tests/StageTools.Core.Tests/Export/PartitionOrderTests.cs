using System.IO.Compression;
using System.Text;
using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Formats.Options;

namespace StageTools.Core.Tests.Export;

/// <summary>A partition has as many files as its size needs, whatever the order of the rows, and also where they do not fit into memory.</summary>
public sealed class PartitionOrderTests : ParquetTests
{
    private const long Little = 16 << 10;

    private static readonly string Temporary = Path.GetTempPath();

    public static TheoryData<string, string> FormatsAndOrders { get; } =
        [("csv", "sorted"), ("csv", "in turns"), .. ((string[])["csv", "csv.gz", "tsv", "ndjson", "json"]).Select(static suffix => (suffix, "shuffled"))];

    [Theory]
    [MemberData(nameof(FormatsAndOrders))]
    public async Task The_files_are_those_of_sorted_rows(string suffix, string order)
    {
        foreach (var (partitions, size) in ((int, long?)[])[(10, null), (10, 300), (150, null), (60, 300), (300, 100)])
        {
            var rows = Ordered(order, 1_500, partitions);
            var options = new ExportOptions { PartitionBy = ["p"], MaxFileSize = size };
            var expected = await ContentAsync($"sorted{partitions}-{size}", suffix, [.. rows.OrderBy(static r => (string)r[1]!, StringComparer.Ordinal)], options);
            var actual = await ContentAsync($"any{partitions}-{size}", suffix, rows, options with { MostHeld = Little });
            actual.Keys.ShouldBe(expected.Keys, ignoreOrder: true);
            foreach (var (folder, files) in expected)
                actual[folder].ShouldBe(files);

            expected.Count.ShouldBe(partitions);
            actual.Values.ShouldAllBe(files => files.Count == 1 || size != null);
            if (size is not null)
                actual.Values.ShouldContain(static files => files.Count > 1);
        }
    }

    [Theory]
    [InlineData("in turns", 1_100)]
    [InlineData("shuffled", 5_000)]
    public async Task As_many_files_as_partitions_each_with_its_rows_in_their_order(string order, int partitions)
    {
        var rows = Ordered(order, 4 * partitions, partitions);
        var files = await ContentAsync("by", "csv", rows, new ExportOptions { PartitionBy = ["p"], MostHeld = 256 << 10 });
        files.Count.ShouldBe(partitions);
        foreach (var partition in rows.GroupBy(static r => (string)r[1]!, StringComparer.Ordinal))
        {
            files["p=" + partition.Key].ShouldBe(
                [string.Concat(["id,p,text\n", .. partition.Select(static r => $"{r[0]},{r[1]},{r[2]}\n")])]);
        }
    }

    [Theory]
    [InlineData("sorted")]
    [InlineData("shuffled")]
    [InlineData("in turns")]
    public async Task Values_that_waited_on_the_disk_are_the_same_in_Parquet(string order)
    {
        var made = Ordered(order, 2_000, 40);
        object?[][] rows = [.. made.Select((r, i) => (object?[])[.. r, .. Values((int)r[0]!)])];
        string[] columns = ["id", "p", "text", .. Enumerable.Range(0, Values(1).Length).Select(static i => $"v{i}")];
        var options = new ExportOptions { PartitionBy = ["p"] };
        await RunAsync("whole/x.parquet", columns, rows, new ExportOptions());
        (await RunAsync("by/", columns, rows, options with { MostHeld = Little }, RowFormat.Parquet)).Files.Count.ShouldBe(40);
        var (whole, by) = ($"read_parquet('{Data}/whole/x.parquet')", $"read_parquet('{Data}/by/*/*.parquet', hive_partitioning = false)");
        (await QueryAsync($"SELECT count(*) FROM {by}")).ShouldBe([[2_000L]]);
        (await QueryAsync($"FROM {whole} EXCEPT ALL FROM {by}")).ShouldBe([]);
        (await QueryAsync($"DESCRIBE FROM {by}")).Select(static r => r[1]).ShouldBe((await QueryAsync($"DESCRIBE FROM {whole}")).Select(static r => r[1]));

        // In each file in the order in which they came.
        var ids = (await QueryAsync($"SELECT p, id FROM {by} ORDER BY filename, file_row_number".Replace("false)", "false, filename = true, file_row_number = true)", StringComparison.Ordinal)))
            .GroupBy(static r => (string)r[0]!, StringComparer.Ordinal);
        foreach (var partition in ids)
            partition.Select(static r => (long)r[1]!).ShouldBe(rows.Where(r => (string)r[1]! == partition.Key).Select(static r => (long)(int)r[0]!));
    }

    [Fact]
    public async Task Rows_that_come_sorted_twice_have_at_most_two_files_a_folder()
    {
        var once = Ordered("sorted", 3_000, 100);
        var files = await ContentAsync("by", "csv", [.. once, .. once], new ExportOptions { PartitionBy = ["p"], MostHeld = Little });
        files.Count.ShouldBe(100);
        files.Values.ShouldAllBe(static f => f.Count <= 2);
        files.Values.Sum(static f => f.Sum(static text => text.Count(static c => c == '\n') - 1)).ShouldBe(6_000);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task What_waits_has_no_name_and_an_export_that_fails_leaves_nothing(string suffix)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows removes the file with its handle.");
        var rows = Ordered("shuffled", 5_000, 200);
        var target = await Stages.Engine.ToStageAsync("@sales/by/", FileFormat.FromFileName("a." + suffix));
        await using (var job = await ExportJob.BeginAsync(target, ["id", "p", "text"], new ExportOptions { PartitionBy = ["p"], MostHeld = Little }, Token))
        {
            foreach (var row in rows)
            {
                job.Write(row);
                if (job.WantsFlush)
                    await job.FlushAsync(Token);
            }

            Directory.EnumerateFiles(Temporary, "stagetools-rows-*").ShouldBeEmpty();
            job.Write([1, "p1", "\ud800"]);
            await StageErrorCode.ValueNotRepresentable.ShouldFailAsync(() => job.CompleteAsync(Token));
        }

        Directory.EnumerateFileSystemEntries(Data, "*", SearchOption.AllDirectories).Where(static f => !Directory.Exists(f)).ShouldBeEmpty();
        Directory.EnumerateFiles(Temporary, "stagetools-rows-*").ShouldBeEmpty();
    }

    private static object?[] Values(int id) =>
    [
        id % 7 == 0 ? null : (long)id, id / 8.0, id % 2 == 0, (decimal)id / 100, new DateTime(2026, 1, 1).AddSeconds(id), new DateOnly(2026, 1, 1).AddDays(id % 300),
        new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(id), new TimeOnly(id % 24, 1), TimeSpan.FromSeconds(id), new Guid(id, 1, 2, [3, 4, 5, 6, 7, 8, 9, 10]),
        BitConverter.GetBytes(id), (Int128)id << 70, (short)(id % 100), (float)id, (byte)id, DayOfWeek.Monday + (id % 7), new Version(1, id), new Uri("https://example.com/" + id),
        new List<object?> { (long)id, null }, new List<KeyValuePair<string, object?>> { new("a", (long)id), new("b", "ä" + id) }, id % 3 == 0 ? DBNull.Value : "é" + id,
    ];

    private static object?[][] Ordered(string order, int rows, int partitions)
    {
        var random = new Random(rows + partitions);
        IEnumerable<int> of = Enumerable.Range(0, rows).Select(i => i % partitions);
        of = order switch
        {
            "sorted" => of.OrderBy(static p => $"p{p}", StringComparer.Ordinal),
            "shuffled" => of.OrderBy(_ => random.Next()),
            _ => of,
        };
        return [.. of.Select(static (p, id) => new object?[] { id, $"p{p}", $"text {id}" })];
    }

    private static string Text(string file)
    {
        using var stream = File.OpenRead(file);
        using var reader = new StreamReader(file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Exports rows, and reads what each folder's files hold, in the order of their numbers.</summary>
    private async Task<Dictionary<string, List<string>>> ContentAsync(string folder, string suffix, object?[][] rows, ExportOptions options)
    {
        var format = FileFormat.FromFileName("a." + suffix);
        var export = await RunAsync(folder + "/", ["id", "p", "text"], rows, options, format.Format, format.Compression);
        export.RowsUnloaded.ShouldBe(rows.Length);
        export.FileDetails.Sum(static f => f.RowCount).ShouldBe(rows.Length);
        return Directory.EnumerateFiles(Path.Combine(Data, folder), "*", SearchOption.AllDirectories)
            .GroupBy(static f => Path.GetFileName(Path.GetDirectoryName(f))!, StringComparer.Ordinal)
            .ToDictionary(static g => g.Key, static g => g.Order(StringComparer.Ordinal).Select(Text).ToList(), StringComparer.Ordinal);
    }

    private async Task<StageExport> RunAsync(
        string path, string[] columns, object?[][] rows, ExportOptions options, RowFormat? format = null, Compression? compression = null)
    {
        var target = await Stages.Engine.ToStageAsync("@sales/" + path, new FileFormat { Format = format, Compression = compression });
        await using var job = await ExportJob.BeginAsync(target, columns, options, Token);
        foreach (var row in rows)
        {
            job.Write(row);
            if (job.WantsFlush)
                await job.FlushAsync(Token);
        }

        return await job.CompleteAsync(Token);
    }
}
