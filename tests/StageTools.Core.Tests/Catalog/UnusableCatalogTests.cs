using StageTools.Catalog.Sqlite;
using StageTools.Machine;
using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Core.Tests.Catalog;

/// <summary>A catalog that cannot be used says why, and is left as it lies.</summary>
public sealed class UnusableCatalogTests : SqliteFileTests
{
    [Fact]
    public async Task A_catalog_of_a_newer_version_is_left_alone()
    {
        await CreateAsync("sales");
        Sql("PRAGMA user_version = 1000; PRAGMA wal_checkpoint(TRUNCATE)");
        await LeftAloneAsync(StageErrorCode.CatalogTooNew);
    }

    [Fact]
    public async Task Bytes_that_are_no_database_are_left_alone()
    {
        Folder.Write("home/catalog.db", string.Concat(Enumerable.Repeat("not a database; ", 1000)));
        await LeftAloneAsync(StageErrorCode.CatalogCorrupt);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Another_programs_database_is_left_alone(int version)
    {
        Folder.Folder("home");
        Sql($"CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1); PRAGMA user_version = {version}");
        (await LeftAloneAsync(StageErrorCode.CatalogCorrupt)).Message.ShouldContain("not a catalog of StageTools");
    }

    [Fact]
    public async Task A_damaged_catalog_is_told_from_a_sound_one()
    {
        await CreateAsync("sales");
        Sql("PRAGMA wal_checkpoint(TRUNCATE)");
        using (var file = File.OpenWrite(SqliteCatalog.FileIn(Folder.Home)))
        {
            file.Position = 100;
            file.Write(new byte[(int)file.Length - 100]);
        }

        await LeftAloneAsync(StageErrorCode.CatalogCorrupt);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        Folder.Write("file");
        using var catalog = new SqliteCatalog(new MachineHome(Folder.At("file/home")));
        (await StageErrorCode.CatalogUnavailable.ShouldFailAsync(() => catalog.ListAsync("", Token))).Message.ShouldContain(Folder.At("file/home"));
    }

    [Fact]
    public async Task A_catalog_on_a_read_only_disk_is_listed()
    {
        using var disk = await ReadOnlyDiskAsync();
        using var engine = new StageEngine(new MachineHome(disk.Path));
        (await engine.Stages.ListAsync(Token)).ShouldHaveSingleItem().Name.ShouldBe("sales");
    }

    [Fact]
    public async Task A_catalog_on_a_read_only_disk_is_not_written()
    {
        using var disk = await ReadOnlyDiskAsync();
        using var engine = new StageEngine(new MachineHome(disk.Path));
        (await StageErrorCode.CatalogReadOnly.ShouldFailAsync(() => engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("b")), Token)))
            .Message.ShouldContain(MachineHome.Variable);
        await StageErrorCode.CatalogReadOnly.ShouldFailAsync(() => engine.Stages.RemoveAsync(StageName.Parse("sales"), keepFiles: false, Token));
    }

    [Fact]
    public async Task A_full_disk_changes_nothing()
    {
        using var disk = SmallDisk.MountOrSkip();
        using var engine = new StageEngine(new MachineHome(disk.Path));
        await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("sales")), Token);
        await disk.FillAsync();
        await StageErrorCode.StoreFull.ShouldFailAsync(() => engine.Stages.CreateAsync(
            new StageDefinition(StageName.Parse("large")) { Comment = new string('x', 100_000) }, Token));
        (await engine.Stages.ListAsync(Token)).ShouldHaveSingleItem().Name.ShouldBe("sales");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_full_disk_is_read_by_who_comes_later_and_written_when_there_is_room_again(bool killed)
    {
        using var disk = SmallDisk.MountOrSkip();
        var home = new MachineHome(disk.Path);
        using (var engine = new StageEngine(home))
        {
            await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("sales")), Token);
            if (killed)
            {
                // What a killed process leaves: a log that holds what the file does not.
                File.Copy(SqliteCatalog.FileIn(home) + "-wal", disk.Path + "/log");
                File.Copy(SqliteCatalog.FileIn(home), disk.Path + "/before");
            }
        }

        if (killed)
        {
            File.Move(disk.Path + "/before", SqliteCatalog.FileIn(home), overwrite: true);
            File.Move(disk.Path + "/log", SqliteCatalog.FileIn(home) + "-wal", overwrite: true);
        }

        await disk.FillAsync();
        using var later = new StageEngine(home);
        (await later.Stages.ListAsync(Token)).ShouldHaveSingleItem().Name.ShouldBe("sales");
        (await later.Stages.GetAsync(StageName.Parse("sales"), Token)).Name.Value.ShouldBe("sales");
        await StageErrorCode.StoreFull.ShouldFailAsync(() => later.Stages.CreateAsync(new StageDefinition(StageName.Parse("more")), Token));
        disk.Empty();
        await later.Stages.CreateAsync(new StageDefinition(StageName.Parse("more")), Token);
        (await later.Stages.ListAsync(Token)).Select(static stage => stage.Name).ShouldBe(["more", "sales"]);
    }

    private static async Task<SmallDisk> ReadOnlyDiskAsync()
    {
        var disk = SmallDisk.MountOrSkip();
        using (var engine = new StageEngine(new MachineHome(disk.Path)))
            await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("sales")), Token);
        disk.MakeReadOnly();
        return disk;
    }

    /// <summary>Reading and writing are refused with this code, and no byte of the file changes.</summary>
    private async Task<StageException> LeftAloneAsync(StageErrorCode code)
    {
        var before = await File.ReadAllBytesAsync(SqliteCatalog.FileIn(Folder.Home), Token);
        using (var catalog = new SqliteCatalog(Folder.Home, Soon))
        {
            await code.ShouldFailAsync(() => catalog.ListAsync("", Token));
            await code.ShouldFailAsync(() => catalog.EndSessionAsync("session", Token));
        }

        (await File.ReadAllBytesAsync(SqliteCatalog.FileIn(Folder.Home), Token)).ShouldBe(before);
        using var again = new SqliteCatalog(Folder.Home, Soon);
        return await code.ShouldFailAsync(() => again.ListAsync("", Token));
    }
}
