using StageTools.Catalog;
using StageTools.Catalog.Copies;
using StageTools.Catalog.Secrets;
using StageTools.Core.Tests.Catalog.Postgres;
using StageTools.Core.Tests.Storage;
using StageTools.Stages;

namespace StageTools.Core.Tests.Catalog.Copies;

/// <summary>A catalog of one user copied into another file.</summary>
public sealed class SqliteCopyTests : CopySuite<SqlitePlace>
{
    private string Other => Place.Folder.At("other.db");

    [Fact]
    public async Task All_comes_and_what_is_temporary_stays()
    {
        using var engine = Place.NewEngine();
        await FillAsync(engine);
        var copy = await engine.CopyCatalogAsync(Other, new CatalogCopyOptions(), Token);
        (copy.Source, copy.Destination, copy.Stages, copy.Connections, copy.FileFormats).ShouldBe((Catalog.Location, Other, 2, 1, 1));
        using var other = KnownCatalogs.New(HomeOf(Place), Other);
        (await TextAsync(other, HomeOf(Place))).ShouldBe(await TextAsync(Catalog, HomeOf(Place)));
        (await other.ListNamesAsync("", Token)).ShouldNotContain("tmp", StringComparer.Ordinal);
    }

    [Fact]
    public async Task Nothing_comes_where_one_name_is_taken()
    {
        using var engine = Place.NewEngine();
        await FillAsync(engine);
        using var other = new StageEngine(HomeOf(Place), Other);
        await other.Stages.CreateAsync(new StageDefinition(Name("REFERRING")) { Comment = "older" }, Token);
        var error = await StageErrorCode.StageAlreadyExists.ShouldFailAsync(() => engine.CopyCatalogAsync(Other, new CatalogCopyOptions(), Token));
        error.Message.ShouldContain("'REFERRING'");
        error.Message.ShouldContain("-Force");
        (await other.Stages.ListAsync(Token)).ShouldHaveSingleItem().Comment.ShouldBe("older");
        (await other.Stages.Named.ListConnectionsAsync("", Token)).ShouldBeEmpty();
        await engine.CopyCatalogAsync(Other, new CatalogCopyOptions { Replace = true }, Token);
        (await other.Stages.GetAsync(Name("referring"), Token)).NamedConnection!.Name.ShouldBe(Name("keys"));
    }

    [Fact]
    public async Task A_replaced_connection_changes_all_stages_that_refer_to_it_there()
    {
        using var engine = Place.NewEngine();
        await FillAsync(engine);
        await engine.CopyCatalogAsync(Other, new CatalogCopyOptions(), Token);
        using var other = new StageEngine(HomeOf(Place), Other);
        await other.Stages.RenameAsync(Name("referring"), Name("theirs"), Token);
        await engine.Stages.Named.SetConnectionAsync(Name("keys"), Credential("changed"), comment: null, Token);
        await engine.CopyCatalogAsync(Other, new CatalogCopyOptions { Replace = true }, Token);
        var entry = await other.Stages.GetAsync(Name("theirs"), Token);
        new SecretBox(HomeOf(Place)).Open(SealedSecrets.Of(entry))["secret_access_key"].ShouldBe("changed");
    }

    [Fact]
    public async Task Files_of_internal_stages_stay_with_the_first()
    {
        using var engine = Place.NewEngine();
        await engine.Stages.CreateAsync(new StageDefinition(Name("mine")), Token);
        (await engine.CopyCatalogAsync(Other, new CatalogCopyOptions(), Token)).InternalStages.ShouldBe(["mine"]);
        using var other = new StageEngine(HomeOf(Place), Other);
        (await other.Stages.GetAsync(Name("mine"), Token)).Id.ShouldNotBe((await engine.Stages.GetAsync(Name("mine"), Token)).Id, StringComparer.Ordinal);
        (await engine.CopyCatalogAsync(Place.Folder.At("third.db"), new CatalogCopyOptions { ExternalOnly = true }, Token)).Stages.ShouldBe(0);
    }

    [Fact]
    public async Task Into_itself_nothing_is_copied()
    {
        using var engine = Place.NewEngine();
        foreach (var itself in new[] { Catalog.Location, Path.Combine(HomeOf(Place).Folder, "x", "..", "catalog.db") })
            await StageErrorCode.OptionInvalid.ShouldFailAsync(() => engine.CopyCatalogAsync(itself, new CatalogCopyOptions { Replace = true }, Token));
    }

    [Fact]
    public async Task By_another_name_it_keeps_the_files_of_its_internal_stages()
    {
        using var engine = Place.NewEngine();
        await engine.Stages.CreateAsync(new StageDefinition(Name("mine")), Token);
        await (await engine.Files.OpenStoreAsync(Name("mine"), forWriting: true, Token)).WriteTextAsync("a.txt", "kept");
        var link = Place.Folder.At("linked");
        Directory.CreateSymbolicLink(link, HomeOf(Place).Folder);
        await engine.CopyCatalogAsync(Path.Combine(link, "catalog.db"), new CatalogCopyOptions { Replace = true }, Token);
        (await Catalog.ListRemainsAsync(Token)).Discarded.ShouldBeEmpty();
        (await (await engine.Files.OpenStoreAsync(Name("mine"), forWriting: false, Token)).ReadTextAsync("a.txt")).ShouldBe("kept");
    }

    [Fact]
    public async Task Nobody_else_is_there_to_keep_stages_from()
    {
        using var engine = Place.NewEngine();
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => engine.CopyCatalogAsync(Other, new CatalogCopyOptions { Private = true }, Token));
    }

}

/// <summary>A catalog of one user copied into a team's, and a team's into one user's.</summary>
public sealed class TeamCopyTests : CopySuite<PostgresPlace>
{
    private readonly SqlitePlace _own = new();

    [Fact]
    public async Task There_and_back_all_is_as_it_was_under_each_ones_own_key()
    {
        var before = await FillOwnAsync();
        using var own = _own.Open();
        await CopyAsync(own, Catalog);
        (await TextAsync(Catalog, HomeOf(Place))).ShouldBe(before);
        using var back = Back();
        (await CopyAsync(Catalog, back)).Stages.ShouldBe(2);
        MachineEnvironment.Set(SecretBox.KeyVariable, value: null);
        (await TextAsync(back, HomeOf(_own))).ShouldBe(before);
    }

    [Fact]
    public async Task Without_the_teams_key_nothing_is_copied()
    {
        await FillOwnAsync();
        MachineEnvironment.Set(SecretBox.KeyVariable, value: null);
        using var own = _own.Open();
        (await StageErrorCode.SecretUnreadable.ShouldFailAsync(() => CopyAsync(own, Catalog))).Message.ShouldContain(SecretBox.KeyVariable);
        (await Catalog.ListNamesAsync("", Token)).ShouldBeEmpty();
        (await Catalog.Named.ListAsync(NamedKind.FileFormat, "", Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Stages_are_everybodys_or_nobodys_and_one_that_is_replaced_keeps_its_grants()
    {
        var ann = await Place.CreateUserAsync("ann");
        await FillOwnAsync();
        using var own = _own.Open();
        await AddAsync(CatalogPlace.Entry("own") with { IsPrivate = true });
        await Catalog.Team!.GrantAsync(Name("own"), StageRights.Read, ann, Token);
        await CopyAsync(own, Catalog, new CatalogCopyOptions { Replace = true });
        (await GrantsAsync()).ShouldBe([$"Own {ann} Read", "referring PUBLIC Read, Write"]);
        await CopyAsync(own, Catalog, new CatalogCopyOptions { Replace = true, Private = true });
        (await GrantsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_credentials_the_one_that_writes_is_ones_own()
    {
        MachineEnvironment.Set(SecretBox.KeyVariable, Key);
        using var engine = Place.NewEngine();
        await engine.Stages.CreateAsync(
            Place.Definition("sales") with { Url = new StageTools.Paths.StageUrl("s3", "bucket"), Connection = Credential("reads-only"), WriteConnection = Credential("writes-too") }, Token);
        using var back = Back();
        await CopyAsync(Catalog, back);
        var entry = (await back.FindAsync(Name("sales"), Token))!;
        MachineEnvironment.Set(SecretBox.KeyVariable, value: null);
        var connection = new SecretBox(HomeOf(_own)).ConnectionOf(entry);
        (connection.Secrets["secret_access_key"], connection.Settings["region"]).ShouldBe(("writes-too", "eu"));
        entry.Connection!["secret_access_key"].ShouldBe("wr***oo");
    }

    [Fact]
    public async Task Internal_stages_are_refused_where_there_is_no_bucket_and_may_be_left_out()
    {
        await FillOwnAsync();
        using var own = _own.Open();
        using (var engine = _own.NewEngine())
            await engine.Stages.CreateAsync(new StageDefinition(Name("mine")), Token);
        var error = await StageErrorCode.OptionInvalid.ShouldFailAsync(() => CopyAsync(own, Catalog));
        error.Message.ShouldContain("'mine'");
        (await Catalog.ListNamesAsync("", Token)).ShouldBeEmpty();
        (await CopyAsync(own, Catalog, new CatalogCopyOptions { ExternalOnly = true })).Stages.ShouldBe(2);
    }

    [Fact]
    public async Task Who_is_no_administrator_copies_neither_in_nor_out()
    {
        await FillOwnAsync();
        using var own = _own.Open();
        using var ann = Place.Open(await Place.CreateUserAsync("ann"));
        await StageErrorCode.AccessDenied.ShouldFailAsync(() => CopyAsync(own, ann));
        await StageErrorCode.AccessDenied.ShouldFailAsync(() => CopyAsync(ann, own));
    }

    [Fact]
    public async Task Many_stages_come_at_once()
    {
        using var own = _own.Open();
        await own.WriteContentAsync(static _ => new CatalogContent([], [.. Enumerable.Range(0, 1000).Select(static n => CatalogPlace.Entry($"s{n}"))]), Token);
        (await CopyAsync(own, Catalog)).Stages.ShouldBe(1000);
        (await Catalog.ListNamesAsync("", Token)).Count.ShouldBe(1000);
        (await Place.SqlAsync("SELECT count(*) FROM stagetools.stage_grant WHERE role = 0")).ShouldBe("1000");
    }

    private IStageCatalog Back() => KnownCatalogs.New(HomeOf(_own), _own.Folder.At("back.db"));

    /// <summary>Fills the catalog of one user under the key of its file, and sets the team's.</summary>
    private async Task<string> FillOwnAsync()
    {
        using (var engine = _own.NewEngine())
            await FillAsync(engine);
        using var own = _own.Open();
        var text = await TextAsync(own, HomeOf(_own));
        text.ShouldContain(Secret);
        MachineEnvironment.Set(SecretBox.KeyVariable, Key);
        return text;
    }

    private Task<CatalogCopy> CopyAsync(IStageCatalog from, IStageCatalog to, CatalogCopyOptions? options = null) =>
        new CatalogCopier(from, HomeOf(_own)).CopyAsync(to, options ?? new CatalogCopyOptions(), Token);

    private async Task<string[]> GrantsAsync() =>
        [.. (await Catalog.Team!.ListGrantsAsync(stage: null, role: null, Token)).Select(static grant => $"{grant.Stage} {grant.Role} {grant.Rights}")];
}
