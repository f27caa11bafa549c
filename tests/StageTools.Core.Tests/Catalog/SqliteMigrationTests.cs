using StageTools.Catalog.Sqlite;
using StageTools.Formats.Options;
using StageTools.Machine;
using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Core.Tests.Catalog;

/// <summary>A catalog of an older version opens, with all that was in it; it lies beside as it was.</summary>
public sealed class SqliteMigrationTests : SqliteFileTests
{
    private const string First =
        """
        PRAGMA journal_mode = WAL;
        CREATE TABLE stage (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE, url TEXT, enabled INTEGER NOT NULL, session TEXT,
            directory_table INTEGER NOT NULL, directory_generation INTEGER NOT NULL DEFAULT 0, directory_refreshed_on TEXT, file_format TEXT,
            connection TEXT, sealed_secrets BLOB, comment TEXT, creator TEXT, owner TEXT, created_on TEXT NOT NULL) STRICT;
        CREATE INDEX stage_session ON stage (session) WHERE session IS NOT NULL;
        CREATE TABLE discarded_stage (id TEXT PRIMARY KEY) STRICT;
        CREATE TABLE directory_file (
            stage_id TEXT NOT NULL REFERENCES stage (id) ON DELETE CASCADE, generation INTEGER NOT NULL, key TEXT NOT NULL, size INTEGER NOT NULL,
            last_modified INTEGER NOT NULL, md5 TEXT, storage_class TEXT, PRIMARY KEY (stage_id, generation, key)) STRICT, WITHOUT ROWID;
        INSERT INTO stage (id, name, name_key, url, enabled, directory_table, file_format, comment, created_on)
            VALUES ('0123456789abcdef0123456789abcdef', 'Sales', 'SALES', 'file:///srv/sales/', 1, 0, '{"type":"csv"}', 'old', '2025-01-02T03:04:05.0000000Z');
        PRAGMA application_id = 1398032212;
        PRAGMA user_version = 1;
        PRAGMA wal_checkpoint(TRUNCATE);
        """;

    private string Copy => SqliteCatalog.FileIn(Folder.Home) + ".v1";

    public SqliteMigrationTests()
    {
        Folder.Folder("home");
        Sql(First);
    }

    [Fact]
    public async Task What_was_in_it_is_in_it()
    {
        using var engine = new StageEngine(Folder.Home);
        var stage = (await engine.Stages.ListAsync(Token)).ShouldHaveSingleItem();
        (stage.Name, stage.Url, stage.Comment, stage.FileFormat?.ToString()).ShouldBe(("Sales", "file:///srv/sales/", "old", "CSV"));
        (stage.ConnectionName, stage.FileFormatName).ShouldBe((null, null));
        await engine.Stages.RenameAsync(StageName.Parse("sales"), StageName.Parse("shops"), Token);
    }

    [Fact]
    public async Task It_is_copied_aside_once_as_it_was()
    {
        await ListAsync();
        var copied = await File.ReadAllBytesAsync(Copy, Token);
        await CreateAsync("another");
        (await File.ReadAllBytesAsync(Copy, Token)).ShouldBe(copied);
        Directory.EnumerateFiles(Folder.Home.Folder, "*.v1*").ShouldHaveSingleItem();

        // What an older module is given back.
        File.Move(Copy, SqliteCatalog.FileIn(Folder.Home), overwrite: true);
        foreach (var suffix in (string[])["-wal", "-shm"])
            File.Delete(SqliteCatalog.FileIn(Folder.Home) + suffix);
        (await ListAsync()).ShouldBe(["Sales"]);
    }

    [Fact]
    public async Task Many_that_open_it_at_once_bring_it_forward_once()
    {
        var lists = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(ListAsync)));
        lists.ShouldAllBe(static names => names.SequenceEqual(new[] { "Sales" }));
        Directory.EnumerateFiles(Folder.Home.Folder, "*.v1*").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task One_that_cannot_be_written_is_read_as_it_is()
    {
        using var disk = SmallDisk.MountOrSkip();
        var home = new MachineHome(disk.Path);
        File.Copy(SqliteCatalog.FileIn(Folder.Home), SqliteCatalog.FileIn(home));
        disk.MakeReadOnly();
        using var engine = new StageEngine(home);
        (await engine.Stages.ListAsync(Token)).ShouldHaveSingleItem().Name.ShouldBe("Sales");
        (await engine.Stages.Named.ListConnectionsAsync("", Token)).ShouldBeEmpty();
        await StageErrorCode.CatalogReadOnly.ShouldFailAsync(() => engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("a")), Token));
    }

    [Fact]
    public async Task One_that_there_is_no_room_to_copy_is_read_and_brought_forward_when_there_is()
    {
        using var disk = SmallDisk.MountOrSkip();
        var home = new MachineHome(disk.Path);
        File.Copy(SqliteCatalog.FileIn(Folder.Home), SqliteCatalog.FileIn(home));
        await disk.FillAsync();
        using var engine = new StageEngine(home);
        (await engine.Stages.ListAsync(Token)).ShouldHaveSingleItem().Name.ShouldBe("Sales");
        disk.Empty();

        // The same process, which has read the older one, and another.
        await engine.Stages.CreateAsync(new StageDefinition(StageName.Parse("a")), Token);
        using var later = new StageEngine(home);
        await later.Stages.Named.CreateFileFormatAsync(StageName.Parse("f"), new FileFormat { Format = RowFormat.Csv }, null, IfStageExists.Fail, Token);
        (await engine.Stages.Named.ListFileFormatsAsync("", Token)).ShouldHaveSingleItem();
        Directory.EnumerateFiles(disk.Path, "*.v1*").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_newer_one_names_the_module_that_knows_it()
    {
        await ListAsync();
        Sql("PRAGMA user_version = 1000; INSERT INTO schema_step (version, module) VALUES (1000, '9.8.7')");
        (await StageErrorCode.CatalogTooNew.ShouldFailAsync(ListAsync)).Message.ShouldContain("StageTools, 9.8.7 or later");
    }

    private async Task<IReadOnlyList<string>> ListAsync()
    {
        using var engine = new StageEngine(Folder.Home);
        return [.. (await engine.Stages.ListAsync(Token)).Select(static stage => stage.Name)];
    }
}
