using Npgsql;

namespace StageTools.Catalog.Postgres;

/// <summary>All that a team's catalog keeps, read and written at once.</summary>
internal sealed class TeamContent(NpgsqlConnection connection, TeamErrors errors, CancellationToken cancellationToken)
{
    private const int CommandsAtOnce = 500;

    private static readonly TeamCommand IsAdministrator = new($"SELECT pg_has_role('{TeamSchema.Administrators}', 'USAGE')");

    /// <summary>What is kept for good, of one moment.</summary>
    /// <exception cref="StageException"><c>AccessDenied</c> for who is no administrator, and sees a part of it.</exception>
    public async Task<CatalogContent> ReadAsync()
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        await using var closing = transaction.ConfigureAwait(false);
        if (await connection.ReadAsync<bool>(cancellationToken, IsAdministrator).ConfigureAwait(false) is not [true])
        {
            throw errors.Refused(
                $"to copy the catalog {errors.Catalog} wants one of its administrators, who sees all of it: a member of the role "
                    + $"{TeamSchema.Administrators}.");
        }

        var content = await ReadAsync("WHERE session IS NULL ").ConfigureAwait(false);
        var grants = TeamGrants.Listing("s.session IS NULL");
        return content with { Grants = await connection.ReadAsync(TeamGrants.Read, cancellationToken, grants).ConfigureAwait(false) };
    }

    /// <summary>Writes what comes in the place of what is there, in one transaction; the listings that are shown no more.</summary>
    public async Task<List<ForgottenListing>> WriteAsync(Func<CatalogContent, CatalogContent> make)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = transaction.ConfigureAwait(false);
        await connection.ExecuteAsync(cancellationToken, TeamSecrets.Lock).ConfigureAwait(false);
        var storage = await connection.ReadAsync(TeamStorage.Read, cancellationToken, TeamStorage.Selection).ConfigureAwait(false);
        var there = await ReadAsync(condition: string.Empty).ConfigureAwait(false) with { Storage = storage.SingleOrDefault() };
        var content = make(there);
        RequireStorage(content, there.Storage);
        await RequireRolesAsync(content).ConfigureAwait(false);
        List<ForgottenListing> forgotten = [];
        foreach (var commands in NamedCommands(there, content).Chunk(CommandsAtOnce))
            forgotten.AddRange(await connection.ReadAsync(TeamNamedEntries.ReadForgotten, cancellationToken, commands).ConfigureAwait(false));

        foreach (var commands in StageCommands(there, content).Chunk(CommandsAtOnce))
            await connection.ExecuteAsync(cancellationToken, commands).ConfigureAwait(false);

        await CommitAsync(transaction).ConfigureAwait(false);
        return forgotten;
    }

    private static IEnumerable<TeamCommand> NamedCommands(CatalogContent there, CatalogContent content) => content.Named.SelectMany(
        entry => TeamNamedEntries.Replacement(entry, there.Named.FirstOrDefault(older => older.Id == entry.Id)));

    private static IEnumerable<TeamCommand> StageCommands(CatalogContent there, CatalogContent content)
    {
        var grants = content.Grants?.ToLookup(static grant => StageName.Parse(grant.Stage));
        foreach (var stage in content.Stages)
        {
            foreach (var older in there.InTheWayOf(stage))
                yield return older.Name == stage.Name ? TeamStageRow.Replacement(stage.Name) : TeamStageRow.Removal(older);

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
    private void RequireStorage(CatalogContent content, CatalogStorage? storage)
    {
        var stages = content.Stages.Where(static stage => stage.Kind is StageKind.Internal).Select(static stage => stage.Name.Value).ToList();
        if (stages.Count > 0 && storage is null)
            throw CatalogErrors.NoInternal(stages, errors.Catalog);
    }

    /// <summary>A grant to nobody would be one to somebody else some day: roles are made first.</summary>
    private async Task RequireRolesAsync(CatalogContent content)
    {
        object roles = content.Grants?.Select(static grant => grant.Role).Where(static role => role != ITeamCatalog.Everybody)
            .Distinct(StringComparer.Ordinal).ToArray() ?? [];
        var command = new TeamCommand("SELECT role FROM unnest($1) AS role WHERE to_regrole(quote_ident(role)) IS NULL ORDER BY 1", roles);
        var missing = await connection.ReadAsync<string>(cancellationToken, command).ConfigureAwait(false);
        if (missing.Count > 0)
            throw CatalogErrors.NoRoles(missing);
    }

    /// <summary>What became of a commit whose answer was lost nobody knows: done again, it would meet itself.</summary>
    private async Task CommitAsync(NpgsqlTransaction transaction)
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

    private async Task<CatalogContent> ReadAsync(string condition)
    {
        var named = await connection.ReadAsync(
            static row => CatalogRows.Named(row, 0)!, cancellationToken, TeamNamedEntries.All).ConfigureAwait(false);
        var selection = new TeamCommand($"{TeamStageRow.Selection}{condition}ORDER BY name_key");
        var stages = await connection.ReadAsync(static row => TeamStageRow.Read(row).Entry, cancellationToken, selection).ConfigureAwait(false);
        return new CatalogContent(named, stages);
    }
}
