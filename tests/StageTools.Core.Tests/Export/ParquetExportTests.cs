using FsCheck.Fluent;
using StageTools.Core.Tests.Databases;
using StageTools.Databases;
using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Formats.Options;
using StageTools.Formats.Parquet;
using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Core.Tests.Export;

/// <summary>What is exported to Parquet is what DuckDB reads there; what Parquet cannot hold is refused.</summary>
public sealed class ParquetExportTests : ParquetTests
{
    [Fact]
    public async Task Many_rows_keep_their_order_and_the_compression_is_what_was_asked()
    {
        foreach (var (compression, word) in new[] { (Compression.None, "UNCOMPRESSED"), (Compression.Gzip, "GZIP"), (Compression.Brotli, "BROTLI"), (Compression.Snappy, "SNAPPY"), (Compression.Zstd, "ZSTD") })
        {
            var target = await Stages.Engine.ToStageAsync("@sales/a.parquet", new FileFormat { Compression = compression });
            await using (var job = await ExportJob.BeginAsync(target, ["v"], new ExportOptions { Overwrite = true }, Token))
            {
                for (var i = 0; i < 300_000; i++)
                {
                    job.Write([(long)i]);
                    if (job.WantsFlush)
                        await job.FlushAsync(Token);
                }

                (await job.CompleteAsync(Token)).RowsUnloaded.ShouldBe(300_000);
            }

            (await ReadAsync("a.parquet", "count(*), count(*) FILTER (v <> file_row_number)", ", file_row_number = true")).ShouldBe([[300_000L, 0L]]);
            (await QueryAsync($"SELECT DISTINCT compression FROM parquet_metadata('{Data}/a.parquet')")).ShouldBe([[word]]);
        }
    }

    [Fact]
    public async Task Thousands_of_columns_have_the_memory_that_they_need()
    {
        var columns = Enumerable.Range(0, 8000).Select(static i => $"c{i}").ToList();
        await using (var job = await ExportJob.BeginAsync(
            await Stages.Engine.ToStageAsync("@sales/wide.parquet"), columns, new ExportOptions(), Token))
        {
            job.Write([.. columns.Select(static (_, i) => (object?)(long)i)]);
            (await job.CompleteAsync(Token)).RowsUnloaded.ShouldBe(1);
        }

        (await ReadAsync("wide.parquet", "c0, c7999")).ShouldBe([[0L, 7999L]]);
    }

    [Fact]
    public async Task A_SQLite_table_comes_whole_with_its_declared_types()
    {
        var path = Stages.Folder.MakeSqlite(
            "CREATE TABLE t(id INTEGER, price DECIMAL(10,2), day DATE, ok BOOLEAN, none REAL)",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) INSERT INTO t SELECT i, i / 4.0, date('2026-01-01', (i % 365) || ' days'), i % 2, NULL FROM n");
        await using var database = await DatabaseOpening.OpenFileAsync(path, create: false, Token);
        await using var rows = await database.ReadTableAsync("t", Token);
        await using (var job = await ExportJob.BeginAsync(await Stages.Engine.ToStageAsync("@sales/t.parquet"), rows, new ExportOptions(), Token))
        {
            await job.CopyAsync(rows, Token);
            (await job.CompleteAsync(Token)).RowsUnloaded.ShouldBe(50_000);
        }

        (await ReadAsync("t.parquet", "sum(id)::BIGINT, sum(price)::DOUBLE, count(DISTINCT day), count(*) FILTER (ok), count(none)")).ShouldBe([[1_250_025_000L, 312_506_250.0, 365L, 25_000L, 0L]]);
        (await ReadAsync("t.parquet", "DISTINCT typeof(id), typeof(price), typeof(day), typeof(ok), typeof(none)")).ShouldBe([["BIGINT", "DECIMAL(10,2)", "DATE", "BOOLEAN", "DOUBLE"]]);
    }

    [Fact]
    public async Task Parts_and_partitions_are_Parquet_files_too()
    {
        object?[][] rows = [.. Enumerable.Range(0, 20_000).Select(static i => new object?[] { (long)(i % 3) })];
        (await RunAsync("@sales/parts/", new ExportOptions { MaxFileSize = 40_000 }, rows)).Files.Count.ShouldBe(4);
        await RunAsync("@sales/by/", new ExportOptions { PartitionBy = ["v"] }, rows);
        (await ReadAsync("parts/*.parquet", "count(*), sum(v)::BIGINT")).ShouldBe([[20_000L, 19_999L]]);
        (await ReadAsync("by/v=1/*.parquet", "count(*), min(v), max(v)", ", hive_partitioning = false")).ShouldBe([[6667L, 1L, 1L]]);
    }

    [Fact]
    public async Task A_file_without_rows_and_columns_is_refused_before_anything_is_written()
    {
        var target = await Stages.Engine.ToStageAsync("@sales/a.parquet");
        await StageErrorCode.ValueNotRepresentable.ShouldFailAsync(() => ExportJob.BeginAsync(target, [], new ExportOptions(), Token));
        Directory.EnumerateFileSystemEntries(Data).ShouldBeEmpty();
    }

    [Fact]
    public async Task Values_that_need_more_memory_than_Parquet_may_take_are_refused_in_one_sentence()
    {
        var error = await Should.ThrowAsync<StageException>(async () =>
        {
            await using var job = await ExportJob.BeginAsync(await Stages.Engine.ToStageAsync("@sales/a.parquet"), ["v"], new ExportOptions(), Token);
            for (var i = 0; i < 4; i++)
            {
                job.Write([new string((char)('a' + i), 64 << 20)]);
                await job.FlushAsync(Token);
            }

            await job.CompleteAsync(Token);
        });
        error.Code.ShouldBe(StageErrorCode.ValueNotRepresentable);
        error.Message.ShouldContain("Export them as NDJSON or CSV");
        error.Message.ShouldNotContain("SET ");
        Directory.EnumerateFiles(Data).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_export_given_up_leaves_nothing()
    {
        await using (var job = await ExportJob.BeginAsync(await Stages.Engine.ToStageAsync("@sales/a.parquet"), ["id", "text"], new ExportOptions(), Token))
            await job.WriteRowsAsync(200_000);
        Directory.EnumerateFileSystemEntries(Data).ShouldBeEmpty();
    }

    [Fact]
    public void The_folder_for_temporary_files_is_this_users_alone_and_goes_with_what_is_in_it()
    {
        string folder;
        using (var engine = ParquetEngine.Open(new FileFormat { Format = RowFormat.Parquet }))
        {
            folder = engine.Folder.Folder;
            File.WriteAllText(engine.Folder.NewFile(), "half");
            if (!OperatingSystem.IsWindows())
                File.GetUnixFileMode(folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

            // Another export sweeps what is dead, and this is not.
            ParquetEngine.Open(new FileFormat { Format = RowFormat.Parquet }).Dispose();
            Directory.GetFiles(folder).Length.ShouldBe(2);
        }

        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public async Task A_killed_export_leaves_no_half_file_and_the_next_one_sweeps_what_it_left()
    {
        for (var round = 0; round < 4; round++)
        {
            using (var worker = await Worker.StartReadyAsync("export", Stages.Folder.Home.Folder, "@sales/a.parquet"))
            {
                await Task.Delay(400 + (round * 50), Token);
                await worker.KillAsync();
            }

            if (File.Exists(Path.Combine(Data, "a.parquet")))
                (await ReadAsync("a.parquet", "count(*)")).ShouldBe([[40_000L]]);
        }

        var dead = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"stagetools-parquet-{Guid.NewGuid():N}")).FullName;
        await File.WriteAllTextAsync(Path.Combine(dead, "lock"), "", Token);
        await File.WriteAllTextAsync(Path.Combine(dead, "1.parquet"), "half", Token);
        await RunAsync("@sales/b.parquet", [1]);
        Directory.Exists(dead).ShouldBeFalse();
    }

    [Fact]
    public async Task A_full_disk_is_told_of_and_leaves_nothing()
    {
        using var disk = SmallDisk.MountOrSkip();
        var target = new ExportTarget(Target.LocalFile(disk.Path + "/a.parquet"), StageKey.Parse("a.parquet"), new FileFormat { Format = RowFormat.Parquet, Compression = Compression.None });
        await StageErrorCode.StoreFull.ShouldFailAsync(() => RandomAsync(target));
        Directory.GetFiles(disk.Path).ShouldBeEmpty();
    }

    private static async Task RandomAsync(ExportTarget target)
    {
        var random = new Random(1);
        await using var job = await ExportJob.BeginAsync(target, ["v"], new ExportOptions(), Token);
        for (var i = 0; i < 400_000; i++)
        {
            job.Write([random.NextInt64()]);
            if (job.WantsFlush)
                await job.FlushAsync(Token);
        }

        await job.CompleteAsync(Token);
    }
}
