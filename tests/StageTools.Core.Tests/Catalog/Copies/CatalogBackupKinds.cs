using StageTools.Catalog;
using StageTools.Core.Tests.Catalog.Postgres;
using StageTools.Core.Tests.Storage;
using StageTools.Stages;

namespace StageTools.Core.Tests.Catalog.Copies;

public sealed class SqliteBackupTests : CatalogBackupTests<SqlitePlace>
{
    [Fact]
    public async Task An_internal_stage_that_comes_back_finds_its_files()
    {
        using var engine = Place.NewEngine();
        await engine.Stages.CreateAsync(new StageDefinition(Name("mine")), Token);
        var store = await engine.Files.OpenStoreAsync(Name("mine"), forWriting: true, Token);
        await store.WriteTextAsync("a.txt", "kept");
        (await engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token)).InternalStages.ShouldBe(["mine"]);

        foreach (var remove in new[] { true, false })
        {
            if (remove)
                await engine.Stages.RemoveAsync(Name("mine"), keepFiles: true, Token);
            else
                await engine.Stages.RenameAsync(Name("mine"), Name("renamed"), Token);

            (await engine.RestoreCatalogAsync(File, passphrase: null, new CatalogCopyOptions { Replace = true }, Token)).InternalStages.ShouldBeEmpty();
            (await Catalog.ListNamesAsync("", Token)).ShouldBe(["mine"]);
            store = await engine.Files.OpenStoreAsync(Name("mine"), forWriting: false, Token);
            (await store.ReadTextAsync("a.txt")).ShouldBe("kept");
        }
    }

    [Fact]
    public async Task It_finds_them_also_where_the_catalogs_file_is_lost()
    {
        using (var engine = Place.NewEngine())
        {
            await engine.Stages.CreateAsync(new StageDefinition(Name("mine")), Token);
            await (await engine.Files.OpenStoreAsync(Name("mine"), forWriting: true, Token)).WriteTextAsync("a.txt", "kept");
            await engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token);
        }

        Catalog.Dispose();
        foreach (var file in Directory.GetFiles(HomeOf(Place).Folder, "catalog.db*"))
            System.IO.File.Delete(file);
        using var again = Place.NewEngine();
        (await again.RestoreCatalogAsync(File, passphrase: null, new CatalogCopyOptions(), Token)).InternalStages.ShouldBeEmpty();
        (await (await again.Files.OpenStoreAsync(Name("mine"), forWriting: false, Token)).ReadTextAsync("a.txt")).ShouldBe("kept");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task On_another_machine_that_calls_the_catalog_the_same_it_is_another_stage_but_for_a_backup_that_does_not_tell(bool isOlder)
    {
        string id;
        using (var engine = Place.NewEngine())
        {
            await engine.Stages.CreateAsync(new StageDefinition(Name("mine")), Token);
            id = (await engine.Stages.GetAsync(Name("mine"), Token)).Id;
            await engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token);
        }

        Catalog.Dispose();
        if (isOlder)
            ChangeFile(static content => content.AsObject().Remove("Origin"));
        Directory.Move(HomeOf(Place).Folder, Place.Folder.At("machine-a"));
        using var there = Place.NewEngine();
        (await there.RestoreCatalogAsync(File, passphrase: null, new CatalogCopyOptions(), Token)).InternalStages.ShouldBe(isOlder ? [] : ["mine"]);
        ((await there.Stages.GetAsync(Name("mine"), Token)).Id == id).ShouldBe(isOlder);
    }

    [Fact]
    public async Task One_that_was_dropped_with_its_files_comes_back_empty_and_keeps_what_is_new()
    {
        using var engine = Place.NewEngine();
        await engine.Stages.CreateAsync(new StageDefinition(Name("mine")), Token);
        await engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token);
        await Catalog.RemoveAsync(Name("mine"), keepFiles: false, Token);
        await engine.RestoreCatalogAsync(File, passphrase: null, new CatalogCopyOptions(), Token);
        (await Catalog.ListRemainsAsync(Token)).Discarded.ShouldBeEmpty();
    }

    [Fact]
    public async Task In_another_catalog_it_is_another_stage()
    {
        using var engine = Place.NewEngine();
        await engine.Stages.CreateAsync(new StageDefinition(Name("mine")), Token);
        await engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token);
        using var other = new StageEngine(HomeOf(Place), Place.Folder.At("other.db"));
        (await other.RestoreCatalogAsync(File, passphrase: null, new CatalogCopyOptions(), Token)).InternalStages.ShouldBe(["mine"]);
        (await other.Stages.GetAsync(Name("mine"), Token)).Id.ShouldNotBe((await engine.Stages.GetAsync(Name("mine"), Token)).Id, StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_key_that_was_changed_opens_what_it_sealed_before_and_one_that_is_lost_does_by_the_passphrase()
    {
        using var engine = Place.NewEngine();
        await FillAsync(engine);
        await engine.BackupCatalogAsync(File, Passphrase, replace: false, Token);
        await engine.UpdateKeyAsync(newKey: null, Token);
        await engine.UpdateKeyAsync(newKey: null, Token);
        var replace = new CatalogCopyOptions { Replace = true };
        await engine.RestoreCatalogAsync(File, passphrase: null, replace, Token);
        (await TextAsync(Catalog, HomeOf(Place))).ShouldContain(Secret);
        System.IO.File.Delete(HomeOf(Place).KeyFile);
        (await StageErrorCode.SecretUnreadable.ShouldFailAsync(() => engine.RestoreCatalogAsync(File, passphrase: null, replace, Token)))
            .Message.ShouldContain("-KeyPassphrase");
        await engine.RestoreCatalogAsync(File, Passphrase, replace, Token);
        (await TextAsync(Catalog, HomeOf(Place))).ShouldContain(Secret);
    }

    [Fact]
    public async Task A_folder_in_its_place_and_other_files_beside_it_stay_as_they_are()
    {
        using var engine = Place.NewEngine();
        Directory.CreateDirectory(File);
        foreach (var replace in new[] { false, true })
            await Should.ThrowAsync<StageException>(() => engine.BackupCatalogAsync(File, passphrase: null, replace, Token));
        Directory.GetFileSystemEntries(Place.Folder.Path, "catalog.backup*").ShouldBe([File]);
        Directory.Delete(File);
        Place.Folder.Write("catalog.backup.mine.part", "precious");
        await engine.BackupCatalogAsync(File, passphrase: null, replace: true, Token);
        Place.Folder.Read("catalog.backup.mine.part").ShouldBe("precious");
    }

    [Fact]
    public async Task Nobody_else_may_read_the_file()
    {
        using var engine = Place.NewEngine();
        await engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token);
        if (!OperatingSystem.IsWindows())
            System.IO.File.GetUnixFileMode(File).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}

public sealed class PostgresBackupTests : CatalogBackupTests<PostgresPlace>
{
    [Fact]
    public async Task Who_sees_a_part_of_the_catalog_writes_no_backup()
    {
        using var engine = Place.EngineOf(await Place.CreateUserAsync("ann"));
        await StageErrorCode.AccessDenied.ShouldFailAsync(() => engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token));
        System.IO.File.Exists(File).ShouldBeFalse();
        using var admin = Place.NewEngine();
        await FillAsync(admin);
        await admin.BackupCatalogAsync(File, passphrase: null, replace: false, Token);
        await StageErrorCode.AccessDenied.ShouldFailAsync(() => engine.RestoreCatalogAsync(File, passphrase: null, new CatalogCopyOptions { Replace = true }, Token));
    }

    [Fact]
    public async Task Grants_come_back_as_they_were()
    {
        var ann = await Place.CreateUserAsync("ann");
        using var engine = Place.NewEngine();
        await FillAsync(engine);
        await Catalog.Team!.RevokeAsync(Name("own"), StageRights.Read | StageRights.Write, "PUBLIC", Token);
        await Catalog.Team.GrantAsync(Name("own"), StageRights.Read, ann, Token);
        var grants = await GrantsAsync();
        await engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token);
        await Catalog.Team.GrantAsync(Name("own"), StageRights.Write, "PUBLIC", Token);
        await engine.RestoreCatalogAsync(File, passphrase: null, new CatalogCopyOptions { Replace = true }, Token);
        (await GrantsAsync()).ShouldBe(grants);
        await engine.RestoreCatalogAsync(File, passphrase: null, new CatalogCopyOptions { Replace = true, Private = true }, Token);
        (await Catalog.Team.ListGrantsAsync(Name("own"), role: null, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_grant_to_a_role_that_is_gone_is_said_before_anything_is_done()
    {
        using var engine = Place.NewEngine();
        await FillAsync(engine);
        await engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token);
        System.IO.File.WriteAllText(File, System.IO.File.ReadAllText(File).Replace("\"PUBLIC\"", "\"nobody_here\"", StringComparison.Ordinal));
        var before = await TextAsync(Catalog, HomeOf(Place));
        (await StageErrorCode.OptionInvalid.ShouldFailAsync(() => engine.RestoreCatalogAsync(
            File, passphrase: null, new CatalogCopyOptions { Replace = true }, Token))).Message.ShouldContain("'nobody_here'");
        (await TextAsync(Catalog, HomeOf(Place))).ShouldBe(before);
    }

    [Fact]
    public async Task The_connection_of_the_teams_bucket_becomes_none_of_another_kind()
    {
        using var engine = Place.NewEngine();
        await FillAsync(engine);
        await engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token);
        foreach (var name in new[] { "own", "referring" })
            await engine.Stages.RemoveAsync(Name(name), keepFiles: false, Token);
        await engine.Stages.Named.RemoveAsync(NamedKind.Connection, Name("keys"), Token);
        await engine.Stages.Named.CreateConnectionAsync(Name("keys"), "oss", Endpoint("oss.example"), comment: null, IfStageExists.Fail, Token);
        await Place.SqlAsync("INSERT INTO stagetools.storage (url, connection_id) SELECT 'oss://team/', id FROM stagetools.named_entry WHERE kind = 'Connection'");
        (await StageErrorCode.ConnectionInUse.ShouldFailAsync(() => engine.RestoreCatalogAsync(
            File, passphrase: null, new CatalogCopyOptions { Replace = true }, Token))).Message.ShouldContain("where '~' refers to it");
    }

    private async Task<string> GrantsAsync() =>
        string.Join('\n', (await Catalog.Team!.ListGrantsAsync(stage: null, role: null, Token)).Select(static g => $"{g.Stage} {g.Role} {g.Rights}"));
}
