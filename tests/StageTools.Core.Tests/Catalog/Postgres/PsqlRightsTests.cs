using StageTools.Catalog;
using StageTools.Catalog.Postgres;

namespace StageTools.Core.Tests.Catalog.Postgres;

/// <summary>A user with psql gets no more of the catalog than the module gives, whoever made it.</summary>
public sealed class PsqlRightsTests : TeamSuite
{
    /// <summary>What a user may do with each table and view; all else is refused by the table's privileges, before any row is looked at.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["version"] = ["SELECT"],
        ["session"] = ["SELECT"],
        ["stage"] = ["SELECT"],
        ["stages"] = ["SELECT"],
        ["stage_grant"] = ["SELECT"],
        ["stage_secret"] = ["SELECT"],
        ["named_entry"] = ["SELECT"],
        ["named_secret"] = ["SELECT"],
        ["storage"] = ["SELECT"],
        ["discarded_stage"] = ["SELECT"],
        ["directory"] = ["SELECT"],
        ["directory_file"] = ["SELECT"],
    };

    private static readonly string[] Privileges = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"];

    /// <summary>Two stages that everybody may use, one that ann reads, one that is nobody's, each with secrets, grants and a directory table.</summary>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (var (name, isPrivate) in new[] { ("open", false), ("hidden", true), ("read", true) })
        {
            var entry = await AddSealedAsync(name, isPrivate, read: 1, write: 2);
            await Catalog.Directory.RefreshAsync(entry, new[] { new StageTools.Storage.StoreItem(name, 1, DateTimeOffset.UnixEpoch) }.ToAsync(), Token);
        }

        await GrantAsync("read", StageRights.Read, Ann);
        foreach (var (name, isPrivate) in new[] { ("shared", false), ("secret", true) })
        {
            var connection = await Catalog.Named.PutAsync(NamedKind.Connection, Name(name), _ => NamedEntriesTests.Connection(name, (byte)(isPrivate ? 9 : 8)), Token);
            await AddAsync(CatalogPlace.Entry(name) with { NamedConnection = connection, IsPrivate = isPrivate });
        }

        await Catalog.Named.PutAsync(NamedKind.FileFormat, Name("format"), static _ => NamedEntriesTests.Format("format"), Token);
        await Place.SqlAsync("INSERT INTO stagetools.storage (url) VALUES ('s3://team/'); INSERT INTO stagetools.discarded_stage VALUES ('x')");
        using var session = Catalog.Sessions.Begin();
        await AddAsync(CatalogPlace.Entry("temporary") with { Session = session.Id, IsPrivate = true });
    }

    [Fact]
    public async Task Every_table_and_view_is_known_to_these_tests() => (await RelationsAsync("r", "v", "m", "f", "p", "S")).ShouldBe(Allowed.Keys, ignoreOrder: true);

    [Fact]
    public async Task Every_privilege_that_is_not_listed_is_refused_to_users_and_strangers()
    {
        foreach (var (relation, allowed) in Allowed)
        {
            foreach (var privilege in Privileges)
            {
                var expected = allowed.Contains(privilege, StringComparer.Ordinal) ? "t" : "f";
                (await Place.SqlAsync(Ann, $"SELECT has_table_privilege('stagetools.{relation}', '{privilege}')"))
                    .ShouldBe(expected, $"{privilege} on {relation}");
            }
        }
    }

    [Fact]
    public async Task Columns_give_a_user_no_more_than_tables_but_the_rows_and_the_generation_of_a_directory_table()
    {
        var extra = await Place.SqlAsync(
            Ann,
            """
            SELECT c.relname || '.' || a.attname || ' ' || p FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0,
                unnest(ARRAY['INSERT', 'UPDATE']) AS p
            WHERE c.relnamespace = 'stagetools'::regnamespace AND c.relkind IN ('r', 'v') AND has_column_privilege(c.oid, a.attnum, p)
                AND NOT has_table_privilege(c.oid, p) ORDER BY 1
            """);
        extra.Split('\n').ShouldBe([
            "directory_file.generation INSERT", "directory_file.key INSERT", "directory_file.last_modified INSERT", "directory_file.md5 INSERT",
            "directory_file.size INSERT", "directory_file.stage_id INSERT", "directory_file.storage_class INSERT",
            "directory.generation INSERT", "directory.generation UPDATE", "directory.stage_id INSERT"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("ROW SHARE")]
    [InlineData("ROW EXCLUSIVE")]
    [InlineData("SHARE")]
    [InlineData("ACCESS EXCLUSIVE")]
    public async Task No_table_is_a_users_to_lock_against_others(string mode)
    {
        foreach (var relation in Allowed.Keys)
            await Place.RefusedAsync(Ann, $"BEGIN; LOCK TABLE stagetools.{relation} IN {mode} MODE");
    }

    [Fact]
    public async Task What_is_listed_no_more_goes_by_the_hand_of_who_may_write_and_what_is_shown_stays()
    {
        await Place.SqlAsync("INSERT INTO stagetools.directory_file SELECT id, 7, 'old', 1, 1 FROM stagetools.stage WHERE name IN ('open', 'hidden', 'read')");
        await Place.SqlAsync(Ann, "SELECT stagetools.sweep(id, 1, '', 9223372036854775807) FROM unnest(ARRAY['unknown'] || (SELECT array_agg(id) FROM stagetools.stage)) AS id");
        var ids = await Place.SqlAsync("SELECT string_agg(id, ' ') FROM stagetools.stage WHERE name IN ('hidden', 'read')");
        foreach (var id in ids.Split(' '))
            (await Place.SqlAsync(Ann, $"SELECT count(*) FROM stagetools.sweep('{id}', 1, '', 9223372036854775807)")).ShouldBe("0");
        (await Place.SqlAsync("SELECT string_agg(s.name || ' ' || f.key, ',' ORDER BY s.name, f.key) FROM stagetools.directory_file f JOIN stagetools.stage s ON s.id = f.stage_id"))
            .ShouldBe("hidden hidden,hidden old,open open,read old,read read");
    }

    [Theory]
    [InlineData("size", "-1")]
    [InlineData("last_modified", "-1")]
    [InlineData("last_modified", "3155378976000000000")]
    [InlineData("generation", "0")]
    [InlineData("generation", "9223372036854775807")]
    public Task A_row_that_cannot_be_is_not_written(string column, string value)
    {
        string[] columns = ["generation", "key", "size", "last_modified"];
        var values = string.Join(", ", columns.Select(c => c == column ? value : c == "key" ? "'planted'" : "1"));
        return Place.RefusedAsync(
            Ann, $"INSERT INTO stagetools.directory_file (stage_id, {string.Join(", ", columns)}) SELECT id, {values} FROM stagetools.stage WHERE name = 'open'", "23514");
    }

    [Theory]
    [InlineData("stage", "name", "open,read,shared")]
    [InlineData("stages", "name", "open,read,shared")]
    [InlineData("named_entry", "name", "format,shared")]
    [InlineData("named_secret", "get_byte(sealed, 0)::text", "8")]
    [InlineData("directory_file", "key", "open,read")]
    [InlineData("stage_grant", "rights::text", "1,3,3")]
    [InlineData("stage_secret", "get_byte(sealed, 0)::text", "1,1,2")]
    [InlineData("directory", "(SELECT name FROM stagetools.stage s WHERE s.id = stage_id)", "open,read")]
    [InlineData("session", "id", "")]
    [InlineData("storage", "url", "s3://team/")]
    [InlineData("discarded_stage", "id", "")]
    [InlineData("version", "version::text", null)]
    public async Task A_user_sees_the_rows_that_follow_from_his_grants(string relation, string shown, string? rows) =>
        (await Place.SqlAsync(Ann, $"SELECT string_agg(x, ',' ORDER BY x) FROM (SELECT {shown} AS x FROM stagetools.{relation}) t"))
            .ShouldBe(rows ?? string.Join(',', Enumerable.Range(1, TeamSchema.Current)));

    [Theory]
    [InlineData("INSERT INTO stagetools.directory_file SELECT id, 1, 'planted', 1, 1 FROM stagetools.stage WHERE name = 'read'")]
    [InlineData("INSERT INTO stagetools.directory (stage_id, generation) SELECT id, 1 FROM stagetools.stage WHERE name = 'read' ON CONFLICT (stage_id) DO UPDATE SET generation = 1")]
    [InlineData("INSERT INTO stagetools.directory_file VALUES ('unknown', 1, 'planted', 1, 1)")]
    [InlineData("ALTER TABLE stagetools.stage DISABLE ROW LEVEL SECURITY")]
    [InlineData("ALTER VIEW stagetools.stages SET (security_invoker = false)")]
    [InlineData("CREATE POLICY mine ON stagetools.stage USING (true)")]
    [InlineData("CREATE TABLE stagetools.mine (a int)")]
    [InlineData("CREATE FUNCTION stagetools.now() RETURNS int LANGUAGE sql AS 'SELECT 1'")]
    [InlineData("DROP TABLE stagetools.stage_secret")]
    [InlineData("SET ROLE stagetools_owner")]
    [InlineData("SET ROLE stagetools_admin")]
    [InlineData("SET SESSION AUTHORIZATION stagetools_admin")]
    [InlineData("GRANT stagetools_admin TO CURRENT_USER")]
    [InlineData("SET row_security = off; SELECT * FROM stagetools.stage")]
    [InlineData("SELECT * FROM stagetools.stage FOR UPDATE")]
    [InlineData("BEGIN; LOCK TABLE stagetools.stage IN SHARE ROW EXCLUSIVE MODE")]
    [InlineData("COPY stagetools.directory_file FROM STDIN")]
    [InlineData("DELETE FROM stagetools.directory_file")]
    [InlineData("DELETE FROM stagetools.directory")]
    public Task What_a_user_must_not_is_refused(string sql) => Place.RefusedAsync(Ann, sql);

    [Fact]
    public async Task A_change_of_directory_tables_changes_those_alone_that_the_user_writes()
    {
        await Place.SqlAsync(Ann, "UPDATE stagetools.directory SET generation = 1");
        foreach (var name in (string[])["hidden", "read"])
        {
            var listed = await Catalog.Directory.ListAsync((await Catalog.FindAsync(Name(name), Token))!.Id, "", Token).ToListAsync(Token);
            listed.ShouldHaveSingleItem().Key.ShouldBe(name);
        }
    }

    [Theory]
    [InlineData("WHERE name_key >= 'A' AND 1 / (CASE WHEN name = 'hidden' THEN 0 ELSE 1 END) = 1")]
    [InlineData("WHERE stagetools_leak(name)")]
    public async Task A_condition_of_his_own_sees_no_row_that_is_hidden(string condition)
    {
        var schema = $"leak_{Guid.NewGuid():N}";
        await Place.SqlAsync($"CREATE SCHEMA {schema} AUTHORIZATION {Ann}");
        var said = await Place.SqlAsync(
            Ann,
            $"""
            SET search_path = {schema};
            CREATE FUNCTION stagetools_leak(x text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS $$ BEGIN
                IF x IN ('hidden', 'secret', 'temporary') THEN RAISE EXCEPTION 'seen: %', x; END IF; RETURN true; END $$;
            SELECT count(*) FROM stagetools.stages {condition}
            """);
        said.ShouldBe("3");
    }

    [Fact]
    public async Task A_stranger_is_refused_all_of_it_and_told_whom_to_ask()
    {
        var stranger = await Place.CreateRoleAsync("eve");
        foreach (var relation in Allowed.Keys)
            await Place.RefusedAsync(stranger, $"SELECT * FROM stagetools.{relation}");
        using var catalog = Place.Open(stranger);
        var error = await StageErrorCode.AccessDenied.ShouldFailAsync(() => catalog.ListAsync("", Token));
        error.Message.ShouldStartWith("You do not have privilege to execute the statement: ");
        error.Message.ShouldContain(TeamSchema.Users);
    }

    [Fact]
    public async Task Everything_belongs_to_a_role_that_is_bound_by_the_rules_itself()
    {
        var others = await Place.SqlAsync(
            $"""
            SELECT relname FROM pg_class WHERE relnamespace = 'stagetools'::regnamespace AND pg_get_userbyid(relowner) <> '{TeamSchema.Owner}'
            UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'stagetools'::regnamespace AND pg_get_userbyid(proowner) <> '{TeamSchema.Owner}'
            UNION ALL SELECT relname FROM pg_class WHERE relnamespace = 'stagetools'::regnamespace AND relkind = 'r' AND NOT (relrowsecurity AND relforcerowsecurity)
            UNION ALL SELECT relname FROM pg_class WHERE relnamespace = 'stagetools'::regnamespace AND relkind = 'v'
                AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)
            UNION ALL SELECT rolname FROM pg_roles WHERE rolname IN ('{TeamSchema.Owner}', '{TeamSchema.Administrators}', '{TeamSchema.Users}')
                AND (rolsuper OR rolbypassrls OR rolcanlogin OR rolcreaterole)
            """);
        others.ShouldBeEmpty();
        (await Place.SqlAsync($"SET ROLE {TeamSchema.Owner}; SELECT count(*) FROM stagetools.stage")).ShouldBe("0");
    }

    [Fact]
    public async Task No_function_but_one_runs_with_anothers_rights_and_none_with_anothers_search_path_or_for_everybody()
    {
        var functions = await Place.SqlAsync(
            """
            SELECT proname, prosecdef, proconfig, has_function_privilege('public', oid, 'EXECUTE') FROM pg_proc
            WHERE pronamespace = 'stagetools'::regnamespace ORDER BY 1
            """);
        const string path = "{\"search_path=pg_catalog, pg_temp\"}";
        functions.Split('\n').ShouldBe([$"discard\tf\t{path}\tf", $"lease\tf\t{path}\tf", $"refreshed\tf\t{path}\tf", $"sweep\tt\t{path}\tf"]);
        foreach (var name in (string[])["discard", "lease", "refreshed"])
            await Place.RefusedAsync(Ann, $"SELECT stagetools.{name}()");
    }

    [Fact]
    public async Task An_administrator_writes_neither_who_made_a_stage_nor_when()
    {
        foreach (var column in (string[])["creator = 'me'", "created_on = now()", "owner = 'me'", "id = 'x'"])
            await Place.RefusedAsync(Place.Administrator, $"UPDATE stagetools.stage SET {column}");
        foreach (var column in (string[])["creator = 'me'", "created_on = now()", "kind = 'FileFormat'", "id = 'x'"])
            await Place.RefusedAsync(Place.Administrator, $"UPDATE stagetools.named_entry SET {column}");
        await Place.RefusedAsync(Place.Administrator, "UPDATE stagetools.stage_grant SET granted_by = 'me'");
        await Place.RefusedAsync(Place.Administrator, "UPDATE stagetools.version SET version = 99");
        await Place.SqlAsync(Place.Administrator, "UPDATE stagetools.session SET leased_until = 'infinity'");
        (await Place.SqlAsync("SELECT count(*) FROM stagetools.session WHERE leased_until > now() + interval '1 hour'")).ShouldBe("0");
    }

    private async Task<string[]> RelationsAsync(params string[] kinds) => (await Place.SqlAsync(
        $"SELECT relname FROM pg_class WHERE relnamespace = 'stagetools'::regnamespace AND relkind IN ({string.Join(", ", kinds.Select(static k => $"'{k}'"))})"))
        .Split('\n');
}
