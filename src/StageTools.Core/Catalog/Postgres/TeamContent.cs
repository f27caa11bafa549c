using System.Data;
using Npgsql;

namespace StageTools.Catalog.Postgres;

/// <summary>All that a team's catalog keeps, read and written at once.</summary>
internal static class TeamContent
{
    private const int CommandsAtOnce = 500;

    private const string IsAdministrator = $"SELECT pg_has_role('{TeamSchema.Administrators}', 'USAGE')";

    private const string Grants =
        $"""
        SELECT s.name, coalesce(r.rolname::text, '{ITeamCatalog.Everybody}'), g.rights, g.granted_by
        FROM stagetools.stage_grant g JOIN stagetools.stage s ON s.id = g.stage_id LEFT JOIN pg_catalog.pg_roles r ON r.oid = g.role
        WHERE s.session IS NULL AND (r.oid IS NOT NULL OR g.role = 0) ORDER BY s.name_key, g.role <> 0, 2
        """;

    /// <summary>What is kept for good, of one moment.</summary>
    /// <exception cref="StageException"><c>AccessDenied</c> for who is no administrator, and sees a part of it.</exception>
    public static Task<CatalogContent> ReadAsync(TeamDatabase database, CancellationToken cancellationToken) => database.RunAsync(
        async connection =>
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                var isAll = await ReadAsync(
                    connection, TeamCommands.Command(IsAdministrator), static row => row.GetBoolean(0), cancellationToken).ConfigureAwait(false);
                if (!isAll[0])
                {
                    throw database.Errors.Refused(
                        $"to copy the catalog {database.Errors.Catalog} wants one of its administrators, who sees all of it: a member of the role "
                            + $"{TeamSchema.Administrators}.");
                }

                var content = await ReadAsync(connection, "WHERE session IS NULL ", cancellationToken).ConfigureAwait(false);
                return content with
                {
                    Grants = await ReadAsync(connection, TeamCommands.Command(Grants), TeamGrants.Read, cancellationToken).ConfigureAwait(false),
                };
            }
        },
        cancellationToken);

    /// <summary>Writes what comes in the place of what is there, in one transaction.</summary>
    public static Task WriteAsync(TeamDatabase database, Func<CatalogContent, CatalogContent> make, CancellationToken cancellationToken) =>
        database.RunAsync(
            async connection =>
            {
                var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    var locking = connection.Batch([TeamCommands.Command(TeamSecrets.Lock)]);
                    await using (locking.ConfigureAwait(false))
                        await locking.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);

                    var there = await ReadAsync(connection, string.Empty, cancellationToken).ConfigureAwait(false);
                    var content = make(there);
                    await RequireStorageAsync(connection, content, database.Errors, cancellationToken).ConfigureAwait(false);
                    await RequireRolesAsync(connection, content, cancellationToken).ConfigureAwait(false);
                    foreach (var commands in Commands(there, content).Chunk(CommandsAtOnce))
                    {
                        var batch = connection.Batch(commands);
                        await using (batch.ConfigureAwait(false))
                            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                    }

                    await CommitAsync(transaction, database.Errors, cancellationToken).ConfigureAwait(false);
                    return true;
                }
            },
            cancellationToken);

    private static IEnumerable<NpgsqlBatchCommand> Commands(CatalogContent there, CatalogContent content)
    {
        foreach (var entry in content.Named)
            yield return TeamNamedEntries.Replacement(entry, there.Named.Any(older => older.Id == entry.Id));

        var grants = content.Grants?.ToLookup(static grant => grant.Stage);
        foreach (var stage in content.Stages)
        {
            foreach (var older in there.InTheWayOf(stage))
                yield return older.Name == stage.Name ? TeamStageRow.Replacement(stage.Name) : TeamStageRow.Removal(older.Id);

            foreach (var command in TeamStageRow.Insertion(stage))
                yield return command;

            yield return TeamStageRow.Forgetting();
            if (stage.Kind is StageKind.Internal)
                yield return TeamStageRow.Recovery(stage.Id);

            foreach (var grant in grants?[stage.Name] ?? [])
                yield return TeamGrants.Insertion(stage.Id, grant);
        }
    }

    /// <summary>Internal stages want a bucket.</summary>
    private static async Task RequireStorageAsync(
        NpgsqlConnection connection, CatalogContent content, TeamErrors errors, CancellationToken cancellationToken)
    {
        var stages = content.Stages.Where(static stage => stage.Kind is StageKind.Internal).Select(static stage => stage.Name.Value).ToList();
        if (stages.Count > 0
            && (await ReadAsync(connection, TeamStorage.Selection, TeamStorage.Read, cancellationToken).ConfigureAwait(false)).Count == 0)
        {
            throw CatalogErrors.NoInternal(stages, errors.Catalog);
        }
    }

    /// <summary>A grant to nobody would be one to somebody else some day: roles are made first.</summary>
    private static async Task RequireRolesAsync(NpgsqlConnection connection, CatalogContent content, CancellationToken cancellationToken)
    {
        var roles = content.Grants?.Select(static grant => grant.Role).Where(static role => role != ITeamCatalog.Everybody)
            .Distinct(StringComparer.Ordinal).ToArray() ?? [];
        var missing = await ReadAsync(
            connection,
            TeamCommands.Command(
                "SELECT role FROM unnest($1) AS role WHERE to_regrole(quote_ident(role)) IS NULL ORDER BY 1", TeamCommands.Value(roles)),
            static row => row.GetString(0),
            cancellationToken).ConfigureAwait(false);
        if (missing.Count > 0)
            throw CatalogErrors.NoRoles(missing);
    }

    /// <summary>What became of a commit whose answer was lost nobody knows: done again, it would meet itself.</summary>
    private static async Task CommitAsync(NpgsqlTransaction transaction, TeamErrors errors, CancellationToken cancellationToken)
    {
        try
        {
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (TeamErrors.IsLost(e))
        {
            throw errors.Explain(e)!;
        }
    }

    private static async Task<CatalogContent> ReadAsync(NpgsqlConnection connection, string condition, CancellationToken cancellationToken)
    {
        var named = await ReadAsync(connection, TeamNamedEntries.All, static row => TeamNamedEntries.Read(row, 0)!, cancellationToken)
            .ConfigureAwait(false);
        var stages = await ReadAsync(
            connection,
            TeamCommands.Command($"{TeamStageRow.Selection}{condition}ORDER BY name_key"),
            static row => TeamStageRow.Read(row).Entry,
            cancellationToken).ConfigureAwait(false);
        return new CatalogContent(named, stages);
    }

    private static async Task<List<T>> ReadAsync<T>(
        NpgsqlConnection connection, NpgsqlBatchCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var batch = connection.Batch([command]);
        await using (batch.ConfigureAwait(false))
            return await batch.ReadAllAsync(read, cancellationToken).ConfigureAwait(false);
    }
}
