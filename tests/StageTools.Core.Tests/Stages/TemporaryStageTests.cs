using StageTools.Catalog;
using StageTools.Machine;
using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Core.Tests.Stages;

/// <summary>A temporary stage ends with the process that made it, however that ends.</summary>
public sealed class TemporaryStageTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string[] StageFolders => Directory.Exists(_folder.At("home/stages")) ? Directory.GetDirectories(_folder.At("home/stages")) : [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_ends_with_its_engine_and_its_files_go()
    {
        using (var engine = new StageEngine(_folder.Home))
        {
            var stage = await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("draft")) { Temporary = true }, Token);
            stage.Temporary.ShouldBeTrue();
            var store = await engine.Files.OpenStoreAsync(StageName.Parse("draft"), forWriting: true, Token);
            await Storage.Stores.WriteTextAsync(store, "a.txt");
            StageFolders.Length.ShouldBe(1);
        }

        StageFolders.ShouldBeEmpty();
        using var later = new StageEngine(_folder.Home);
        (await later.Stages.ListAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_permanent_stage_of_the_same_engine_stays()
    {
        using (var engine = new StageEngine(_folder.Home))
        {
            await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("draft")) { Temporary = true }, Token);
            await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("sales")), Token);
        }

        using var later = new StageEngine(_folder.Home);
        (await later.Stages.ListAsync(Token)).ShouldHaveSingleItem().Name.ShouldBe("sales");
    }

    [Fact]
    public async Task Locks_of_the_dead_go_and_those_of_the_living_stay()
    {
        using var worker = await Worker.StartReadyAsync("temporary", _folder.Home.Folder, "draft");
        var held = Directory.EnumerateFiles(_folder.Home.SessionsFolder).ShouldHaveSingleItem();
        var (dead, young) = (_folder.Write("home/sessions/dead.lock"), _folder.Write("home/sessions/young.lock"));
        File.SetLastWriteTimeUtc(dead, DateTime.UtcNow.AddHours(-1));
        File.SetLastWriteTimeUtc(held, DateTime.UtcNow.AddHours(-1));
        using var engine = new StageEngine(_folder.Home);
        (await engine.Stages.ListAsync(Token)).ShouldHaveSingleItem().Name.ShouldBe("draft");
        Directory.EnumerateFiles(_folder.Home.SessionsFolder).ShouldBe([held, young], ignoreOrder: true);
    }

    [Fact]
    public async Task Others_see_it_while_its_process_lives()
    {
        using var worker = await Worker.StartReadyAsync("temporary", _folder.Home.Folder, "draft");
        using var engine = new StageEngine(_folder.Home);
        (await engine.Stages.ListAsync(Token)).ShouldHaveSingleItem().Name.ShouldBe("draft");
        StageFolders.Length.ShouldBe(1);
    }

    [Fact]
    public async Task It_ends_with_a_killed_process_at_the_next_use_of_the_catalog()
    {
        using var worker = await Worker.StartReadyAsync("temporary", _folder.Home.Folder, "draft");
        await worker.KillAsync();
        StageFolders.Length.ShouldBe(1);
        using var engine = new StageEngine(_folder.Home);
        (await engine.Stages.ListAsync(Token)).ShouldBeEmpty();
        StageFolders.ShouldBeEmpty();
        Directory.GetFiles(_folder.At("home/sessions")).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_ends_with_a_process_that_took_its_lock_along()
    {
        using var worker = await Worker.StartReadyAsync("temporary", _folder.Home.Folder, "draft");
        await worker.KillAsync();
        Directory.Delete(_folder.Home.SessionsFolder, recursive: true);
        using var engine = new StageEngine(_folder.Home);
        (await engine.Stages.ListAsync(Token)).ShouldBeEmpty();
        StageFolders.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_outlives_an_engine_that_finds_no_room_to_end_it_and_goes_with_the_next()
    {
        using var disk = SmallDisk.MountOrSkip();
        var home = new MachineHome(disk.Path);
        using (var engine = new StageEngine(home))
        {
            await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("draft")) { Temporary = true }, Token);
            await disk.FillAsync();
        }

        using var later = new StageEngine(home);
        (await later.Stages.ListAsync(Token)).ShouldHaveSingleItem().Name.ShouldBe("draft");
        disk.Empty();
        using var last = new StageEngine(home);
        (await last.Stages.ListAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task That_of_a_killed_process_is_no_stage_to_the_export_policy()
    {
        using var worker = await Worker.StartReadyAsync("temporary", _folder.Home.Folder, "draft");
        await worker.KillAsync();
        using var engine = new StageEngine(_folder.Home);
        (await engine.Stages.AnyEnabledAsync(Token)).ShouldBeFalse();
    }

    [Fact]
    public async Task That_of_a_process_that_dies_later_counts_no_more_wherever_it_decides_something()
    {
        using var engine = new StageEngine(_folder.Home);
        await engine.BackupCatalogAsync(_folder.At("backup"), passphrase: null, replace: false, Token);
        foreach (var decide in new Func<Task>[]
        {
            async () => (await engine.Stages.AnyEnabledAsync(Token)).ShouldBeFalse(),
            () => engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("draft")), Token),
            async () =>
            {
                await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("mine")), Token);
                await engine.Stages.RenameAsync(StageName.Parse("mine"), StageName.Parse("draft"), Token);
            },
            async () =>
            {
                await engine.RestoreCatalogAsync(_folder.At("backup"), passphrase: null, new CatalogCopyOptions(), Token);
                await Should.ThrowAsync<StageException>(() => engine.Stages.RemoveAsync(StageName.Parse("draft"), keepFiles: false, Token));
            },
            async () =>
            {
                using var other = new StageEngine(_folder.Home, _folder.At("other.db"));
                await other.Stages.CreateAsync(new StageDefinition(StageName.Parse("draft")), Token);
                await other.CopyCatalogAsync(_folder.At("home/catalog.db"), new CatalogCopyOptions(), Token);
            },
        })
        {
            (await engine.Stages.ListAsync(Token)).ShouldBeEmpty();
            using (var worker = await Worker.StartReadyAsync("temporary", _folder.Home.Folder, "draft"))
                await worker.KillAsync();
            await decide();
            foreach (var stage in await engine.Stages.ListAsync(Token))
                await engine.Stages.RemoveAsync(StageName.Parse(stage.Name), keepFiles: false, Token);
            StageFolders.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Who_only_looks_sees_it_go_after_a_while()
    {
        using var engine = new StageEngine(_folder.Home);
        (await engine.Stages.ListAsync(Token)).ShouldBeEmpty();
        using var worker = await Worker.StartReadyAsync("temporary", _folder.Home.Folder, "draft");
        (await engine.Stages.ListAsync(Token)).ShouldHaveSingleItem();
        await worker.KillAsync();
        for (var waited = 0; waited < 300 && (await engine.Stages.ListAsync(Token)).Count > 0; waited++)
            await Task.Delay(100, Token);
        (await engine.Stages.ListAsync(Token)).ShouldBeEmpty();
        StageFolders.ShouldBeEmpty();
    }

    [Fact]
    public async Task That_of_a_killed_process_can_be_created_again_at_once()
    {
        using var worker = await Worker.StartReadyAsync("temporary", _folder.Home.Folder, "draft");
        await worker.KillAsync();
        using var engine = new StageEngine(_folder.Home);
        (await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("draft")), Token)).Temporary.ShouldBeFalse();
    }
}
