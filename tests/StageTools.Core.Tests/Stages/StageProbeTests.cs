using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Core.Tests.Stages;

/// <summary>Test-Stage: one row a check.</summary>
public sealed class StageProbeTests : IDisposable
{
    private readonly TestStages _stages = new();

    public void Dispose() => _stages.Dispose();

    [Fact]
    public async Task A_sound_stage_passes_every_check()
    {
        await _stages.CreateAsync("sales");
        (await RunAsync("sales")).ShouldBe([("Reach", true), ("List", true), ("Write", true), ("Read", true)]);
    }

    [Fact]
    public async Task Nothing_stays_behind()
    {
        await _stages.CreateExternalAsync("sales", "data");
        await RunAsync("sales", repair: true);
        Directory.EnumerateFileSystemEntries(_stages.Folder.At("data")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_user_stage_can_be_tested() => (await RunAsync("~")).ShouldAllBe(static check => check.Passed);

    [Fact]
    public async Task A_folder_that_is_not_there_is_not_reached_and_nothing_more_is_tried()
    {
        await _stages.CreateExternalAsync("sales", "data");
        Directory.Delete(_stages.Folder.At("data"));
        (await RunAsync("sales")).ShouldBe([("Reach", false)]);
        Directory.Exists(_stages.Folder.At("data")).ShouldBeFalse();
    }

    [Fact]
    public async Task Storage_that_is_not_served_is_not_reached()
    {
        await _stages.CreateAsync(new StageDefinition(StageName.Parse("sales")) { Url = new StageUrl("s3", "bucket") });
        (await RunAsync("sales")).ShouldBe([("Reach", false)]);
    }

    [Fact]
    public async Task A_disabled_stage_is_reached_and_listed_and_not_written()
    {
        await _stages.CreateExternalAsync("sales", "data");
        await _stages.SetAsync("sales", new StageChange { Enabled = false });
        (await RunAsync("sales")).ShouldBe([("Reach", true), ("List", true), ("Write", false)]);
        Directory.EnumerateFileSystemEntries(_stages.Folder.At("data")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_disabled_stage_without_files_has_nothing_to_repair()
    {
        await _stages.CreateAsync("sales");
        await _stages.SetAsync("sales", new StageChange { Enabled = false });
        (await RunAsync("sales", repair: true)).ShouldContain(("Repair", true));
    }

    [Fact]
    public async Task Repair_says_how_many_unfinished_files_it_removed()
    {
        await _stages.CreateExternalAsync("sales", "data");
        using (var worker = await Worker.StartReadyAsync("hold", _stages.Folder.At("data"), "deep/a.txt"))
            await worker.KillAsync();
        (await ChecksAsync("sales", repair: true)).Single(static check => check.Check == "Repair").ShouldSatisfyAllConditions(
            static check => check.Message.ShouldStartWith("1 "));
        _stages.Folder.Files.ShouldNotContain(static file => file.EndsWith(".part", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stage_that_is_not_there_is_an_error() => await StageErrorCode.StageNotFound.ShouldFailAsync(() => RunAsync("sales"));

    private async Task<List<StageCheck>> ChecksAsync(string stage, bool repair)
    {
        var checks = new List<StageCheck>();
        await foreach (var check in new StageProbe(_stages.Engine.Stages).RunAsync(StageName.Parse(stage), repair ? TimeSpan.Zero : null, TestContext.Current.CancellationToken))
            checks.Add(check);
        return checks;
    }

    private async Task<List<(string Check, bool Passed)>> RunAsync(string stage, bool repair = false) =>
        [.. (await ChecksAsync(stage, repair)).Select(static check => (check.Check, check.Passed))];
}
