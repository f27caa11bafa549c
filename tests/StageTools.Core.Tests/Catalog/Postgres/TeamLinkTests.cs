using System.Diagnostics;
using StageTools.Catalog;
using StageTools.Catalog.Postgres;
using StageTools.Core.Tests.Servers;
using StageTools.Stages;

namespace StageTools.Core.Tests.Catalog.Postgres;

/// <summary>A team's catalog at the end of a long link: at most three round trips for work on one stage, beyond opening the connection.</summary>
public sealed class TeamLinkTests : TeamSuite
{
    private const int Most = 3;

    private static readonly TimeSpan Half = TimeSpan.FromMilliseconds(5);

    public static TheoryData<string> Works => ["Get", "GetAll", "New", "NewIfNotExists", "NewForce", "Set", "SetUrl", "Rename", "Remove", "Grant", "Revoke", "Grants", "Read"];

    [Theory]
    [MemberData(nameof(Works))]
    public async Task Work_on_one_stage_is_three_round_trips_at_most(string work)
    {
        await AddAsync(CatalogPlace.Entry("sales") with { Url = Place.Definition("x").Url });
        await using var link = NewLink(Half);
        using var catalog = Over(link);
        using var engine = new StageEngine(Place.Folder.Home, catalog);
        await catalog.AnyEnabledAsync(Token);
        link.TakeRoundTrips().ShouldBeGreaterThan(Most);
        await DoAsync(work, engine);
        link.TakeRoundTrips().ShouldBeInRange(1, Most, work);
    }

    [Theory]
    [InlineData("Get")]
    [InlineData("New")]
    [InlineData("NewInternal")]
    [InlineData("RemoveInternal")]
    [InlineData("User")]
    [InlineData("Remove")]
    public async Task A_link_of_100_ms_each_way_costs_three_round_trips_at_most(string work)
    {
        await Place.SqlAsync("INSERT INTO stagetools.storage (url) VALUES ('s3://bucket-that-nobody-asks/')");
        await AddAsync("sales");
        await AddAsync(CatalogPlace.Entry("mine") with { Url = null });
        await using var link = NewLink(TimeSpan.FromMilliseconds(100));
        using var catalog = Over(link);
        using var engine = new StageEngine(Place.Folder.Home, catalog);
        await catalog.AnyEnabledAsync(Token);
        link.TakeRoundTrips();
        var watch = Stopwatch.StartNew();
        await DoAsync(work, engine);
        link.TakeRoundTrips().ShouldBeInRange(1, Most, work);
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(190));
    }

    [Fact]
    public async Task Completion_waits_for_no_connection()
    {
        await AddAsync("sales");
        await using var link = NewLink(TimeSpan.FromMilliseconds(50));
        using var catalog = Over(link);
        using var engine = new StageEngine(Place.Folder.Home, catalog);
        var completion = new StageCompletion(() => engine.Stages, () => engine.Files);
        var watch = Stopwatch.StartNew();
        completion.StageNames("s").ShouldBeEmpty();
        completion.Items("@sales", "").ShouldBeEmpty();
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        link.TakeRoundTrips().ShouldBe(0);
        await engine.Stages.ListAsync(Token);
        completion.StageNames("s").ShouldBe(["sales"]);
    }

    [Fact]
    public async Task A_server_that_is_away_for_a_moment_is_no_error()
    {
        await AddAsync("sales");
        await using var link = NewLink(TimeSpan.Zero);
        using var catalog = Over(link);
        await catalog.ListAsync("", Token);
        await link.CutAsync();
        var listing = catalog.ListAsync("", Token);
        await Task.Delay(500, Token);
        link.Mend();
        (await listing).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_stays_away_is_one_clear_error_and_comes_back_with_the_next_command()
    {
        await AddAsync("sales");
        await using var link = NewLink(TimeSpan.Zero);
        using var catalog = Over(link);
        await catalog.ListAsync("", Token);
        await link.CutAsync();
        await StageErrorCode.CatalogUnavailable.ShouldFailAsync(() => catalog.ListAsync("", Token));
        await StageErrorCode.CatalogUnavailable.ShouldFailAsync(() => catalog.RemoveAsync(Name("sales"), keepFiles: false, Token));
        link.Mend();
        (await catalog.ListAsync("", Token)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_internal_stage_that_took_anothers_place_keeps_its_files_also_where_the_answer_was_lost()
    {
        await Place.SqlAsync("INSERT INTO stagetools.storage (url) VALUES ('s3://bucket-that-nobody-asks/')");
        var (older, newer) = (await AddAsync(CatalogPlace.Entry("mine") with { Url = null }), CatalogPlace.Entry("mine") with { Url = null });
        await using var link = NewLink(TimeSpan.Zero);
        using var catalog = Over(link);
        await catalog.ListAsync("", Token);
        var wasLost = false;
        link.LoseAnswer(async () =>
        {
            await Waiting.UntilAsync(async () => await Place.SqlAsync($"SELECT count(*) FROM stagetools.stage WHERE id = '{newer.Id}'") != "0");
            wasLost = true;
        });
        (await catalog.AddAsync(newer.Name, () => newer, replace: true, Token)).Id.ShouldBe(newer.Id);
        wasLost.ShouldBeTrue();
        (await Catalog.ListRemainsAsync(Token)).Discarded.ShouldBe([older.Id]);
    }

    private static CountingLink NewLink(TimeSpan delay) => new(PostgresServer.Required.Host, PostgresServer.Required.Port, delay);

    private PostgresCatalog Over(CountingLink link) => Place.Open(Place.Administrator, settings => settings.Port = link.Port);

    private async Task DoAsync(string work, StageEngine engine)
    {
        var (name, stages, team) = (Name("sales"), engine.Stages, engine.Team);
        switch (work)
        {
            case "Get":
                await stages.GetAsync(name, Token);
                break;
            case "GetAll":
                await stages.ListAsync(Token);
                break;
            case "New":
                await stages.CreateAsync(Place.Definition("new"), Token);
                break;
            case "NewInternal":
                await stages.CreateAsync(new StageDefinition(Name("new")), Token);
                break;
            case "RemoveInternal":
                await stages.RemoveAsync(Name("mine"), keepFiles: true, Token);
                break;
            case "User":
                await stages.GetAsync(StageTools.Paths.StageName.User, Token);
                break;
            case "NewIfNotExists":
                await stages.CreateAsync(Place.Definition("new") with { IfExists = IfStageExists.Keep }, Token);
                break;
            case "NewForce":
                await stages.CreateAsync(Place.Definition("sales") with { IfExists = IfStageExists.Replace }, Token);
                break;
            case "Set":
                await stages.SetAsync(name, new StageChange { Comment = "new" }, Token);
                break;
            case "SetUrl":
                await stages.SetAsync(name, new StageChange { Url = Place.Definition("x").Url }, Token);
                break;
            case "Rename":
                await stages.RenameAsync(name, Name("orders"), Token);
                break;
            case "Remove":
                await stages.RemoveAsync(name, keepFiles: false, Token);
                break;
            case "Grant":
                await team.GrantAsync(name, StageRights.Read, Ann, Token);
                break;
            case "Revoke":
                await team.RevokeAsync(name, StageRights.Read, "PUBLIC", Token);
                break;
            case "Grants":
                await team.ListGrantsAsync(name, role: null, Token);
                break;
            default:
                await engine.Files.OpenStoreAsync(name, forWriting: false, Token);
                break;
        }
    }
}
