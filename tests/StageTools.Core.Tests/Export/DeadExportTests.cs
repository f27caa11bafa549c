using StageTools.Core.Tests.Stages;
using StageTools.Core.Tests.Storage;
using StageTools.Export;
using StageTools.Export.Parts;
using StageTools.Paths;
using StageTools.Storage;
using StageTools.Storage.Jobs;

namespace StageTools.Core.Tests.Export;

/// <summary>What a killed export left: who takes it back, from where, and what is said where that cannot be.</summary>
public sealed class DeadExportTests : IAsyncLifetime
{
    private const string Id = "0123456789abcdef0123456789abcdef";

    private readonly TestStages _stages = new();
    private IStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _stages.CreateExternalAsync("sales", "data");
        _store = await _stages.StoreAsync("sales");
    }

    public ValueTask DisposeAsync()
    {
        _stages.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(false, "renamed")]
    [InlineData(true, "renamed")]
    [InlineData(false, "stage")]
    [InlineData(true, "stage")]
    [InlineData(false, "export")]
    [InlineData(true, "export")]
    public async Task It_is_found_under_whatever_name_its_folder_is_reached(bool replaces, string by)
    {
        await _store.WriteTextAsync("in/out/old.csv", "old");
        await DieAsync("in/out", replaces ? ["in/out/old.csv"] : null, ["in/out/a=1/x.csv", "in/out/y.csv", "in/out/z.csv"], published: 2);
        var folder = "data/in/out";
        if (by == "renamed")
        {
            await _store.MoveAsync(StageKey.Parse("in"), StageKey.Parse("other"), overwrite: false, Token);
            (await _store.RemoveLeftoversAsync(TimeSpan.Zero, Token)).ShouldBe(1);
            folder = "data/other/out";
        }
        else
        {
            await _stages.CreateExternalAsync("lower", folder);
            if (by == "stage")
                (await (await _stages.StoreAsync("lower")).RemoveLeftoversAsync(TimeSpan.Zero, Token)).ShouldBe(1);
            else
                File.Delete((await RunAsync("@lower/", new ExportOptions())).Files[0].Replace("@lower", _stages.Folder.At(folder), StringComparison.Ordinal));
        }

        All(folder).ShouldBe(replaces ? ["a=1/x.csv", "y.csv", "z.csv"] : ["old.csv"]);
    }

    [Theory]
    [InlineData("@sales/out/")]
    [InlineData("@sales/out/new.csv")]
    public async Task An_export_of_one_file_takes_it_back_and_is_not_kept_by_one_that_lives(string path)
    {
        await DieAsync("out", older: null, ["out/a.csv", "out/b.csv"], published: 1);
        var living = await _store.Jobs.TakeAsync(JobName.Of(StageKey.Parse("out"), string.Empty, Id.Replace('0', '9')), JobOwner.Now(), Token);
        var written = (await RunAsync(path, new ExportOptions())).Files.ShouldHaveSingleItem();
        await living.EndAsync(keep: false);
        All("data/out").ShouldBe([Path.GetFileName(written)]);
    }

    [Fact]
    public async Task On_a_full_disk_it_is_taken_back_all_the_same()
    {
        using var disk = SmallDisk.MountOrSkip();
        await _stages.CreateExternalAsync("disk", disk.Path);
        _store = await _stages.StoreAsync("disk");
        foreach (var repairs in new[] { true, false })
        {
            await DieAsync("out", older: null, ["out/a.csv", "out/b.csv"], published: 1, content: new string('x', 100_000));
            await disk.FillAsync();
            if (repairs)
                (await _store.RemoveLeftoversAsync(TimeSpan.Zero, Token)).ShouldBe(1);
            else
                await RunAsync("@disk/out/c.csv", new ExportOptions { MaxFileSize = 1 << 20 });
            All(disk.Path).ShouldBe(repairs ? ["filler"] : ["filler", "out/c.csv"]);
            disk.Empty();
        }
    }

    [Theory]
    [InlineData(0, "out/c.csv")]
    [InlineData(1, "out/c.csv")]
    [InlineData(1, "out/a.csv")]
    public async Task One_that_replaces_and_lost_a_file_takes_no_older_ones_place(int published, string older)
    {
        await _store.WriteTextAsync("out/a.csv", "old");
        await _store.WriteTextAsync("out/c.csv", "old");
        string[] files = older == "out/a.csv" ? ["out/b.csv", "out/a.csv", "out/d.csv"] : ["out/b.csv", "out/d.csv", "out/e.csv"];
        await DieAsync("out", [older], files, published, lost: 1);
        (await _store.RemoveLeftoversAsync(TimeSpan.Zero, Token)).ShouldBe(1);
        All("data/out").ShouldBe(["a.csv", "c.csv"]);
        _stages.Folder.Read("data/out/a.csv").ShouldBe("old");
    }

    [Fact]
    public async Task One_that_has_replaced_a_file_and_lost_another_is_told_of_until_an_export_replaces_both()
    {
        var (first, second) = ($"out/data_{Id}_0000_00000000.csv", $"out/data_{Id}_0000_00000001.csv");
        await _store.WriteTextAsync(first, "old");
        await _store.WriteTextAsync(second, "old");
        await DieAsync("out", [first, second], [first, second], published: 1, lost: 1);
        var before = All("data/out");
        for (var round = 0; round < 2; round++)
        {
            (await StageErrorCode.StoreUnavailable.ShouldFailAsync(() => _store.RemoveLeftoversAsync(TimeSpan.Zero, Token))).Message.ShouldContain("of both");
            All("data/out").ShouldBe(before);
        }

        var written = (await RunAsync("@sales/out/", new ExportOptions { Append = false, Overwrite = true })).Files.ShouldHaveSingleItem();
        (await _store.RemoveLeftoversAsync(TimeSpan.Zero, Token)).ShouldBe(1);
        All("data/out").ShouldBe([Path.GetFileName(written)]);
    }

    private async Task DieAsync(string folder, string[]? older, string[] keys, int published, int lost = 0, string content = "new")
    {
        var job = JobName.Of(StageKey.Parse(folder), string.Empty, Id);
        var lease = await _store.Jobs.TakeAsync(job, JobOwner.Now(), Token);
        var files = new List<PendingFile>();
        foreach (var key in keys)
        {
            await using var writer = await _store.CreateAsync(key);
            await writer.Stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(content), Token);
            files.Add(await writer.StageAsync(Id, Token));
        }

        var leaving = older is null ? null : new List<StoreItem>();
        foreach (var key in older ?? [])
            leaving!.Add((await _store.FindAsync(key)).ShouldNotBeNull());
        await _store.Jobs.WriteListAsync(job, JobList.Of(files, leaving).ToJson(job, _store.Jobs), Token);
        foreach (var file in files.Take(published))
            await _store.Jobs.PublishAsync(file, overwrite: true, Token);
        foreach (var file in files.TakeLast(lost))
            await _store.Jobs.DiscardAsync(file, Token);
        await lease.EndAsync(keep: true);
    }

    // Also what no listing shows.
    private string[] All(string folder) =>
    [
        .. Directory.EnumerateFiles(_stages.Folder.At(folder), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_stages.Folder.At(folder), file).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    private async Task<StageExport> RunAsync(string path, ExportOptions options)
    {
        await using var job = await ExportJob.BeginAsync(await _stages.Engine.ToStageAsync(path), ["id", "text"], options, Token);
        await job.WriteRowsAsync(3);
        return await job.CompleteAsync(Token);
    }
}
