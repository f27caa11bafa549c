using Npgsql;

namespace StageTools.Catalog.Postgres;

/// <summary>A team's catalog: PostgreSQL, whose roles and row level security say who sees and changes what.</summary>
/// <remarks>Every change is one batch, which the server does whole or not at all: no lock is held while something travels.</remarks>
public sealed class PostgresCatalog : IStageCatalog
{
    private readonly TeamDatabase _database;
    private readonly LeasedSessions _sessions;

    /// <summary>Names the catalog; nothing is opened before it is asked something.</summary>
    /// <param name="settings">How to connect; asked again after a connection was refused.</param>
    /// <param name="renewal">How often leases are renewed; every two minutes unless told.</param>
    internal PostgresCatalog(Func<NpgsqlConnectionStringBuilder> settings, TimeSpan? renewal = null)
    {
        _database = new TeamDatabase(settings);
        _sessions = new LeasedSessions(_database, renewal ?? LeasedSessions.Renewal);
        Directory = new PostgresDirectoryTable(_database);
        Team = new TeamGrants(_database);
        Named = new TeamNamedEntries(_database);
    }

    /// <summary>The catalog at <c>postgres://host[:port]/database</c>; who connects is the environment's to say.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>; nothing of the text is in it.</exception>
    public static PostgresCatalog At(string url) => new(CatalogAddress.Parse(url).Settings);

    /// <inheritdoc/>
    public string Location => _database.Errors.Location;

    /// <inheritdoc/>
    public IStageSessions Sessions => _sessions;

    /// <inheritdoc/>
    public IDirectoryTable Directory { get; }

    /// <inheritdoc/>
    public ITeamCatalog Team { get; }

    /// <inheritdoc/>
    public INamedEntries Named { get; }

    /// <inheritdoc/>
    public bool IsConnected => _database.IsConnected;

    /// <inheritdoc/>
    public async Task<CatalogEntry?> FindAsync(StageName name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        return (await FindRowAsync(name, cancellationToken).ConfigureAwait(false))?.Entry;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CatalogEntry>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        await ReadRowsAsync(static row => TeamStageRow.Read(row).Entry, TeamStageRow.Selection, prefix, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListNamesAsync(string prefix, CancellationToken cancellationToken) =>
        await ReadRowsAsync(static row => row.GetString(0), "SELECT name FROM stagetools.stage ", prefix, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<bool> AnyEnabledAsync(CancellationToken cancellationToken)
    {
        var command = TeamCommands.Command("SELECT EXISTS (SELECT FROM stagetools.stage WHERE enabled)");
        return (await _database.ReadAsync(static row => row.GetBoolean(0), cancellationToken, command).ConfigureAwait(false))[0];
    }

    /// <inheritdoc/>
    public async Task<CatalogEntry> AddAsync(StageName name, Func<CatalogEntry> make, bool replace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(make);
        var entry = make();
        List<NpgsqlBatchCommand> commands = [.. TeamStageRow.Insertion(entry)];
        if (replace)
            commands.Insert(0, TeamStageRow.Replacement(name));

        while (true)
        {
            try
            {
                var made = await _database.ReadAsync(
                    static row => (row.GetString(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.TextOrNull(3)),
                    cancellationToken,
                    commands).ConfigureAwait(false);
                var (creator, owner, createdOn, bucket) = made[0];
                var storage = entry.Url is null && bucket is not null ? new CatalogStorage(StageUrl.FromCatalog(bucket), Connection: null) : null;
                return entry with { Creator = creator, Owner = owner, CreatedOn = createdOn, Storage = storage };
            }
            catch (StageException e) when (TeamErrors.IsWithoutStorage(e))
            {
                throw CatalogErrors.NoInternal(name);
            }
            catch (StageException e) when (TeamErrors.IsReferred(e) && entry is not { NamedConnection: null, NamedFormat: null })
            {
                throw CatalogErrors.Dropped(entry, e);
            }
            catch (StageException e) when (TeamErrors.IsTaken(e))
            {
                // It may be this very stage, whose answer was lost; one that is to be replaced somebody else may have made just now.
                var there = await FindAsync(name, cancellationToken).ConfigureAwait(false);
                if (there?.Id == entry.Id)
                    return there;

                if (!replace)
                    throw CatalogErrors.Exists(name);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<CatalogEntry> UpdateAsync(StageName name, Func<CatalogEntry, CatalogEntry> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(change);
        var older = await FindRowAsync(name, cancellationToken).ConfigureAwait(false) ?? throw CatalogErrors.NotFound(name);
        while (true)
        {
            var newer = change(older.Entry);
            try
            {
                var changed = await _database.ReadAsync(static row => row.GetString(0), cancellationToken, older.Change(newer)).ConfigureAwait(false);
                if (changed.Count > 0)
                    return newer;
            }
            catch (StageException e) when (TeamErrors.IsReferred(e))
            {
                throw CatalogErrors.Dropped(newer, e);
            }
            catch (StageException e) when (TeamErrors.IsTaken(e))
            {
                throw CatalogErrors.Taken(newer.Name, older.Entry.Name);
            }

            // Somebody else changed it meanwhile; what is to change is changed in what is there now.
            older = await FindRowAsync("WHERE id = $1", older.Entry.Id, cancellationToken).ConfigureAwait(false)
                ?? throw CatalogErrors.NotFound(name);
        }
    }

    /// <inheritdoc/>
    public Task<int> ResealAsync(Func<IReadOnlyList<SealedSecrets>, IReadOnlyList<SealedSecrets>> reseal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reseal);
        return _database.RunAsync(
            async connection =>
            {
                var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    var older = connection.Batch([TeamCommands.Command(TeamSecrets.Lock), TeamCommands.Command(TeamSecrets.Selection)]);
                    var resealed = reseal(await older.ReadAllAsync(TeamSecrets.Read, cancellationToken).ConfigureAwait(false));
                    if (resealed.Count > 0)
                    {
                        var batch = connection.Batch([.. resealed.Select(TeamSecrets.Change)]);
                        await using (batch.ConfigureAwait(false))
                            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                    }

                    await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    return resealed.DistinctBy(static secrets => secrets.Id, StringComparer.Ordinal).Count();
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<CatalogContent> ReadContentAsync(CancellationToken cancellationToken) => TeamContent.ReadAsync(_database, cancellationToken);

    /// <inheritdoc/>
    public Task WriteContentAsync(Func<CatalogContent, CatalogContent> make, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(make);
        return TeamContent.WriteAsync(_database, make, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<CatalogEntry?> RemoveAsync(StageName name, bool keepFiles, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        while (await FindAsync(name, cancellationToken).ConfigureAwait(false) is { } entry)
        {
            // One that is gone may be gone by this very command, whose answer was lost; one of its name that is another is the next to go.
            // A listing may be long, and goes in parts before.
            if (entry.DirectoryTableRefreshedOn is not null)
                await Directory.ClearAsync(entry.Id, cancellationToken).ConfigureAwait(false);

            var removal = TeamStageRow.Removal(entry.Id);
            var (removed, attempts) = await _database.CountAsync(
                keepFiles && entry.Kind is StageKind.Internal ? [TeamStageRow.Keeping(), removal] : [removal],
                cancellationToken).ConfigureAwait(false);
            if (removed > 0 || attempts > 1)
                return entry;
        }

        return null;
    }

    /// <inheritdoc/>
    public Task<CatalogRemains> ListRemainsAsync(CancellationToken cancellationToken) => _sessions.ListRemainsAsync(cancellationToken);

    /// <inheritdoc/>
    public Task ForgetDiscardedAsync(string id, CancellationToken cancellationToken) =>
        _database.ExecuteAsync(cancellationToken, TeamStageRow.Recovery(id));

    /// <inheritdoc/>
    public async Task<CatalogStorage?> FindStorageAsync(CancellationToken cancellationToken) =>
        (await _database.ReadAsync(TeamStorage.Read, cancellationToken, TeamStorage.Selection).ConfigureAwait(false)).SingleOrDefault();

    /// <inheritdoc/>
    public Task EndSessionAsync(string session, CancellationToken cancellationToken) => _sessions.EndAsync(session, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    private Task<TeamStageRow?> FindRowAsync(StageName name, CancellationToken cancellationToken) =>
        FindRowAsync("WHERE name_key = $1", name.Folded, cancellationToken);

    private async Task<TeamStageRow?> FindRowAsync(string condition, string value, CancellationToken cancellationToken)
    {
        var command = TeamCommands.Command(TeamStageRow.Selection + condition, TeamCommands.Text(value));
        var rows = await _database.ReadAsync(TeamStageRow.Read, cancellationToken, command).ConfigureAwait(false);
        return rows.SingleOrDefault();
    }

    private Task<List<T>> ReadRowsAsync<T>(Func<NpgsqlDataReader, T> read, string selection, string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var folded = prefix.ToUpperInvariant();
        var command = TeamCommands.Command(
            selection + "WHERE name_key >= $1 AND name_key < $2 ORDER BY name_key",
            TeamCommands.Text(folded),
            TeamCommands.Text(folded + "\U0010FFFF"));
        return _database.ReadAsync(read, cancellationToken, command);
    }
}
