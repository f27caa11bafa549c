using Npgsql;
using StageTools.Catalog.Postgres;
using StageTools.Core.Tests.Servers;

namespace StageTools.Core.Tests.Catalog.Postgres;

/// <summary>How a team's catalog is made and upgraded, and what is refused in its place.</summary>
public sealed class TeamSchemaTests : IAsyncLifetime
{
    private const string Password = "stagetools-test-password";

    private readonly string _suffix = Guid.NewGuid().ToString("N");
    private readonly List<string> _roles = [];

    private string Database => $"stagetools_bare_{_suffix}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static PostgresServer Server => PostgresServer.Required;

    public async ValueTask InitializeAsync() => await Server.PsqlAsync($"CREATE DATABASE {Database}");

    public async ValueTask DisposeAsync()
    {
        await Server.PsqlAsync($"DROP DATABASE IF EXISTS {Database} WITH (FORCE)");
        foreach (var role in _roles)
            await Server.PsqlAsync($"DROP ROLE {role}");
    }

    [Fact]
    public async Task A_database_without_a_catalog_says_how_to_get_one()
    {
        using var catalog = Open();
        (await StageErrorCode.CatalogUnavailable.ShouldFailAsync(() => catalog.ListAsync("", Token))).Message.ShouldContain("Initialize-StageCatalog");
        var setup = await catalog.Team.InitializeAsync(bucket: null, Token);
        setup.VersionBefore.ShouldBe(0);
        setup.Version.ShouldBe(TeamSchema.Current);
        setup.Roles.ShouldBe([TeamSchema.Administrators, TeamSchema.Users]);
        (await catalog.ListAsync("", Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_catalog_that_is_there_stays_as_it_is()
    {
        using var catalog = Open();
        await catalog.Team.InitializeAsync(bucket: null, Token);
        await catalog.AddAsync(CatalogPlace.Entry("sales").Name, static () => CatalogPlace.Entry("sales"), replace: false, Token);
        (await catalog.Team.InitializeAsync(bucket: null, Token)).VersionBefore.ShouldBe(TeamSchema.Current);
        (await catalog.ListNamesAsync("", Token)).ShouldBe(["sales"]);
    }

    [Fact]
    public async Task Of_many_who_make_it_at_once_one_makes_it_and_none_fails()
    {
        var setups = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var catalog = Open();
            return await catalog.Team.InitializeAsync(bucket: null, Token);
        }));
        setups.Count(static setup => setup.VersionBefore == 0).ShouldBe(1);
        (await SqlAsync("SELECT count(*) FROM stagetools.version")).ShouldBe($"{TeamSchema.Current}");
    }

    [Fact]
    public async Task The_databases_owner_who_may_make_roles_makes_it_and_keeps_no_way_around_its_rules()
    {
        var owner = await CreateRoleAsync("CREATEROLE");
        await Server.PsqlAsync($"ALTER DATABASE {Database} OWNER TO {owner}");
        using var catalog = Open(owner);
        await catalog.Team.InitializeAsync(bucket: null, Token);
        await catalog.AddAsync(CatalogPlace.Entry("sales").Name, static () => CatalogPlace.Entry("sales"), replace: false, Token);
        (await catalog.ListNamesAsync("", Token)).ShouldBe(["sales"]);
        (await SqlAsync($"SELECT pg_has_role('{owner}', '{TeamSchema.Owner}', 'MEMBER')")).ShouldBe("f");
        (await SqlAsync("SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'stagetools'")).ShouldBe(TeamSchema.Owner);
    }

    [Fact]
    public async Task Who_may_make_neither_tables_nor_roles_is_told_who_may()
    {
        using var catalog = Open(await CreateRoleAsync(""));
        var error = await StageErrorCode.AccessDenied.ShouldFailAsync(() => catalog.Team.InitializeAsync(bucket: null, Token));
        error.Message.ShouldStartWith("You do not have privilege to execute the statement: ");
        (await SqlAsync("SELECT count(*) FROM pg_namespace WHERE nspname = 'stagetools'")).ShouldBe("0");
    }

    [Fact]
    public async Task A_newer_catalog_is_left_alone_and_names_the_version_it_wants()
    {
        using (var catalog = Open())
            await catalog.Team.InitializeAsync(bucket: null, Token);
        await SqlAsync("INSERT INTO stagetools.version (version, module) VALUES (1000, '9.8.7')");
        using var older = Open();
        foreach (var work in (Func<Task>[])[() => older.ListAsync("", Token), () => older.Team.InitializeAsync(bucket: null, Token)])
            (await StageErrorCode.CatalogTooNew.ShouldFailAsync(work)).Message.ShouldContain("9.8.7");
        (await SqlAsync("SELECT count(*) FROM stagetools.version")).ShouldBe($"{TeamSchema.Current + 1}");
    }

    [Fact]
    public async Task Whoever_works_while_it_is_upgraded_is_told_so_where_it_matters()
    {
        using var catalog = Open();
        await catalog.Team.InitializeAsync(bucket: null, Token);
        await catalog.ListAsync("", Token);
        await SqlAsync("INSERT INTO stagetools.version (version, module) VALUES (1000, '9.8.7'); DROP VIEW stagetools.stages");
        (await StageErrorCode.CatalogTooNew.ShouldFailAsync(() => catalog.ListAsync("", Token))).Message.ShouldContain("9.8.7");
    }

    [Fact]
    public async Task An_older_catalog_is_to_be_upgraded_first()
    {
        using (var catalog = Open())
            await catalog.Team.InitializeAsync(bucket: null, Token);
        await SqlAsync($"UPDATE stagetools.version SET version = version - {TeamSchema.Current}");
        using var newer = Open();
        (await StageErrorCode.CatalogUnavailable.ShouldFailAsync(() => newer.ListAsync("", Token))).Message.ShouldContain("Initialize-StageCatalog");
    }

    [Fact]
    public async Task A_schema_that_somebody_planted_is_no_catalog()
    {
        var planter = await CreateRoleAsync("");
        await SqlAsync($"CREATE SCHEMA stagetools AUTHORIZATION {planter}; CREATE TABLE stagetools.version (version int, module text); INSERT INTO stagetools.version VALUES (1, '0')");
        using var catalog = Open();
        foreach (var work in (Func<Task>[])[() => catalog.ListAsync("", Token), () => catalog.Team.InitializeAsync(bucket: null, Token)])
            (await StageErrorCode.CatalogCorrupt.ShouldFailAsync(work)).Message.ShouldContain(planter);
    }

    [Fact]
    public async Task A_database_in_another_encoding_is_none_for_a_catalog()
    {
        await Server.PsqlAsync($"DROP DATABASE {Database}");
        await Server.PsqlAsync($"CREATE DATABASE {Database} ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'");
        using var catalog = Open();
        (await StageErrorCode.CatalogCorrupt.ShouldFailAsync(() => catalog.Team.InitializeAsync(bucket: null, Token))).Message.ShouldContain("UTF8");
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_it_and_the_next_try_takes_another()
    {
        var role = await CreateRoleAsync("");
        var password = "wrong-secret-0123";
        using var catalog = new PostgresCatalog(() => Settings(role, password));
        var error = await StageErrorCode.CatalogUnavailable.ShouldFailAsync(() => catalog.ListAsync("", Token));
        error.ToString().ShouldNotContain(password);
        password = Password;
        (await StageErrorCode.CatalogUnavailable.ShouldFailAsync(() => catalog.ListAsync("", Token))).Message.ShouldContain("Initialize-StageCatalog");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_at_once()
    {
        using var catalog = new PostgresCatalog(static () => new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = 1, Database = "none", Username = "x" });
        (await StageErrorCode.CatalogUnavailable.ShouldFailAsync(() => catalog.ListAsync("", Token))).Message.ShouldContain("'none' on 127.0.0.1");
        catalog.IsConnected.ShouldBeFalse();
    }

    private PostgresCatalog Open(string? role = null) => new(() => role is null
        ? new NpgsqlConnectionStringBuilder(Server.ConnectionString) { Database = Database }
        : Settings(role, Password));

    private NpgsqlConnectionStringBuilder Settings(string role, string password) =>
        new() { Host = Server.Host, Port = Server.Port, Database = Database, Username = role, Password = password };

    private Task<string> SqlAsync(string sql) => Server.PsqlAsync(sql, database: Database);

    private async Task<string> CreateRoleAsync(string attributes)
    {
        var role = $"st_test_{_roles.Count}_{_suffix}";
        await Server.PsqlAsync($"CREATE ROLE {role} LOGIN {attributes} PASSWORD '{Password}'");
        _roles.Add(role);
        return role;
    }
}
