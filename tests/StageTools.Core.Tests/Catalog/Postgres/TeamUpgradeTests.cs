using StageTools.Catalog.Postgres;
using StageTools.Core.Tests.Servers;

namespace StageTools.Core.Tests.Catalog.Postgres;

/// <summary>A team's catalog of an older version: copied aside, and brought forward.</summary>
public sealed class TeamUpgradeTests : IAsyncLifetime
{
    private const string Stage =
        """
        INSERT INTO stagetools.stage (id, name, name_key, url, enabled, directory_table) VALUES ('1', 'sales', 'SALES', 's3://bucket/', true, false);
        INSERT INTO stagetools.stage_secret VALUES ('1', false, '\x01');
        """;

    private readonly string _database = $"stagetools_older_{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static PostgresServer Server => PostgresServer.Required;

    public async ValueTask InitializeAsync()
    {
        await Server.PsqlAsync($"CREATE DATABASE {_database}");
        var made = string.Join('\n', new[] { "Roles", "Schema", "Version1" }.Select(TeamSchema.SqlOf));
        await SqlAsync(
            $"BEGIN; {made} INSERT INTO stagetools.version (version, module) VALUES (1, '0.2.0'); {TeamSchema.SqlOf("End")} {Stage} COMMIT");
    }

    [Fact]
    public async Task What_no_listing_wrote_goes_with_the_upgrade_from_the_version_before_and_the_rest_is_as_it_was()
    {
        await SqlAsync(
            $"""
            BEGIN; {TeamSchema.SqlOf("Roles")} {TeamSchema.SqlOf("Schema")} {TeamSchema.SqlOf("Version2")}
            INSERT INTO stagetools.version (version, module) VALUES (2, '0.2.0'); {TeamSchema.SqlOf("End")} COMMIT;
            INSERT INTO stagetools.storage (url) VALUES ('s3://team/');
            INSERT INTO stagetools.stage_grant (stage_id, role, rights) VALUES ('1', 0, 3);
            INSERT INTO stagetools.stage (id, name, name_key, url, enabled, directory_table) VALUES ('2', 'spoilt', 'SPOILT', NULL, true, true);
            INSERT INTO stagetools.directory VALUES ('1', 5), ('2', 9223372036854775807);
            INSERT INTO stagetools.directory_file VALUES ('1', 5, 'good', 1, 1), ('1', 5, 'size', -1, 1), ('1', 5, 'early', 1, -1),
                ('1', 5, 'late', 1, 9223372036854775807), ('2', 9223372036854775807, 'for ever', 1, 1), ('2', 0, 'never', 1, 1)
            """);
        using var catalog = Open();
        (await StageErrorCode.CatalogUnavailable.ShouldFailAsync(() => catalog.ListAsync("", Token))).Message.ShouldContain("Initialize-StageCatalog");
        var setup = await catalog.Team.InitializeAsync(bucket: null, Token);
        (setup.VersionBefore, setup.Version, setup.CopiedTo).ShouldBe((2, TeamSchema.Current, "stagetools_v2"));
        (await SqlAsync("SELECT string_agg(key, ',') FROM stagetools.directory_file")).ShouldBe("good");
        (await catalog.ListAsync("", Token)).Select(static stage => (stage.Name.Value, stage.DirectoryTableRefreshedOn is not null)).ShouldBe([("sales", true), ("spoilt", false)]);
        (await catalog.Team.ListGrantsAsync(null, null, Token)).ShouldHaveSingleItem().Role.ShouldBe("PUBLIC");
        (await SqlAsync("SELECT url FROM stagetools_v2.storage")).ShouldBe("s3://team/");
        (await SqlAsync($"SELECT count(*) FROM pg_class WHERE relnamespace = 'stagetools'::regnamespace AND has_table_privilege('{TeamSchema.Users}', oid, 'INSERT, UPDATE, DELETE, TRUNCATE')")).ShouldBe("0");
        (await SqlAsync("SELECT count(*) FROM pg_class WHERE relnamespace = 'stagetools'::regnamespace AND relkind = 'r' AND NOT relforcerowsecurity")).ShouldBe("0");
    }

    public async ValueTask DisposeAsync() => await Server.PsqlAsync($"DROP DATABASE {_database} WITH (FORCE)");

    [Fact]
    public async Task Its_tables_are_copied_aside_for_nobody_to_read_and_all_is_there_afterwards()
    {
        using var catalog = Open();
        (await StageErrorCode.CatalogUnavailable.ShouldFailAsync(() => catalog.ListAsync("", Token))).Message.ShouldContain("Initialize-StageCatalog");
        var setup = await catalog.Team.InitializeAsync(bucket: null, Token);
        (setup.VersionBefore, setup.Version, setup.CopiedTo).ShouldBe((1, TeamSchema.Current, "stagetools_v1"));
        (await catalog.ListAsync("", Token)).ShouldHaveSingleItem().SealedSecrets.ToArray().ShouldBe(new byte[] { 1 });
        (await SqlAsync("SELECT name, url FROM stagetools_v1.stage")).ShouldBe("sales\ts3://bucket/");
        (await SqlAsync("SELECT sealed FROM stagetools_v1.stage_secret")).ShouldBe("\\x01");
        (await SqlAsync($"SELECT has_schema_privilege('{TeamSchema.Users}', 'stagetools_v1', 'USAGE') OR has_schema_privilege('{TeamSchema.Administrators}', 'stagetools_v1', 'USAGE')")).ShouldBe("f");
        (await SqlAsync("SELECT count(*) FROM pg_class WHERE relnamespace = 'stagetools'::regnamespace AND relkind = 'r' AND NOT relforcerowsecurity")).ShouldBe("0");
        (await catalog.Team.InitializeAsync(bucket: null, Token)).CopiedTo.ShouldBeNull();
    }

    [Fact]
    public async Task A_step_that_fails_leaves_the_older_one_as_it_was()
    {
        await SqlAsync("CREATE TABLE stagetools.storage (); ALTER TABLE stagetools.storage OWNER TO stagetools_owner");
        using var catalog = Open();
        await StageErrorCode.CatalogUnavailable.ShouldFailAsync(() => catalog.Team.InitializeAsync(bucket: null, Token));
        (await SqlAsync("SELECT max(version) FROM stagetools.version")).ShouldBe("1");
        (await SqlAsync("SELECT count(*) FROM pg_namespace WHERE nspname = 'stagetools_v1'")).ShouldBe("0");
        (await SqlAsync("SELECT relforcerowsecurity FROM pg_class WHERE oid = 'stagetools.stage'::regclass")).ShouldBe("t");
    }

    [Fact]
    public async Task A_schema_that_somebody_else_made_is_no_place_for_the_copy()
    {
        await SqlAsync("CREATE SCHEMA stagetools_v1");
        using var catalog = Open();
        (await StageErrorCode.CatalogCorrupt.ShouldFailAsync(() => catalog.Team.InitializeAsync(bucket: null, Token))).Message.ShouldContain("stagetools_v1");
        (await SqlAsync("SELECT max(version) FROM stagetools.version")).ShouldBe("1");
    }

    private PostgresCatalog Open() => new(() => new Npgsql.NpgsqlConnectionStringBuilder(Server.ConnectionString) { Database = _database });

    private Task<string> SqlAsync(string sql) => Server.PsqlAsync(sql, database: _database);
}
