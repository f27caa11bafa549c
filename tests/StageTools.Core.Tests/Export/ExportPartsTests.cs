using StageTools.Core.Tests.Stages;
using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Formats;

namespace StageTools.Core.Tests.Export;

/// <summary>Exports of several files: of a bounded size, and in a folder a value. All of them appear, or none.</summary>
public sealed class ExportPartsTests : IAsyncLifetime
{
    private readonly TestStages _stages = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Data => _stages.Folder.At("data");

    public async ValueTask InitializeAsync() => await _stages.CreateExternalAsync("sales", "data");

    public ValueTask DisposeAsync()
    {
        _stages.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("a.csv")]
    [InlineData("a.tsv")]
    [InlineData("a.ndjson")]
    [InlineData("a.json")]
    public async Task No_file_is_larger_than_asked_and_the_rows_stay_in_order(string name)
    {
        var export = await RunAsync("@sales/" + name, Rows(1000), new ExportOptions { MaxFileSize = 500 });
        export.RowsUnloaded.ShouldBe(1000);
        export.FileDetails.ShouldAllBe(static f => f.FileSize <= 500 && f.RowCount > 0);
        export.FileDetails.Sum(static f => f.RowCount).ShouldBe(1000);
        var target = await _stages.Engine.ToStageAsync("@sales/" + name);
        var ids = new List<object?>();
        foreach (var file in export.FileDetails)
            ids.AddRange((await Exports.RowsAsync(target.Store, file.FileName, target.Format)).Select(static r => r[0]));
        ids.ShouldBe(Enumerable.Range(0, 1000).Select(static i => (object?)(long)i));
    }

    [Fact]
    public async Task A_row_larger_than_a_file_may_be_has_a_file_of_its_own()
    {
        var export = await RunAsync("@sales/a.csv", [[1, "x"], [2, new string('y', 1000)], [3, "z"]], new ExportOptions { MaxFileSize = 20 });
        export.FileDetails.Select(static f => f.RowCount).ShouldBe([1, 1, 1]);
        _stages.Folder.Read("data/a.csv.1").ShouldBe($"id,text\n2,{new string('y', 1000)}\n");
    }

    [Fact]
    public async Task Parts_of_a_named_file_are_numbered_behind_it() =>
        (await RunAsync("@sales/a.csv", Rows(3), new ExportOptions { MaxFileSize = 1 })).Files.ShouldBe(["@sales/a.csv", "@sales/a.csv.1", "@sales/a.csv.2"]);

    [Fact]
    public async Task Parts_are_numbered_in_the_name_where_it_says_so() =>
        (await RunAsync("@sales/a%03d.csv", Rows(2), new ExportOptions { MaxFileSize = 1 })).Files.ShouldBe(["@sales/a000.csv", "@sales/a001.csv"]);

    [Fact]
    public async Task Parts_in_a_folder_are_numbered_as_Databend_does()
    {
        var files = (await RunAsync("@sales/", Rows(2), new ExportOptions { MaxFileSize = 1 })).Files;
        files[0].ShouldMatch("^@sales/data_[0-9a-f]{32}_0000_00000000.csv$");
        files[1].ShouldBe(files[0].Replace("_00000000.", "_00000001.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_part_that_is_there_already_leaves_none_of_the_others()
    {
        _stages.Folder.Write("data/a.csv.1", "old");
        await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => RunAsync("@sales/a.csv", Rows(100), new ExportOptions { MaxFileSize = 1 }));
        Files().ShouldBe(["a.csv.1"]);
        _stages.Folder.Read("data/a.csv.1").ShouldBe("old");
    }

    [Fact]
    public async Task A_value_that_is_refused_in_a_late_part_leaves_none_of_the_parts_and_names_its_row()
    {
        var error = await StageErrorCode.ValueNotRepresentable.ShouldFailAsync(
            () => RunAsync("@sales/a.csv", [.. Rows(500), [500, "\ud800"]], new ExportOptions { MaxFileSize = 10 }));
        error.Message.ShouldContain("row 501");
        Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task No_older_file_is_touched_when_the_export_fails_later()
    {
        _stages.Folder.Write("data/a.csv", "old");
        _stages.Folder.Write("data/a.csv.1", "old, too");
        await StageErrorCode.ValueNotRepresentable.ShouldFailAsync(
            () => RunAsync("@sales/a.csv", [.. Rows(500), [500, "\ud800"]], new ExportOptions { MaxFileSize = 10, Overwrite = true }));
        Files().ShouldBe(["a.csv", "a.csv.1"]);
        _stages.Folder.Read("data/a.csv").ShouldBe("old");
        _stages.Folder.Read("data/a.csv.1").ShouldBe("old, too");
    }

    [Fact]
    public async Task Parts_that_are_given_up_leave_nothing()
    {
        await using (var job = await ExportJob.BeginAsync(await _stages.Engine.ToStageAsync("@sales/a.csv"), ["id", "text"], new ExportOptions { MaxFileSize = 100 }, Token))
            await job.WriteRowsAsync(20_000);
        Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_size_of_nothing_is_refused() =>
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => RunAsync("@sales/a.csv", [], new ExportOptions { MaxFileSize = 0 }));

    [Fact]
    public async Task Rows_go_to_a_folder_a_value()
    {
        await RunAsync("@sales/by/", [[1, "a"], [2, null], [3, "a"], [4, "_NULL_"], [5, "x/y"], [6, ""], [7, ".."]], new ExportOptions { PartitionBy = ["TEXT"] });
        Files().Select(static f => Path.GetDirectoryName(f)).ShouldBe(["by/text=", "by/text=%5FNULL_", "by/text=.%2E", "by/text=_NULL_", "by/text=a", "by/text=x%2Fy"], ignoreOrder: true);
        _stages.Folder.Read("data/" + Files().Single(static f => f.StartsWith("by/text=a/", StringComparison.Ordinal))).ShouldBe("id,text\n1,a\n3,a\n");
    }

    [Fact]
    public async Task Many_partitions_in_any_order_hold_each_row_once()
    {
        var rows = Enumerable.Range(0, 60_000).Select(static i => new object?[] { i, $"p{i * 7919 % 1500}" }).ToArray();
        var export = await RunAsync("@sales/by/", rows, new ExportOptions { PartitionBy = ["text"] });
        export.RowsUnloaded.ShouldBe(60_000);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Files())
        {
            var folder = Path.GetFileName(Path.GetDirectoryName(file))!;
            foreach (var line in File.ReadLines(Path.Combine(Data, file)).Skip(1))
            {
                line.Split(',')[1].ShouldBe(folder["text=".Length..]);
                seen.Add(line).ShouldBeTrue();
            }
        }

        seen.Count.ShouldBe(60_000);
        export.FileDetails.Sum(static f => f.RowCount).ShouldBe(60_000);
    }

    [Fact]
    public async Task A_folder_of_the_callers_own_is_kept_inside_the_target()
    {
        var options = new ExportOptions { HasFolderValue = true };
        await RunFoldersAsync(options, (1, "eu/de"), (2, null), (3, "eu/de"), (4, ""));
        Files().Select(static f => Path.GetDirectoryName(f)).ShouldBe(["by", "by/_NULL_", "by/eu/de"], ignoreOrder: true);
        await StageErrorCode.PathOutsideStage.ShouldFailAsync(() => RunFoldersAsync(options, (1, "../out")));
    }

    [Fact]
    public async Task Folders_that_are_one_where_case_or_a_slash_does_not_count_have_files_of_different_names()
    {
        await RunFoldersAsync(new ExportOptions { HasFolderValue = true }, (1, "eu"), (2, "EU"), (3, "eu/"));
        Files().Select(static f => Path.GetFileName(f)[^12..]).ShouldBe(["00000000.csv", "00000001.csv", "00000002.csv"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_part_that_is_given_up_while_it_waits_to_be_finished_leaves_nothing()
    {
        var (target, options) = (await _stages.Engine.ToStageAsync("@sales/a.csv"), new ExportOptions());
        using var older = new OlderFiles(target, options);
        await using var finished = new FinishedParts(target, options, older);
        var part = FileFormats.Of(target.Format.Format).Write(target, options, declared: []).Create(target.File, ["id"]);
        await part.OpenAsync(Token);
        Directory.EnumerateFileSystemEntries(Data).ShouldHaveSingleItem();
        await Should.ThrowAsync<OperationCanceledException>(async () => await finished.AddAsync(part, new CancellationToken(canceled: true)));
        Directory.EnumerateFileSystemEntries(Data).ShouldBeEmpty();
    }

    [Fact]
    public async Task Partitions_of_one_file_and_of_a_column_that_is_not_there_are_refused()
    {
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => RunAsync("@sales/a.csv", Rows(1), new ExportOptions { PartitionBy = ["text"] }));
        (await StageErrorCode.OptionInvalid.ShouldFailAsync(() => RunAsync("@sales/", Rows(1), new ExportOptions { PartitionBy = ["no"] }))).Message.ShouldContain("id, text");
        Files().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_only_validated_is_counted_and_not_written()
    {
        await using var job = await ExportJob.BeginAsync(await _stages.Engine.ToStageAsync("@sales/a.csv"), ["id", "text"], new ExportOptions { Validate = true, MaxFileSize = 10_000 }, Token);
        await job.WriteRowsAsync(5_000);
        var export = await job.CompleteAsync(Token);
        export.RowsUnloaded.ShouldBe(5_000);
        export.Files.Count.ShouldBeGreaterThan(5);
        job.FirstRows.Count.ShouldBe(10);
        job.FirstRows[9].Values.ShouldBe([9, "some text"]);
        job.DescribeColumns().ShouldBe(["id Int32", "text String"]);
        Files().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(9, 9)]
    [InlineData(10, 10)]
    [InlineData(11, 10)]
    [InlineData(25, 10)]
    public async Task A_preview_shows_the_first_ten_rows_however_they_come(int rows, int shown)
    {
        foreach (var together in (int[])[1, 4, 5, 10, 100])
        {
            await using var job = await ExportJob.BeginAsync(await _stages.Engine.ToStageAsync("@sales/a.csv"), ["id"], new ExportOptions { Validate = true }, Token);
            for (var id = 0; id < rows; id++)
            {
                job.Write([id]);
                if ((id + 1) % together == 0)
                    await job.FlushAsync(Token);
            }

            (await job.CompleteAsync(Token)).RowsUnloaded.ShouldBe(rows);
            job.FirstRows.Select(static r => r.Values.ShouldHaveSingleItem()).ShouldBe(Enumerable.Range(0, shown).Select(static id => (object?)id));
        }
    }

    [Fact]
    public async Task Validation_tells_of_a_file_that_is_there_and_of_a_value_that_is_refused()
    {
        _stages.Folder.Write("data/a.csv", "old");
        await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => RunAsync("@sales/a.csv", Rows(1), new ExportOptions { Validate = true }));
        await StageErrorCode.ValueNotRepresentable.ShouldFailAsync(() => RunAsync("@sales/b.csv", [[1, "\ud800"]], new ExportOptions { Validate = true }));
        Files().ShouldBe(["a.csv"]);
    }

    private static object?[][] Rows(int count) => [.. Enumerable.Range(0, count).Select(static i => new object?[] { i, "some text" })];

    private List<string> Files() => [.. Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Data, f)).Order(StringComparer.Ordinal)];

    private async Task<StageExport> RunAsync(string path, object?[][] rows, ExportOptions options)
    {
        var target = await _stages.Engine.ToStageAsync(path);
        await using var job = await ExportJob.BeginAsync(target, ["id", "text"], options, Token);
        foreach (var row in rows)
        {
            job.Write(row);
            if (job.WantsFlush)
                await job.FlushAsync(Token);
        }

        return await job.CompleteAsync(Token);
    }

    private async Task RunFoldersAsync(ExportOptions options, params (int Id, string? Folder)[] rows)
    {
        await using var job = await ExportJob.BeginAsync(await _stages.Engine.ToStageAsync("@sales/by/"), ["id"], options, Token);
        foreach (var (id, folder) in rows)
            job.Write([id], folder);
        await job.CompleteAsync(Token);
    }
}
