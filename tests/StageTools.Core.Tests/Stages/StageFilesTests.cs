using StageTools.Core.Tests.Storage;
using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Core.Tests.Stages;

/// <summary>LIST: which files a path, a prefix, a wildcard and a pattern select.</summary>
public sealed class StageFilesTests : IAsyncLifetime
{
    private readonly TestStages _stages = new();

    public async ValueTask InitializeAsync()
    {
        await _stages.CreateAsync("sales");
        foreach (var key in (string[])["2026/q1.csv", "2026/q2.csv", "2026/old/q1.csv", "2026-x.csv", "readme.txt"])
            await _stages.WriteAsync("sales", key);
    }

    public ValueTask DisposeAsync()
    {
        _stages.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_stage_lists_all_its_files() =>
        (await _stages.ListAsync("@sales")).ShouldBe(["2026-x.csv", "2026/old/q1.csv", "2026/q1.csv", "2026/q2.csv", "readme.txt"]);

    [Fact]
    public async Task A_folder_lists_what_lies_below_it() =>
        (await _stages.ListAsync("@sales/2026")).ShouldBe(["2026/old/q1.csv", "2026/q1.csv", "2026/q2.csv"]);

    [Fact]
    public async Task A_file_lists_itself() => (await _stages.ListAsync("@sales/2026/q1.csv")).ShouldBe(["2026/q1.csv"]);

    [Fact]
    public async Task A_wildcard_lists_what_it_matches() => (await _stages.ListAsync("@sales/2026/*.csv")).ShouldBe(["2026/q1.csv", "2026/q2.csv"]);

    [Fact]
    public async Task A_prefix_lists_what_begins_with_it() => (await _stages.ListAsync("@sales", prefix: "2026")).ShouldBe(
        ["2026-x.csv", "2026/old/q1.csv", "2026/q1.csv", "2026/q2.csv"]);

    [Fact]
    public async Task A_pattern_narrows_what_the_path_selects() =>
        (await _stages.ListAsync("@sales/2026", pattern: @"q\d\.csv")).ShouldBe(["2026/q1.csv", "2026/q2.csv"]);

    [Fact]
    public async Task A_file_that_is_not_there_is_an_error() =>
        (await StageErrorCode.FileNotFound.ShouldFailAsync(() => _stages.ListAsync("@sales/2027"))).Target.ShouldBe("@sales/2027");

    [Fact]
    public async Task A_wildcard_that_matches_nothing_lists_nothing() => (await _stages.ListAsync("@sales/*.parquet")).ShouldBeEmpty();

    [Fact]
    public async Task A_stage_that_is_not_there_is_an_error() =>
        (await StageErrorCode.StageNotFound.ShouldFailAsync(() => _stages.ListAsync("@orders"))).Target.ShouldBe("orders");

    [Fact]
    public async Task A_listed_file_tells_its_path_size_and_time()
    {
        var files = new List<StageFile>();
        await foreach (var file in _stages.Engine.Files.ListAsync(
            StageName.Parse("SALES"), KeySelection.Parse("readme.txt", isLiteral: true), fromDirectoryTable: false, TestContext.Current.CancellationToken))
        {
            files.Add(file);
        }

        var listed = files.ShouldHaveSingleItem();
        listed.Path.ToString().ShouldBe("@sales/readme.txt");
        listed.Stage.ShouldBe("sales");
        listed.Size.ShouldBe("content".Length);
        listed.LastModified.UtcDateTime.ShouldBe(File.GetLastWriteTimeUtc(Path.Combine(await _stages.FolderOfAsync("sales"), "readme.txt")));
    }

    [Fact]
    public async Task A_file_can_be_found_by_its_path() =>
        (await _stages.Engine.Files.FindAsync(StagePath.Parse("@sales/2026/q1.csv"), TestContext.Current.CancellationToken))!.Name.ShouldBe("q1.csv");

    [Fact]
    public async Task A_folder_can_be_found_and_has_no_size()
    {
        var folder = (await _stages.Engine.Files.FindAsync(StagePath.Parse("@sales/2026"), TestContext.Current.CancellationToken))!;
        folder.IsFolder.ShouldBeTrue();
        folder.Size.ShouldBeNull();
    }

    [Fact]
    public async Task What_is_not_there_is_found_as_null() =>
        (await _stages.Engine.Files.FindAsync(StagePath.Parse("@sales/2027"), TestContext.Current.CancellationToken)).ShouldBeNull();

    [Fact]
    public async Task A_path_that_leaves_the_stage_is_refused() =>
        await StageErrorCode.PathOutsideStage.ShouldFailAsync(() => _stages.ListAsync("@sales/../../catalog.db"));

    [Fact]
    public async Task An_internal_stage_without_files_lists_nothing()
    {
        await _stages.CreateAsync("empty");
        (await _stages.ListAsync("@empty")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_written_file_can_be_read() => (await (await _stages.StoreAsync("sales")).ReadTextAsync("2026/q1.csv")).ShouldBe("content");
}
