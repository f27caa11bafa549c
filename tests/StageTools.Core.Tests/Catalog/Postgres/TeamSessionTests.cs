using StageTools.Catalog.Postgres;

namespace StageTools.Core.Tests.Catalog.Postgres;

/// <summary>Temporary stages of many machines: leases by the database's clock alone.</summary>
public sealed class TeamSessionTests : TeamSuite
{
    [Fact]
    public async Task A_temporary_stage_ends_with_its_engine()
    {
        using (var engine = Place.NewEngine())
        {
            await engine.Stages.CreateAsync(Place.Definition("draft") with { Temporary = true }, Token);
            (await Catalog.ListNamesAsync("", Token)).ShouldBe(["draft"]);
        }

        (await Catalog.ListNamesAsync("", Token)).ShouldBeEmpty();
        (await Place.SqlAsync("SELECT count(*) FROM stagetools.session")).ShouldBe("0");
    }

    [Theory]
    [InlineData("1 minute", true)]
    [InlineData("23 hours", true)]
    [InlineData("25 hours", false)]
    [InlineData("400 days", false)]
    public async Task That_of_a_machine_that_died_goes_when_its_lease_and_a_days_grace_have_passed(string ago, bool stays)
    {
        using var dead = Place.Open();
        using var session = dead.Sessions.Begin();
        await dead.AddAsync(Name("draft"), () => CatalogPlace.Entry("draft") with { Session = session.Id }, replace: false, Token);
        await ShiftAsync(ago);
        using var engine = Place.NewEngine();
        (await engine.Stages.ListAsync(Token)).Count.ShouldBe(stays ? 1 : 0);
    }

    [Fact]
    public async Task That_of_another_living_machine_stays_whatever_becomes_of_the_first()
    {
        using var dead = Place.Open();
        using var deadSession = dead.Sessions.Begin();
        await dead.AddAsync(Name("dead"), () => CatalogPlace.Entry("dead") with { Session = deadSession.Id }, replace: false, Token);
        await ShiftAsync("25 hours");
        using var living = Place.Open();
        using var session = living.Sessions.Begin();
        await living.AddAsync(Name("living"), () => CatalogPlace.Entry("living") with { Session = session.Id }, replace: false, Token);
        using var engine = Place.NewEngine();
        (await engine.Stages.ListAsync(Token)).ShouldHaveSingleItem().Name.ShouldBe("living");
    }

    [Fact]
    public async Task A_lease_is_renewed_while_its_process_lives()
    {
        using var catalog = new PostgresCatalog(() => Place.SettingsOf(Place.Administrator), TimeSpan.FromMilliseconds(50));
        using var session = catalog.Sessions.Begin();
        await catalog.AddAsync(Name("draft"), () => CatalogPlace.Entry("draft") with { Session = session.Id }, replace: false, Token);
        await ShiftAsync("25 hours");
        for (var waited = 0; await Place.SqlAsync("SELECT leased_until > now() FROM stagetools.session") == "f"; waited++)
        {
            waited.ShouldBeLessThan(200);
            await Task.Delay(50, Token);
        }
    }

    [Fact]
    public async Task A_session_that_came_back_is_not_ended_by_who_saw_it_over()
    {
        using var slept = Place.Open();
        using var session = slept.Sessions.Begin();
        await slept.AddAsync(Name("draft"), () => CatalogPlace.Entry("draft") with { Session = session.Id }, replace: false, Token);
        await ShiftAsync("25 hours");
        (await Catalog.ListRemainsAsync(Token)).Sessions.ShouldBe([session.Id]);
        await Place.SqlAsync("UPDATE stagetools.session SET leased_until = now()");
        await Catalog.EndSessionAsync(session.Id, Token);
        (await Catalog.ListNamesAsync("", Token)).ShouldBe(["draft"]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_clients_clock_that_is_an_hour_off_changes_nothing(int hours)
    {
        var entry = CatalogPlace.Entry("sales") with { CreatedOn = DateTimeOffset.UtcNow.AddHours(hours) };
        (await AddAsync(entry)).CreatedOn!.Value.ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));
        (await Catalog.FindAsync(Name("sales"), Token))!.CreatedOn!.Value.ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(5));
    }

    [Theory]
    [InlineData("- interval '1 hour'")]
    [InlineData("+ interval '1 hour'")]
    [InlineData("- interval '400 days'")]
    [InlineData("+ interval '400 days'")]
    public async Task A_lease_is_ten_minutes_by_the_servers_clock_whatever_a_machine_with_a_wrong_one_writes(string skew)
    {
        await Place.SqlAsync(Place.Administrator, $"INSERT INTO stagetools.session (id, leased_until) VALUES ('skewed', clock_timestamp() {skew})");
        const string ofNow = "SELECT leased_until BETWEEN clock_timestamp() + interval '9 minutes' AND clock_timestamp() + interval '10 minutes' FROM stagetools.session";
        (await Place.SqlAsync(ofNow)).ShouldBe("t");
        await Place.SqlAsync(Place.Administrator, $"UPDATE stagetools.session SET leased_until = clock_timestamp() {skew}");
        (await Place.SqlAsync(ofNow)).ShouldBe("t");
        (await Catalog.ListRemainsAsync(Token)).Sessions.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_user_sees_no_sessions_and_cleans_up_nothing()
    {
        using var dead = Place.Open();
        using var session = dead.Sessions.Begin();
        await dead.AddAsync(Name("draft"), () => CatalogPlace.Entry("draft") with { Session = session.Id }, replace: false, Token);
        await ShiftAsync("25 hours");
        using var engine = Place.EngineOf(Ann);
        (await engine.Stages.ListAsync(Token)).ShouldHaveSingleItem().Temporary.ShouldBeTrue();
    }

    /// <summary>Time passes at the server.</summary>
    private Task<string> ShiftAsync(string ago) =>
        Place.SqlAsync($"SET session_replication_role = replica; UPDATE stagetools.session SET leased_until = now() - interval '{ago}'");
}
