using StageTools.Stages;

namespace StageTools.Core.Tests.Stages;

/// <summary>Directory tables: a stage's files, to be searched without asking the store.</summary>
public sealed class DirectoryTableTests : IAsyncLifetime
{
    private readonly TestStages _stages = new();

    public async ValueTask InitializeAsync() => await _stages.CreateExternalAsync("sales", "data");

    public ValueTask DisposeAsync()
    {
        _stages.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_refresh_says_how_many_files_it_found()
    {
        _stages.Folder.Write("data/a.txt");
        _stages.Folder.Write("data/b/c.txt");
        (await _stages.RefreshAsync("sales")).ShouldSatisfyAllConditions(
            static update => update.Files.ShouldBe(2),
            static update => update.Stage.ShouldBe("sales"));
        (await _stages.ListAsync("@sales", fromDirectoryTable: true)).ShouldBe(["a.txt", "b/c.txt"]);
    }

    [Fact]
    public async Task The_table_knows_nothing_of_later_changes()
    {
        _stages.Folder.Write("data/a.txt");
        await _stages.RefreshAsync("sales");
        File.Delete(_stages.Folder.At("data/a.txt"));
        _stages.Folder.Write("data/b.txt");
        (await _stages.ListAsync("@sales", fromDirectoryTable: true)).ShouldBe(["a.txt"]);
    }

    [Fact]
    public async Task The_next_refresh_does()
    {
        _stages.Folder.Write("data/a.txt");
        await _stages.RefreshAsync("sales");
        File.Move(_stages.Folder.At("data/a.txt"), _stages.Folder.At("data/b.txt"));
        await _stages.RefreshAsync("sales");
        (await _stages.ListAsync("@sales", fromDirectoryTable: true)).ShouldBe(["b.txt"]);
    }

    [Theory]
    [InlineData("@sales/2026", null, null, new[] { "2026/q1.csv" })]
    [InlineData("@sales", "2026", null, new[] { "2026-x.csv", "2026/q1.csv" })]
    [InlineData("@sales/2026/q1.csv", null, null, new[] { "2026/q1.csv" })]
    [InlineData("@sales/*.csv", null, null, new[] { "2026-x.csv" })]
    [InlineData("@sales", null, @".*\.csv", new[] { "2026-x.csv", "2026/q1.csv" })]
    public async Task The_table_is_selected_from_as_the_store_is(string path, string? prefix, string? pattern, string[] found)
    {
        foreach (var key in (string[])["2026/q1.csv", "2026-x.csv", "readme.txt"])
            _stages.Folder.Write("data/" + key);
        await _stages.RefreshAsync("sales");
        (await _stages.ListAsync(path, prefix, pattern, fromDirectoryTable: true)).ShouldBe(found);
    }

    [Fact]
    public async Task Another_URL_empties_the_table()
    {
        _stages.Folder.Write("data/a.txt");
        await _stages.RefreshAsync("sales");
        await _stages.SetAsync("sales", new StageChange { Url = _stages.Url("other") });
        await StageErrorCode.DirectoryTableDisabled.ShouldFailAsync(() => _stages.ListAsync("@sales", fromDirectoryTable: true));
        await _stages.RefreshAsync("sales");
        (await _stages.ListAsync("@sales", fromDirectoryTable: true)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stage_without_a_table_says_how_to_get_one()
    {
        await _stages.CreateAsync("plain");
        (await StageErrorCode.DirectoryTableDisabled.ShouldFailAsync(() => _stages.RefreshAsync("plain"))).Message.ShouldContain("Set-Stage plain -DirectoryTable");
        await StageErrorCode.DirectoryTableDisabled.ShouldFailAsync(() => _stages.ListAsync("@plain", fromDirectoryTable: true));
    }

    [Fact]
    public async Task A_table_that_was_never_filled_says_so() =>
        (await StageErrorCode.DirectoryTableDisabled.ShouldFailAsync(() => _stages.ListAsync("@sales", fromDirectoryTable: true)))
            .Message.ShouldContain("Update-StageDirectoryTable sales");

    [Fact]
    public async Task Renaming_the_stage_keeps_its_table()
    {
        _stages.Folder.Write("data/a.txt");
        await _stages.RefreshAsync("sales");
        await _stages.RenameAsync("sales", "orders");
        (await _stages.ListAsync("@orders", fromDirectoryTable: true)).ShouldBe(["a.txt"]);
    }

    [Fact]
    public async Task Replacing_the_stage_forgets_its_table()
    {
        _stages.Folder.Write("data/a.txt");
        await _stages.RefreshAsync("sales");
        await _stages.CreateExternalAsync("sales", "data", IfStageExists.Replace);
        await StageErrorCode.DirectoryTableDisabled.ShouldFailAsync(() => _stages.ListAsync("@sales", fromDirectoryTable: true));
    }
}
