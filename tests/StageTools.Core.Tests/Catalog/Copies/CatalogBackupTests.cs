using System.Text.Json.Nodes;
using StageTools.Catalog;
using StageTools.Catalog.Secrets;
using StageTools.Stages;

namespace StageTools.Core.Tests.Catalog.Copies;

/// <summary>A catalog written to a file, and brought back.</summary>
public abstract class CatalogBackupTests<TPlace> : CopySuite<TPlace>
    where TPlace : CatalogPlace, new()
{
    private protected const string Passphrase = "correct horse battery";

    private protected string File => Place.Folder.At("catalog.backup");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        if (Catalog.Team is not null)
            MachineEnvironment.Set(SecretBox.KeyVariable, Key);
    }

    [Fact]
    public async Task All_that_was_kept_comes_back()
    {
        using var engine = Place.NewEngine();
        await FillAsync(engine);
        var before = await TextAsync(Catalog, HomeOf(Place));
        before.ShouldContain(Secret);
        var copy = await engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token);
        (copy.Source, copy.Destination, copy.Stages, copy.Connections, copy.FileFormats, copy.HasKey).ShouldBe((Catalog.Location, File, 2, 1, 1, false));
        foreach (var name in new[] { "own", "referring", "tmp" })
            await engine.Stages.RemoveAsync(Name(name), keepFiles: false, Token);
        await engine.Stages.Named.RemoveAsync(NamedKind.Connection, Name("keys"), Token);
        await engine.Stages.Named.RemoveAsync(NamedKind.FileFormat, Name("semi"), Token);
        (await engine.RestoreCatalogAsync(File, passphrase: null, new CatalogCopyOptions(), Token)).Stages.ShouldBe(2);
        (await TextAsync(Catalog, HomeOf(Place))).ShouldBe(before);
    }

    [Fact]
    public async Task What_is_there_is_replaced_when_asked_and_otherwise_nothing_comes()
    {
        using var engine = Place.NewEngine();
        await FillAsync(engine);
        var before = await TextAsync(Catalog, HomeOf(Place));
        await engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token);
        await engine.Stages.RemoveAsync(Name("own"), keepFiles: false, Token);
        await engine.Stages.SetAsync(Name("referring"), new StageChange { Comment = "newer" }, Token);
        var changed = await TextAsync(Catalog, HomeOf(Place));
        (await StageErrorCode.ConnectionAlreadyExists.ShouldFailAsync(() => engine.RestoreCatalogAsync(File, passphrase: null, new CatalogCopyOptions(), Token)))
            .Message.ShouldContain("'keys'");
        (await TextAsync(Catalog, HomeOf(Place))).ShouldBe(changed);
        await engine.RestoreCatalogAsync(File, passphrase: null, new CatalogCopyOptions { Replace = true }, Token);
        (await TextAsync(Catalog, HomeOf(Place))).ShouldBe(before);
    }

    [Fact]
    public async Task A_file_that_is_there_stays_unless_it_is_to_be_replaced()
    {
        Place.Folder.Write("catalog.backup", "precious");
        using var engine = Place.NewEngine();
        await StageErrorCode.FileAlreadyExists.ShouldFailAsync(() => engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token));
        Place.Folder.Read("catalog.backup").ShouldBe("precious");
        await engine.BackupCatalogAsync(File, passphrase: null, replace: true, Token);
        (await engine.RestoreCatalogAsync(File, passphrase: null, new CatalogCopyOptions(), Token)).Stages.ShouldBe(0);
        Directory.GetFiles(Place.Folder.Path, "catalog.backup*").ShouldBe([File]);
    }

    [Fact]
    public async Task The_file_shows_neither_secret_nor_key()
    {
        using var engine = Place.NewEngine();
        await FillAsync(engine);
        (await engine.BackupCatalogAsync(File, Passphrase, replace: false, Token)).HasKey.ShouldBeTrue();
        var text = Place.Folder.Read("catalog.backup");
        foreach (var secret in new[] { Secret, "connected", "AKIAEXAMPLE", Passphrase, Catalog.Team is null ? System.IO.File.ReadAllLines(HomeOf(Place).KeyFile)[0] : Key })
            text.ShouldNotContain(secret);
    }

    [Fact]
    public async Task The_key_in_the_file_opens_by_its_passphrase_alone()
    {
        using (var engine = Place.NewEngine())
        {
            await FillAsync(engine);
            await engine.BackupCatalogAsync(File, Passphrase, replace: false, Token);
        }

        await using var elsewhere = new TPlace();
        await elsewhere.BeginAsync();
        if (Catalog.Team is not null)
            MachineEnvironment.Set(SecretBox.KeyVariable, KeyOf(99));
        using var other = elsewhere.NewEngine();
        using var catalog = elsewhere.Open();
        var priv = new CatalogCopyOptions { Private = Catalog.Team is not null };
        foreach (var wrong in new[] { null, "not the passphrase" })
        {
            await StageErrorCode.SecretUnreadable.ShouldFailAsync(() => other.RestoreCatalogAsync(File, wrong, priv, Token));
            (await catalog.ListNamesAsync("", Token)).ShouldBeEmpty();
        }

        await other.RestoreCatalogAsync(File, Passphrase, priv, Token);
        (await TextAsync(catalog, HomeOf(elsewhere))).ShouldContain(Secret);
    }

    [Fact]
    public async Task A_key_that_does_not_open_all_secrets_is_put_into_no_file()
    {
        using var engine = Place.NewEngine();
        await FillAsync(engine);
        MachineEnvironment.Set(SecretBox.KeyVariable, KeyOf(99));
        if (Catalog.Team is null)
            System.IO.File.Delete(HomeOf(Place).KeyFile);
        await StageErrorCode.SecretUnreadable.ShouldFailAsync(() => engine.BackupCatalogAsync(File, Passphrase, replace: false, Token));
        System.IO.File.Exists(File).ShouldBeFalse();
        (await engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token)).Stages.ShouldBe(2);
    }

    [Fact]
    public async Task A_passphrase_that_is_soon_guessed_is_refused()
    {
        using var engine = Place.NewEngine();
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => engine.BackupCatalogAsync(File, "elevenchars", replace: false, Token));
        System.IO.File.Exists(File).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_without_a_key_says_so_to_who_gives_a_passphrase()
    {
        using var engine = Place.NewEngine();
        await engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token);
        await StageErrorCode.SecretUnreadable.ShouldFailAsync(() => engine.RestoreCatalogAsync(File, Passphrase, new CatalogCopyOptions(), Token));
    }

    [Fact]
    public async Task A_file_of_a_newer_version_names_the_module_it_wants()
    {
        Place.Folder.Write("catalog.backup", """{"Kind":"StageTools catalog","Version":7,"Module":"9.8.7","Stages":"of another shape"}""");
        using var engine = Place.NewEngine();
        (await StageErrorCode.CatalogTooNew.ShouldFailAsync(() => engine.RestoreCatalogAsync(File, passphrase: null, new CatalogCopyOptions(), Token)))
            .Message.ShouldContain("9.8.7");
    }

    [Fact]
    public async Task A_part_of_a_file_is_no_backup_and_restores_nothing()
    {
        using var engine = Place.NewEngine();
        await FillAsync(engine);
        await engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token);
        var whole = Place.Folder.Read("catalog.backup");
        await using var elsewhere = new TPlace();
        await elsewhere.BeginAsync();
        using var other = elsewhere.NewEngine();
        using var catalog = elsewhere.Open();
        for (var length = 0; length < whole.TrimEnd().Length; length += 97)
        {
            Place.Folder.Write("catalog.backup", whole[..length]);
            await StageErrorCode.CatalogCorrupt.ShouldFailAsync(() => other.RestoreCatalogAsync(File, passphrase: null, new CatalogCopyOptions(), Token));
        }

        (await catalog.ListNamesAsync("", Token)).ShouldBeEmpty();
        (await catalog.Named.ListAsync(NamedKind.Connection, "", Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_stages_of_one_id_are_no_backup()
    {
        using var engine = Place.NewEngine();
        await FillAsync(engine);
        await engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token);
        ChangeFile(static content => content["Stages"]![1]!["Id"] = content["Stages"]![0]!["Id"]!.GetValue<string>());
        await using var elsewhere = new TPlace();
        await elsewhere.BeginAsync();
        using var other = elsewhere.NewEngine();
        await StageErrorCode.CatalogCorrupt.ShouldFailAsync(() => other.RestoreCatalogAsync(File, passphrase: null, new CatalogCopyOptions(), Token));
    }

    private protected void ChangeFile(Action<JsonNode> change)
    {
        var content = JsonNode.Parse(Place.Folder.Read("catalog.backup"))!;
        change(content);
        Place.Folder.Write("catalog.backup", content.ToJsonString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"Kind":"StageTools catalog","Version":1}""")]
    [InlineData("""{"Kind":"another","Version":1,"Catalog":"x","CreatedOn":"2026-01-01T00:00:00Z","IsTeam":false,"Named":[],"Stages":[]}""")]
    [InlineData("""{"Kind":"StageTools catalog","Version":1,"Catalog":"x","CreatedOn":"2026-01-01T00:00:00Z","IsTeam":false,"Named":null,"Stages":[]}""")]
    [InlineData("""{"Kind":"StageTools catalog","Version":1,"Catalog":"x","CreatedOn":"2026-01-01T00:00:00Z","IsTeam":false,"Named":[{"Id":"1","Kind":"Connection","Name":"a","Settings":"{}","CreatedOn":"2026-01-01T00:00:00Z"}],"Stages":[]}""")]
    [InlineData("""{"Kind":"StageTools catalog","Version":1,"Catalog":"x","CreatedOn":"2026-01-01T00:00:00Z","IsTeam":false,"Named":[{"Id":"1","Kind":"Connection","Name":"a","Settings":"null","CreatedOn":"2026-01-01T00:00:00Z"}],"Stages":[]}""")]
    [InlineData("""{"Kind":"StageTools catalog","Version":1,"Catalog":"x","CreatedOn":"2026-01-01T00:00:00Z","IsTeam":false,"Named":[],"Stages":[{"Id":"1","Name":"a/b","Enabled":true,"DirectoryTable":false}]}""")]
    [InlineData("""{"Kind":"StageTools catalog","Version":1,"Catalog":"x","CreatedOn":"2026-01-01T00:00:00Z","IsTeam":false,"Named":[],"Stages":[{"Id":"1","Name":"a","Enabled":true,"DirectoryTable":false,"ConnectionName":"gone"}]}""")]
    public async Task What_is_no_backup_is_said_to_be_none(string text)
    {
        Place.Folder.Write("catalog.backup", text);
        using var engine = Place.NewEngine();
        await StageErrorCode.CatalogCorrupt.ShouldFailAsync(() => engine.RestoreCatalogAsync(File, passphrase: null, new CatalogCopyOptions(), Token));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_not_found()
    {
        using var engine = Place.NewEngine();
        await StageErrorCode.FileNotFound.ShouldFailAsync(() => engine.RestoreCatalogAsync(File, passphrase: null, new CatalogCopyOptions(), Token));
    }
}
