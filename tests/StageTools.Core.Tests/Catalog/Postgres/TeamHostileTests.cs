using Npgsql;
using StageTools.Catalog;
using StageTools.Paths;
using StageTools.Storage;

namespace StageTools.Core.Tests.Catalog.Postgres;

/// <summary>Users of a team's catalog who mean ill: they run nothing as others, stop nobody, and what they write is not believed.</summary>
public sealed class TeamHostileTests : TeamSuite
{
    /// <summary>What is found before PostgreSQL's own, wherever names are looked up here: it fits the arguments better.</summary>
    private const string Planted =
        """
        CREATE FUNCTION public.planted() RETURNS int LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''planted code runs as %'', current_user; END';
        CREATE FUNCTION public.pg_has_role(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT public.planted() > 0';
        CREATE FUNCTION public.hashtextextended(text, integer) RETURNS bigint LANGUAGE sql AS 'SELECT public.planted()::bigint';
        CREATE FUNCTION public.json_build_array(bigint, integer) RETURNS json LANGUAGE sql AS 'SELECT public.planted()::text::json';
        CREATE FUNCTION public.times(double precision, integer) RETURNS double precision LANGUAGE sql AS 'SELECT public.planted()::double precision';
        CREATE FUNCTION public.times(numeric, integer) RETURNS numeric LANGUAGE sql AS 'SELECT public.planted()::numeric';
        CREATE OPERATOR public.* (LEFTARG = double precision, RIGHTARG = integer, FUNCTION = public.times);
        CREATE OPERATOR public.* (LEFTARG = numeric, RIGHTARG = integer, FUNCTION = public.times);
        """;

    [Fact]
    public async Task What_others_put_into_the_schema_public_is_not_run()
    {
        await Place.SqlAsync("GRANT CREATE ON SCHEMA public TO public");
        await Place.SqlAsync(Ann, Planted);
        await Place.RefusedAsync(Bob, "SELECT 1.0 * 1", PostgresErrorCodes.RaiseException);
        var stage = await FillAsync("sales", "a");
        await Catalog.UpdateAsync(stage.Name, static older => older with { Url = new StageUrl("s3", "another") }, Token);
        await AddAsync(CatalogPlace.Entry("sales"), replace: true);
        await GrantAsync("sales", StageRights.Read, Bob);
        await RevokeAsync("sales", StageRights.Read, Bob);
        await Catalog.ResealAsync(static entries => entries, Token);
        (await Catalog.ReadContentAsync(Token)).Stages.Count.ShouldBe(1);
        using var root = new StageTools.Catalog.Postgres.PostgresCatalog(
            () => new NpgsqlConnectionStringBuilder(Servers.PostgresServer.Required.ConnectionString) { Database = Place.Database });
        await root.Team.InitializeAsync(bucket: null, Token);
    }

    [Theory]
    [InlineData("SELECT pg_advisory_lock(hashtextextended('{0}', 0))")]
    [InlineData("SELECT count(*) FROM stagetools.stages")]
    [InlineData("LOCK TABLE stagetools.directory, stagetools.directory_file, stagetools.stages IN ACCESS SHARE MODE")]
    public async Task A_user_who_holds_what_he_may_stops_nobody(string sql)
    {
        var stage = await FillAsync("sales", "a", isPrivate: true);
        await using var holding = new NpgsqlConnection(Place.SettingsOf(Ann).ConnectionString);
        await holding.OpenAsync(Token);
        await using var transaction = await holding.BeginTransactionAsync(Token);
        await using (var command = new NpgsqlCommand(string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, stage.Id), holding))
            await command.ExecuteNonQueryAsync(Token);
        using var hasty = Place.Open(Place.Administrator, static settings => settings.CommandTimeout = 5);
        await hasty.Directory.RefreshAsync(stage, Items("b"), Token);
        await hasty.UpdateAsync(stage.Name, static older => older with { Url = new StageUrl("s3", "another") }, Token);
        await hasty.ResealAsync(static entries => entries, Token);
        (await hasty.RemoveAsync(stage.Name, keepFiles: false, Token)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("../../etc/passwd", 1, 1)]
    [InlineData("a/../b", 1, 1)]
    [InlineData("/a", 1, 1)]
    [InlineData("a", -1, 1)]
    [InlineData("a", 1, -1)]
    [InlineData("a", 1, long.MaxValue)]
    public async Task A_row_that_no_listing_of_the_stage_wrote_is_told_and_the_others_are_listed(string key, long size, long modified)
    {
        var entry = await AddAsync(CatalogPlace.Entry("sales") with { Url = Place.Definition("x").Url, DirectoryTable = true });
        await Catalog.Directory.RefreshAsync(entry, Items("0", "z"), Token);
        await Place.SqlAsync("ALTER TABLE stagetools.directory_file DROP CONSTRAINT directory_file_size_check, DROP CONSTRAINT directory_file_last_modified_check");
        await Place.SqlAsync(Ann, $"INSERT INTO stagetools.directory_file SELECT stage_id, generation, '{key}', {size}, {modified} FROM stagetools.directory");
        using var engine = Place.EngineOf(Bob);
        var told = new List<StageException>();
        var listed = await engine.Files.ListAsync(entry.Name, KeySelection.Parse("", isLiteral: true), fromDirectoryTable: true, Token, told.Add).ToListAsync(Token);
        listed.Select(static file => file.Name).ShouldBe(["0", "z"]);
        told.ShouldHaveSingleItem().Code.ShouldBe(StageErrorCode.CatalogCorrupt);
        told[0].Message.ShouldContain(key);
        await StageErrorCode.CatalogCorrupt.ShouldFailAsync(
            async () => await engine.Files.ListAsync(entry.Name, KeySelection.Parse("", isLiteral: true), fromDirectoryTable: true, Token).ToListAsync(Token));
    }

    [Fact]
    public async Task What_was_written_as_of_a_time_to_come_goes_with_the_next_refresh()
    {
        await FillAsync("sales", "a");
        await Place.SqlAsync(Ann, $"INSERT INTO stagetools.directory_file SELECT stage_id, {long.MaxValue - 1}, 'b', 1, 1 FROM stagetools.directory");
        using var bobs = Place.Open(Bob);
        await bobs.Directory.RefreshAsync((await bobs.FindAsync(Name("sales"), Token))!, Items("c"), Token);
        (await Place.SqlAsync("SELECT string_agg(key, ',') FROM stagetools.directory_file")).ShouldBe("c");
    }

    [Fact]
    public async Task Who_may_write_alone_fills_no_directory_table_and_who_reads_by_another_grant_does()
    {
        var stage = await FillAsync("sales", "a", isPrivate: true);
        await GrantAsync("sales", StageRights.Write, Ann);
        using var anns = Place.Open(Ann);
        foreach (var items in (string[][])[["b"], []])
            (await StageErrorCode.AccessDenied.ShouldFailAsync(() => anns.Directory.RefreshAsync(stage, Items(items), Token))).Message.ShouldContain("READ and WRITE on the stage");
        await GrantAsync("sales", StageRights.Read, ITeamCatalog.Everybody);
        (await anns.Directory.RefreshAsync(stage, Items("b"), Token)).ShouldBe(1);
        (await Place.SqlAsync("SELECT string_agg(key, ',') FROM stagetools.directory_file")).ShouldBe("b");
    }

    [Fact]
    public async Task Whatever_is_no_directory_table_wants_an_administrator_and_says_nothing_of_rights_on_the_stage()
    {
        await FillAsync("sales", "a");
        using var anns = Place.Open(Ann);
        foreach (var work in (Func<Task>[])[
            () => anns.UpdateAsync(Name("sales"), static older => older with { Name = Name("orders") }, Token),
            () => anns.UpdateAsync(Name("sales"), static older => older with { Url = new StageUrl("s3", "mine") }, Token),
            () => anns.RemoveAsync(Name("sales"), keepFiles: false, Token),
            () => anns.Team.GrantAsync(Name("sales"), StageRights.Read, Bob, Token),
            () => anns.ResealAsync(static entries => entries, Token),
            () => anns.Named.PutAsync(NamedKind.FileFormat, Name("format"), static _ => NamedEntriesTests.Format("format"), Token)])
        {
            var error = await StageErrorCode.AccessDenied.ShouldFailAsync(work);
            error.Message.ShouldContain("it wants an administrator of the catalog");
            error.Message.ShouldNotContain("WRITE");
        }
    }

    private static IAsyncEnumerable<StoreItem> Items(params string[] keys) => keys.Select(static key => new StoreItem(key, 1, DateTimeOffset.UnixEpoch)).ToAsync();

    private async Task<CatalogEntry> FillAsync(string name, string key, bool isPrivate = false)
    {
        var entry = await AddSealedAsync(name, isPrivate);
        await Catalog.Directory.RefreshAsync(entry, Items(key), Token);
        return entry;
    }
}
