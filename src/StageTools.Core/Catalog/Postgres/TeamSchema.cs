using Npgsql;

namespace StageTools.Catalog.Postgres;

/// <summary>The tables of a team's catalog, its roles, and the steps from one version to the next, counted in <c>stagetools.version</c>.</summary>
/// <remarks>
/// All of it belongs to <see cref="Owner"/>, who cannot log in and is subject to row level security as everybody is, also where a superuser made it.
/// </remarks>
internal sealed class TeamSchema(NpgsqlConnection connection, TeamErrors errors, CancellationToken cancellationToken)
{
    /// <summary>The role that everything belongs to.</summary>
    public const string Owner = "stagetools_owner";

    /// <summary>Who creates, alters, drops and grants.</summary>
    public const string Administrators = "stagetools_admin";

    /// <summary>Who sees and uses what was granted.</summary>
    public const string Users = "stagetools_user";

    // "STGT", for the lock of whoever changes the tables.
    private const long MigrationLock = 0x53544754;

    private const int MostAttempts = 10;

    private static readonly TeamCommand ReadVersion = new(
        """
        SELECT v.version, v.module, pg_catalog.pg_get_userbyid(n.nspowner)
        FROM stagetools.version v, pg_catalog.pg_namespace n WHERE n.nspname = 'stagetools' ORDER BY v.version DESC LIMIT 1
        """);

    // The steps from one version to the next.
    private static readonly string[] Migrations = ["Version1", "Version2", "Version3"];

    /// <summary>The version this code writes and reads.</summary>
    public static int Current => Migrations.Length;

    /// <summary>This module's version, which a catalog that it made names to older ones.</summary>
    private static string Module => typeof(TeamSchema).Assembly.GetName().Version!.ToString(3);

    /// <summary>Sees that a database holds a catalog of this version.</summary>
    /// <exception cref="StageException"><c>CatalogTooNew</c>, <c>CatalogUnavailable</c>, <c>CatalogCorrupt</c>, <c>AccessDenied</c>.</exception>
    public async Task RequireAsync()
    {
        (int Version, string Module, string Owner)? found;
        try
        {
            found = await FindVersionAsync().ConfigureAwait(false);
        }
        catch (PostgresException e) when (errors.Explain(e) is not null)
        {
            throw errors.Explain(e)!;
        }

        switch (found)
        {
            case null:
                throw errors.NotThere("holds no catalog yet");
            case { Owner: not Owner }:
                throw Planted(found.Value.Owner);
            case var (version, module, _) when version > Current:
                throw errors.TooNew(version, module);
            case var (version, _, _) when version < Current:
                throw errors.NotThere($"holds a catalog of an older StageTools (version {version} of its tables, this one wants {Current})");
        }
    }

    /// <summary>Makes or upgrades the tables and roles, in one transaction each.</summary>
    /// <exception cref="StageException"><c>AccessDenied</c>, <c>CatalogTooNew</c>, <c>CatalogCorrupt</c>, <c>CatalogUnavailable</c>.</exception>
    public async Task<CatalogSetup> InitializeAsync(TeamBucket? bucket)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var before = await MigrateAsync(bucket).ConfigureAwait(false);
                return new CatalogSetup(errors.Catalog, before, Current, [Administrators, Users])
                {
                    CopiedTo = IsOlder(before) ? SchemaOf(before) : null,
                    Url = bucket?.Url.ToString(),
                };
            }
            catch (PostgresException e) when (attempt < MostAttempts && IsRace(e))
            {
                // Roles are the whole server's: somebody makes them for another database just now.
                await Task.Delay(Random.Shared.Next(10, 100 * attempt), cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                throw errors.Refused(
                    $"to make a catalog in {errors.Catalog} wants its owner, who may make roles (CREATEROLE), or a superuser. PostgreSQL says: "
                        + $"{e.MessageText}.",
                    e);
            }
            catch (Exception e) when (errors.Explain(e) is not null)
            {
                throw errors.Explain(e)!;
            }
        }
    }

    /// <summary>A part of the SQL that makes a catalog, by the name of its file.</summary>
    internal static string SqlOf(string name) => CatalogSql.Of(typeof(TeamSchema), name);

    // "tuple concurrently updated" has no code of its own.
    private static bool IsRace(PostgresException e) => e.SqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation
        or PostgresErrorCodes.DuplicateSchema or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.InternalError;

    private static bool IsOlder(int version) => version > 0 && version < Current;

    private static string SchemaOf(int version) => string.Create(CultureInfo.InvariantCulture, $"stagetools_v{version}");

    private async Task<int> MigrateAsync(TeamBucket? bucket)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = transaction.ConfigureAwait(false);
        await ExecuteAsync($"SELECT pg_catalog.pg_advisory_xact_lock({MigrationLock})").ConfigureAwait(false);
        await ExecuteAsync(SqlOf("Roles")).ConfigureAwait(false);
        await RequireSafeAsync().ConfigureAwait(false);
        await ExecuteAsync(SqlOf("Schema")).ConfigureAwait(false);
        var isThere = await ScalarAsync("SELECT pg_catalog.to_regclass('stagetools.version')::text").ConfigureAwait(false) is not null;
        var found = isThere ? await FindVersionAsync().ConfigureAwait(false) : null;
        if (found is { Version: var version, Module: var module } && version > Current)
            throw errors.TooNew(version, module);

        var before = found?.Version ?? 0;
        if (IsOlder(before))
        {
            await RequireOwnAsync(SchemaOf(before)).ConfigureAwait(false);
            var copying = SqlOf("CopyAside").Replace("{schema}", SchemaOf(before), StringComparison.Ordinal);
            await ExecuteAsync(copying).ConfigureAwait(false);
        }

        for (var next = before; next < Current; next++)
        {
            await ExecuteAsync(SqlOf(Migrations[next])).ConfigureAwait(false);
            await ExecuteAsync($"INSERT INTO stagetools.version (version, module) VALUES ({next + 1}, '{Module}')").ConfigureAwait(false);
        }

        await ExecuteAsync(SqlOf("End")).ConfigureAwait(false);
        if (bucket is not null)
            await TeamStorage.KeepAsync(connection, bucket, cancellationToken).ConfigureAwait(false);

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return before;
    }

    /// <summary>Roles that could pass by the rules, and a schema that somebody else put there, are none of ours.</summary>
    private async Task RequireSafeAsync()
    {
        var role = await ScalarAsync(
            $"""
            SELECT rolname::text FROM pg_catalog.pg_roles
            WHERE rolname IN ('{Owner}', '{Administrators}', '{Users}') AND (rolsuper OR rolbypassrls OR rolcanlogin) LIMIT 1
            """).ConfigureAwait(false);
        if (role is not null)
            throw errors.NoCatalog($"the role '{role}' may log in, or pass by row level security: make it NOLOGIN NOSUPERUSER NOBYPASSRLS first.");

        await RequireOwnAsync("stagetools").ConfigureAwait(false);
        if (await ScalarAsync("SHOW server_encoding").ConfigureAwait(false) is not "UTF8" and var encoding)
            throw errors.NoCatalog($"texts are {encoding}, and a catalog wants UTF8: make a database of that encoding for it.");
    }

    private async Task RequireOwnAsync(string schema)
    {
        var owner = await ScalarAsync(
            $"SELECT pg_catalog.pg_get_userbyid(nspowner)::text FROM pg_catalog.pg_namespace WHERE nspname = '{schema}'").ConfigureAwait(false);
        if (owner is not null and not Owner)
            throw Planted(owner, schema);
    }

    private StageException Planted(string owner, string schema = "stagetools") =>
        errors.NoCatalog($"the schema '{schema}' belongs to '{owner}' and is no catalog of StageTools; take it away, or name another database.");

    private async Task<(int Version, string Module, string Owner)?> FindVersionAsync()
    {
        var found = await connection.ReadAsync(
            static row => (row.GetInt32(0), row.GetString(1), row.GetString(2)), cancellationToken, ReadVersion).ConfigureAwait(false);
        return found.Count == 0 ? null : found[0];
    }

    private async Task<string?> ScalarAsync(string sql) =>
        (await connection.ReadAsync(
        static row => CatalogRows.Text(row, 0), cancellationToken, new TeamCommand(sql)).ConfigureAwait(false)).FirstOrDefault();

    /// <summary>Runs a script, which may hold several statements.</summary>
    private async Task ExecuteAsync(string sql)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
