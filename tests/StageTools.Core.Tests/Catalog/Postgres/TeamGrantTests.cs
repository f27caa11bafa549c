using StageTools.Catalog;
using StageTools.Catalog.Postgres;
using StageTools.Paths;
using StageTools.Stages;
using StageTools.Storage;

namespace StageTools.Core.Tests.Catalog.Postgres;

/// <summary>Who may use which stage: grants alone, no denials.</summary>
public sealed class TeamGrantTests : TeamSuite
{
    private const StageRights Both = StageRights.Read | StageRights.Write;

    [Fact]
    public async Task A_new_stage_is_everybodys()
    {
        await AddSealedAsync("sales");
        (await Team.ListGrantsAsync(null, null, Token)).ShouldHaveSingleItem().ShouldBe(new StageGrant(Name("sales"), "PUBLIC", Both, Place.Administrator));
        (await FindAsync(Ann, "sales"))!.Rights.ShouldBe(Both);
    }

    [Fact]
    public async Task A_private_stage_is_nobodys_but_the_administrators()
    {
        await AddSealedAsync("sales", isPrivate: true);
        (await Team.ListGrantsAsync(Name("sales"), null, Token)).ShouldBeEmpty();
        (await FindAsync(Ann, "sales")).ShouldBeNull();
        (await FindAsync(Place.Administrator, "sales"))!.Rights.ShouldBe(Both);
    }

    [Fact]
    public async Task What_is_revoked_from_everybody_and_granted_to_one_is_his_alone()
    {
        await AddSealedAsync("sales");
        await RevokeAsync("sales", Both, "public");
        await GrantAsync("sales", StageRights.Read, Ann);
        (await FindAsync(Ann, "sales"))!.Rights.ShouldBe(StageRights.Read);
        (await FindAsync(Bob, "sales")).ShouldBeNull();
        await GrantAsync("sales", StageRights.Write, Ann);
        (await FindAsync(Ann, "sales"))!.Rights.ShouldBe(Both);
        await RevokeAsync("sales", StageRights.Read, Ann);
        (await FindAsync(Ann, "sales"))!.Rights.ShouldBe(StageRights.Write);
        await RevokeAsync("sales", StageRights.Write, Ann);
        (await FindAsync(Ann, "sales")).ShouldBeNull();
    }

    [Fact]
    public async Task A_grant_to_a_group_is_its_members_until_they_leave_it()
    {
        var group = await Place.CreateRoleAsync("analysts");
        await Place.SqlAsync($"GRANT {group} TO {Ann}");
        await AddSealedAsync("sales", isPrivate: true);
        await GrantAsync("sales", StageRights.Read, group);
        (await FindAsync(Ann, "sales"))!.Rights.ShouldBe(StageRights.Read);
        (await FindAsync(Bob, "sales")).ShouldBeNull();
        await Place.SqlAsync($"REVOKE {group} FROM {Ann}");
        (await FindAsync(Ann, "sales")).ShouldBeNull();
    }

    [Fact]
    public async Task The_name_of_a_role_is_taken_as_it_is()
    {
        await AddSealedAsync("sales", isPrivate: true);
        (await StageErrorCode.OptionInvalid.ShouldFailAsync(() => GrantAsync("sales", Both, Ann.ToUpperInvariant()))).Message.ShouldContain("CREATE ROLE");
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => GrantAsync("sales", Both, "a\"; DROP TABLE stagetools.stage; --"));
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => RevokeAsync("sales", Both, "nobody"));
    }

    [Fact]
    public async Task A_role_that_is_dropped_and_made_again_has_nothing_of_the_first()
    {
        var role = await Place.CreateUserAsync("carl");
        await AddSealedAsync("sales", isPrivate: true);
        await GrantAsync("sales", Both, role);
        await Place.SqlAsync($"DROP ROLE {role}; CREATE ROLE {role} LOGIN PASSWORD '{Place.SettingsOf(role).Password}' IN ROLE {TeamSchema.Users}");
        (await FindAsync(role, "sales")).ShouldBeNull();
        (await Team.ListGrantsAsync(Name("sales"), null, Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stage_that_is_not_there_is_named()
    {
        (await StageErrorCode.StageNotFound.ShouldFailAsync(() => GrantAsync("sales", Both, Ann))).Target.ShouldBe("sales");
        (await StageErrorCode.StageNotFound.ShouldFailAsync(() => RevokeAsync("sales", Both, Ann))).Target.ShouldBe("sales");
        (await StageErrorCode.StageNotFound.ShouldFailAsync(() => Team.ListGrantsAsync(Name("sales"), null, Token))).Target.ShouldBe("sales");
    }

    [Fact]
    public async Task Grants_are_listed_by_stage_and_by_role()
    {
        await AddSealedAsync("b");
        await AddSealedAsync("a", isPrivate: true);
        await GrantAsync("a", StageRights.Read, Ann);
        await GrantAsync("b", StageRights.Write, Bob);
        (await Team.ListGrantsAsync(null, null, Token)).Select(static g => $"{g.Stage} {g.Role} {g.Rights}")
            .ShouldBe([$"a {Ann} Read", "b PUBLIC Read, Write", $"b {Bob} Write"]);
        (await Team.ListGrantsAsync(null, Bob, Token)).ShouldHaveSingleItem().Stage.ShouldBe("b");
        (await Team.ListGrantsAsync(null, "public", Token)).ShouldHaveSingleItem().Stage.ShouldBe("b");
        (await Team.ListGrantsAsync(Name("a"), null, Token)).ShouldHaveSingleItem().Role.ShouldBe(Ann);
        using var bobs = Place.Open(Bob);
        (await bobs.Team.ListGrantsAsync(null, null, Token)).Select(static g => g.Role).ShouldBe(["PUBLIC", Bob]);
    }

    [Fact]
    public async Task Reading_alone_with_one_credential_is_told_of()
    {
        await AddSealedAsync("one", isPrivate: true);
        await AddSealedAsync("two", isPrivate: true, write: 2);
        await AddSealedAsync("none", isPrivate: true, read: 0);
        (await GrantAsync("one", StageRights.Read, Ann)).ShouldHaveSingleItem().ShouldContain("one credential");
        (await GrantAsync("one", Both, Ann)).ShouldBeEmpty();
        (await GrantAsync("two", StageRights.Read, Ann)).ShouldBeEmpty();
        (await GrantAsync("none", StageRights.Read, Ann)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_revocation_tells_what_it_does_not_take_back()
    {
        await AddSealedAsync("sales");
        var told = await RevokeAsync("sales", StageRights.Write, Ann);
        told.Count.ShouldBe(2);
        told[0].ShouldContain("Everybody still may write");
        told[1].ShouldContain("give it new ones");
    }

    [Fact]
    public async Task The_credential_of_writing_is_shown_to_who_may_write()
    {
        await AddSealedAsync("sales", isPrivate: true, read: 1, write: 2);
        await GrantAsync("sales", StageRights.Read, Ann);
        await GrantAsync("sales", StageRights.Write, Bob);
        (await FindAsync(Ann, "sales"))!.SealedSecrets.ToArray().ShouldBe([1]);
        (await FindAsync(Ann, "sales"))!.SealedWriteSecrets.IsEmpty.ShouldBeTrue();
        (await FindAsync(Bob, "sales"))!.SealedWriteSecrets.ToArray().ShouldBe([2]);
    }

    [Fact]
    public async Task Who_may_read_is_refused_to_write_before_the_store_is_asked_and_the_other_way_round()
    {
        var (url, file) = (Place.Definition("x").Url!, StageKey.Parse("a.txt"));
        await AddAsync(CatalogPlace.Entry("sales") with { Url = url, IsPrivate = true });
        await GrantAsync("sales", StageRights.Read, Ann);
        await GrantAsync("sales", StageRights.Write, Bob);
        using var ann = Place.EngineOf(Ann);
        using var bob = Place.EngineOf(Bob);
        var bobs = await bob.Files.OpenStoreAsync(Name("sales"), forWriting: true, Token);
        await Storage.Stores.WriteTextAsync(bobs, "a.txt");
        (await StageErrorCode.AccessDenied.ShouldFailAsync(async () => await bobs.OpenReadAsync((await bobs.FindAsync(file, Token))!.Value, 0, Token)))
            .Message.ShouldContain("READ");
        await StageErrorCode.AccessDenied.ShouldFailAsync(async () => await bobs.ListAsync("", Token).ToListAsync(Token));
        var denied = await StageErrorCode.AccessDenied.ShouldFailAsync(() => ann.Files.OpenStoreAsync(Name("sales"), forWriting: true, Token));
        denied.Message.ShouldStartWith("You do not have privilege to execute the statement: ");
        denied.Message.ShouldContain("WRITE");
        var anns = await ann.Files.OpenStoreAsync(Name("sales"), forWriting: false, Token);
        (await anns.ListAsync("", Token).ToListAsync(Token)).ShouldHaveSingleItem().Key.ShouldBe("a.txt");
        foreach (var write in (Func<Task>[])[
            () => anns.RemoveAsync([file], Token), () => anns.MoveAsync(file, StageKey.Parse("b.txt"), overwrite: false, Token),
            () => anns.CreateAsync(file, new StageTools.Storage.WriteOptions(), Token), () => anns.CreateFolderAsync(StageKey.Parse("f"), Token),
            () => anns.RemoveFolderAsync(StageKey.Parse("f"), recurse: true, Token), () => anns.RemoveAllAsync(Token),
            () => anns.RemoveLeftoversAsync(TimeSpan.Zero, Token), () => anns.TryCopyAsync(anns, default, file, new StageTools.Storage.WriteOptions(), Token)])
        {
            await StageErrorCode.AccessDenied.ShouldFailAsync(write);
        }

        (await anns.ListAsync("", Token).ToListAsync(Token)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Whatever_changes_the_catalog_is_refused_to_a_user()
    {
        var entry = await AddSealedAsync("sales");
        await Catalog.Directory.RefreshAsync(entry, new[] { new StoreItem("a", 1, DateTimeOffset.UnixEpoch) }.ToAsync(), Token);
        using var anns = Place.Open(Ann);
        foreach (var change in (Func<Task>[])[
            () => anns.AddAsync(Name("mine"), static () => CatalogPlace.Entry("mine"), replace: false, Token),
            () => anns.AddAsync(Name("sales"), static () => CatalogPlace.Entry("sales"), replace: true, Token),
            () => anns.UpdateAsync(Name("sales"), static older => older with { Comment = "mine" }, Token),
            () => anns.RemoveAsync(Name("sales"), keepFiles: false, Token),
            () => anns.ResealAsync(static entries => entries, Token),
            () => anns.Team.GrantAsync(Name("sales"), Both, Ann, Token),
            () => anns.Team.RevokeAsync(Name("sales"), Both, "PUBLIC", Token),
            () => anns.EndSessionAsync("any", Token),
            () => anns.Team.InitializeAsync(bucket: null, Token)])
        {
            (await StageErrorCode.AccessDenied.ShouldFailAsync(change)).Message.ShouldStartWith("You do not have privilege to execute the statement: ");
        }

        var stage = (await Catalog.ListAsync("", Token)).ShouldHaveSingleItem();
        (stage.Id, stage.DirectoryTableRefreshedOn is null).ShouldBe((entry.Id, false));
        (await Catalog.Directory.ListAsync(entry.Id, "", Token).CountAsync(Token)).ShouldBe(1);
    }

    [Fact]
    public async Task Internal_stages_are_refused_with_what_to_do()
    {
        using var engine = Place.NewEngine();
        (await StageErrorCode.OptionInvalid.ShouldFailAsync(() => engine.Stages.CreateAsync(new StageDefinition(Name("sales")), Token)))
            .Message.ShouldContain("-Url");
    }

    [Fact]
    public async Task Privacy_and_second_credentials_are_a_teams_alone()
    {
        using var single = new StageEngine(Place.Folder.Home, Place.Folder.At("single.db"));
        await StageErrorCode.OptionInvalid.ShouldFailAsync(() => single.Stages.CreateAsync(Place.Definition("sales") with { Private = true }, Token));
        await StageErrorCode.OptionInvalid.ShouldFailAsync(
            () => single.Stages.CreateAsync(SecretStages.Definition("s") with { WriteConnection = SecretStages.Definition("t").Connection }, Token));
        StageErrorCode.OptionInvalid.ShouldFail(() => _ = single.Team).Message.ShouldContain(KnownCatalogs.Variable);
    }

    [Fact]
    public async Task A_stage_that_takes_anothers_place_has_its_grants()
    {
        await AddSealedAsync("kept", isPrivate: true);
        await GrantAsync("kept", StageRights.Read, Ann);
        await Catalog.AddAsync(Name("kept"), static () => CatalogPlace.Entry("kept"), replace: true, Token);
        (await Team.ListGrantsAsync(Name("kept"), role: null, Token)).Select(static g => (g.Role, g.Rights)).ShouldBe([(Ann, StageRights.Read)]);
        (await FindAsync(Bob, "kept")).ShouldBeNull();
        await Catalog.AddAsync(Name("kept"), static () => CatalogPlace.Entry("kept") with { IsPrivate = true }, replace: true, Token);
        (await Team.ListGrantsAsync(Name("kept"), role: null, Token)).ShouldBeEmpty();
        await Catalog.AddAsync(Name("kept"), static () => CatalogPlace.Entry("kept"), replace: true, Token);
        (await Team.ListGrantsAsync(Name("kept"), role: null, Token)).ShouldBeEmpty();
        await Catalog.AddAsync(Name("new"), static () => CatalogPlace.Entry("new"), replace: true, Token);
        (await Team.ListGrantsAsync(Name("new"), role: null, Token)).ShouldHaveSingleItem().Role.ShouldBe(ITeamCatalog.Everybody);
    }
}
