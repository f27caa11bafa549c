using Npgsql;

namespace StageTools.Catalog.Postgres;

/// <summary>A team's catalog: PostgreSQL, whose roles and row level security say who sees and changes what.</summary>
/// <remarks>Every change is one batch, which the server does whole or not at all: no lock is held while something travels.</remarks>
internal sealed class PostgresCatalog : IStageCatalog
{
    private const string ById = "WHERE id = $1";

    private readonly TeamDatabase _database;
    private readonly PostgresDirectoryTable _directory;
    private readonly LeasedSessions _sessions;

    /// <summary>Names the catalog; nothing is opened before it is asked something.</summary>
    /// <param name="settings">How to connect; asked again after a connection was refused.</param>
    /// <param name="renewal">How often leases are renewed; every two minutes unless told.</param>
    internal PostgresCatalog(Func<NpgsqlConnectionStringBuilder> settings, TimeSpan? renewal = null)
    {
        _database = new TeamDatabase(settings);
        _sessions = new LeasedSessions(_database, renewal ?? LeasedSessions.Renewal);
        _directory = new PostgresDirectoryTable(_database);
        Team = new TeamGrants(_database);
        Named = new TeamNamedEntries(_database, _directory);
    }

    /// <summary>The catalog at <c>postgres://host[:port]/database</c>; who connects is the environment's to say.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>; nothing of the text is in it.</exception>
    public static PostgresCatalog At(string url) => new(CatalogAddress.Parse(url).Settings);

    /// <inheritdoc/>
    public string Location => _database.Errors.Location;

    /// <inheritdoc/>
    public IStageSessions Sessions => _sessions;

    /// <inheritdoc/>
    public IDirectoryTable Directory => _directory;

    /// <inheritdoc/>
    public ITeamCatalog Team { get; }

    /// <inheritdoc/>
    public INamedEntries Named { get; }

    /// <inheritdoc/>
    public bool IsConnected => _database.IsConnected;

    /// <inheritdoc/>
    public async Task<CatalogEntry?> FindAsync(StageName name, CancellationToken cancellationToken) =>
        (await FindRowAsync(name, cancellationToken).ConfigureAwait(false))?.Entry;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CatalogEntry>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        await ReadRowsAsync(static row => TeamStageRow.Read(row).Entry, TeamStageRow.Selection, prefix, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> ListNamesAsync(string prefix, CancellationToken cancellationToken) =>
        await ReadRowsAsync(static row => row.GetString(0), "SELECT name FROM stagetools.stage ", prefix, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<bool> AnyEnabledAsync(CancellationToken cancellationToken) => (await _database.ReadAsync<bool>(
        cancellationToken, new TeamCommand("SELECT EXISTS (SELECT FROM stagetools.stage WHERE enabled)")).ConfigureAwait(false))[0];

    /// <inheritdoc/>
    public async Task<CatalogEntry> AddAsync(StageName name, Func<CatalogEntry> make, bool replace, CancellationToken cancellationToken)
    {
        var entry = make();
        List<TeamCommand> commands = [.. TeamStageRow.Insertion(entry)];
        if (replace)
        {
            // One whose answer was lost is done again, and then takes the place of itself: its files are its own still.
            commands = [TeamStageRow.Replacement(name), .. commands, TeamStageRow.Recovery(entry.Id)];
        }

        while (true)
        {
            try
            {
                var made = await _database.ReadAsync(
                    static row => (row.GetString(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), CatalogRows.Text(row, 3)),
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
        var older = await FindRowAsync(name, cancellationToken).ConfigureAwait(false) ?? throw CatalogErrors.NotFound(name);
        while (true)
        {
            var newer = change(older.Entry).Forgetting(older.Entry);
            try
            {
                var changed = await _database.ReadAsync<long>(cancellationToken, [.. older.Change(newer)]).ConfigureAwait(false);
                if (changed.Count > 0)
                {
                    await _directory.RemoveAsync(newer.Id, changed[0], cancellationToken).ConfigureAwait(false);
                    return newer;
                }
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
            older = await FindRowAsync(ById, older.Entry.Id, cancellationToken).ConfigureAwait(false)
                ?? throw CatalogErrors.NotFound(name);
        }
    }

    /// <inheritdoc/>
    public Task<int> ResealAsync(Func<IReadOnlyList<SealedSecrets>, IReadOnlyList<SealedSecrets>> reseal, CancellationToken cancellationToken) =>
        _database.RunAsync(
            async connection =>
            {
                var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                await using var closing = transaction.ConfigureAwait(false);
                var older = await connection.ReadAsync(
                    TeamSecrets.Read, cancellationToken, TeamSecrets.Lock, TeamSecrets.Selection).ConfigureAwait(false);
                var resealed = reseal(older);
                if (resealed.Count > 0)
                    await connection.ExecuteAsync(cancellationToken, resealed.Select(TeamSecrets.Change)).ConfigureAwait(false);

                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return resealed.DistinctBy(static secrets => secrets.Id, StringComparer.Ordinal).Count();
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<CatalogContent> ReadContentAsync(CancellationToken cancellationToken) => _database.RunAsync(
        connection => new TeamContent(connection, _database.Errors, cancellationToken).ReadAsync(), cancellationToken);

    /// <inheritdoc/>
    public async Task WriteContentAsync(Func<CatalogContent, CatalogContent> make, CancellationToken cancellationToken)
    {
        var forgotten = await _database.RunAsync(
            connection => new TeamContent(connection, _database.Errors, cancellationToken).WriteAsync(make), cancellationToken).ConfigureAwait(false);
        await _directory.RemoveAsync(forgotten, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<CatalogEntry?> RemoveAsync(StageName name, bool keepFiles, CancellationToken cancellationToken)
    {
        while (await FindAsync(name, cancellationToken).ConfigureAwait(false) is { } entry)
        {
            if (entry.DirectoryTableRefreshedOn is not null)
            {
                // A listing may be long, and goes in parts before; that of a stage that may not be removed stays.
                await _database.ExecuteAsync(cancellationToken, TeamStageRow.RemovalCheck).ConfigureAwait(false);
                await _directory.ClearAsync(entry.Id, cancellationToken).ConfigureAwait(false);
            }

            var removal = TeamStageRow.Removal(entry);
            TeamCommand[] commands = keepFiles && entry.Kind is StageKind.Internal ? [TeamStageRow.Keeping(), removal] : [removal];
            var (removed, attempts) = await _database.CountAsync(cancellationToken, commands).ConfigureAwait(false);

            // One that is gone may be gone by this very command, whose answer was lost; one of its name that is another is the next to go.
            if (removed > 0 || (attempts > 1 && await FindRowAsync(ById, entry.Id, cancellationToken).ConfigureAwait(false) is null))
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

    private async Task<TeamStageRow?> FindRowAsync(string condition, string value, CancellationToken cancellationToken) => (await _database.ReadAsync(
        TeamStageRow.Read, cancellationToken, new TeamCommand(TeamStageRow.Selection + condition, value)).ConfigureAwait(false)).SingleOrDefault();

    private Task<List<T>> ReadRowsAsync<T>(Func<NpgsqlDataReader, T> read, string selection, string prefix, CancellationToken cancellationToken) =>
        _database.ReadAsync(
            read,
            cancellationToken,
            new TeamCommand(selection + "WHERE name_key >= $1 AND name_key < $2 ORDER BY name_key", CatalogRows.Bounds(prefix)));
}
