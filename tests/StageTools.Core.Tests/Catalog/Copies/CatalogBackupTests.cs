using StageTools.Catalog;
using StageTools.Catalog.Secrets;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;

namespace StageTools.Core.Tests.Catalog.Copies;

/// <summary>A catalog written to a file, and brought back.</summary>
public abstract class CatalogBackupTests<TPlace> : CopySuite<TPlace>
    where TPlace : CatalogPlace, new()
{
    private protected const string Passphrase = "correct horse battery";

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
    public async Task A_connection_becomes_none_of_another_kind_under_stages_that_stay()
    {
        using var engine = Place.NewEngine();
        await FillAsync(engine);
        await engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token);
        await engine.Stages.RemoveAsync(Name("referring"), keepFiles: false, Token);
        await engine.Stages.Named.RemoveAsync(NamedKind.Connection, Name("keys"), Token);
        await engine.Stages.Named.CreateConnectionAsync(Name("KEYS"), "oss", Endpoint("oss.example"), comment: null, IfStageExists.Fail, Token);
        foreach (var name in new[] { "referring", "theirs", "passing" })
        {
            await engine.Stages.CreateAsync(
                new StageDefinition(Name(name))
                {
                    Url = new StageUrl("oss", "bucket"),
                    Connection = StageConnection.None with { Name = "keys" },
                    Temporary = name == "passing",
                },
                Token);
        }

        var before = await TextAsync(Catalog, HomeOf(Place));
        var replace = new CatalogCopyOptions { Replace = true };
        (await StageErrorCode.ConnectionInUse.ShouldFailAsync(() => engine.RestoreCatalogAsync(File, passphrase: null, replace, Token)))
            .Message.ShouldContain("'KEYS' is one of oss in the catalog " + Catalog.Location + ", where 'passing', 'theirs' refer to it, and what comes is one of s3");
        (await TextAsync(Catalog, HomeOf(Place))).ShouldBe(before);
        foreach (var name in new[] { "theirs", "passing" })
            await engine.Stages.RemoveAsync(Name(name), keepFiles: false, Token);

        // What is replaced goes with its connection.
        await engine.RestoreCatalogAsync(File, passphrase: null, replace, Token);
        var stage = (await Catalog.FindAsync(Name("referring"), Token))!;
        (stage.Url!.Scheme, stage.NamedConnection!.StorageType).ShouldBe(("s3", "s3"));
    }

    [Fact]
    public async Task A_file_format_of_more_than_texts_comes_back()
    {
        using var engine = Place.NewEngine();
        var format = new FileFormat { Format = RowFormat.Csv, Header = true, SkipHeader = 1 };
        await engine.Stages.Named.CreateFileFormatAsync(Name("f"), format, comment: null, IfStageExists.Fail, Token);
        await engine.BackupCatalogAsync(File, passphrase: null, replace: false, Token);
        await engine.RestoreCatalogAsync(File, passphrase: null, new CatalogCopyOptions { Replace = true }, Token);
        (await engine.Stages.Named.GetFileFormatAsync(Name("f"), Token)).Format.ShouldBe(format);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_not_found()
    {
        using var engine = Place.NewEngine();
        await StageErrorCode.FileNotFound.ShouldFailAsync(() => engine.RestoreCatalogAsync(File, passphrase: null, new CatalogCopyOptions(), Token));
    }
}
