using System.Data.SQLite;

namespace StageTools.Catalog.Sqlite;

/// <summary>The embedded catalog provider: SQLite in <c>$STAGETOOLS_HOME/catalog.db</c>.</summary>
internal sealed class SqliteCatalog : IStageCatalog
{
    // The stages between two names, by the index.
    private const string BeginWith = "WHERE stage.name_key >= $1 AND stage.name_key < $2 ORDER BY stage.name_key";

    private readonly SqliteDatabase _database;
    private readonly SqliteDirectoryTable _directory;

    /// <summary>Names the catalog; nothing is opened before it is asked something.</summary>
    /// <param name="home">Where it lies, and who owns its temporary stages.</param>
    /// <param name="lockTimeout">How long to wait for another process' lock; 30 seconds unless told.</param>
    /// <param name="file">Its file, where that is not the home's.</param>
    public SqliteCatalog(MachineHome home, TimeSpan? lockTimeout = null, string? file = null)
    {
        Location = file ?? FileIn(home);
        _database = new SqliteDatabase(home, Location, lockTimeout ?? TimeSpan.FromSeconds(30));
        Sessions = new LockedSessions(home);
        _directory = new SqliteDirectoryTable(_database);
        Named = new SqliteNamedEntries(_database, _directory);
    }

    /// <summary>The file that a home's catalog lies in.</summary>
    internal static string FileIn(MachineHome home) => Path.Combine(home.Folder, "catalog.db");

    /// <summary>The catalog in a file; who owns its temporary stages is kept beside it.</summary>
    /// <param name="file">The full path.</param>
    internal static SqliteCatalog At(string file) => new(new MachineHome(Path.GetDirectoryName(file) ?? file), file: file);

    /// <inheritdoc/>
    public string Location { get; }

    /// <inheritdoc/>
    public IStageSessions Sessions { get; }

    /// <inheritdoc/>
    public IDirectoryTable Directory => _directory;

    /// <inheritdoc/>
    public INamedEntries Named { get; }

    /// <inheritdoc/>
    public Task<CatalogEntry?> FindAsync(StageName name, CancellationToken cancellationToken) =>
        _database.ReadAsync(c => Find(c, name), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CatalogEntry>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<CatalogEntry>>(c => SqliteStageRow.Select(c, BeginWith, CatalogRows.Bounds(prefix)), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListNamesAsync(string prefix, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<string>>(
            c => c.ReadTexts($"SELECT name FROM stage {BeginWith}", CatalogRows.Bounds(prefix)), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> AnyEnabledAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(static c => c.Scalar<long>("SELECT EXISTS (SELECT 1 FROM stage WHERE enabled)") != 0, cancellationToken);

    /// <inheritdoc/>
    public Task<CatalogEntry> AddAsync(StageName name, Func<CatalogEntry> make, bool replace, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            connection =>
            {
                if (Find(connection, name) is { } older)
                {
                    if (!replace)
                        throw CatalogErrors.Exists(name);

                    Delete(connection, older, keepFiles: false);
                }

                var entry = make();
                SqliteStageRow.Write(connection, entry);
                return entry;
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<CatalogEntry> UpdateAsync(StageName name, Func<CatalogEntry, CatalogEntry> change, CancellationToken cancellationToken)
    {
        var (changed, forgotten) = await _database.WriteAsync(
            connection =>
            {
                var older = Find(connection, name) ?? throw CatalogErrors.NotFound(name);
                var newer = change(older);
                if (newer.Name != older.Name && Find(connection, newer.Name) is not null)
                    throw CatalogErrors.Taken(newer.Name, older.Name);

                newer = newer.Forgetting(older);
                SqliteStageRow.Write(connection, newer);
                return (newer, older.LosesListing(newer) ? [SqliteDirectoryTable.Forget(connection, newer.Id)] : Array.Empty<ForgottenListing>());
            },
            cancellationToken).ConfigureAwait(false);
        await _directory.RemoveAsync(forgotten, cancellationToken).ConfigureAwait(false);
        return changed;
    }

    /// <inheritdoc/>
    public Task<int> ResealAsync(Func<IReadOnlyList<SealedSecrets>, IReadOnlyList<SealedSecrets>> reseal, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            connection =>
            {
                var resealed = reseal(
                [
                    .. SqliteStageRow.Select(connection, "WHERE stage.sealed_secrets IS NOT NULL").Select(SealedSecrets.Of),
                    .. SqliteNamedEntries.Select(connection, "WHERE sealed_secrets IS NOT NULL").Select(SealedSecrets.Of),
                ]);
                foreach (var secrets in resealed)
                {
                    var table = secrets.IsOfStage ? "stage" : "named_entry";
                    connection.Execute($"UPDATE {table} SET sealed_secrets = $1 WHERE id = $2", secrets.Box.ToArray(), secrets.Id);
                }

                return resealed.Count;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<CatalogContent> ReadContentAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(static connection => Read(connection, "WHERE stage.session IS NULL "), cancellationToken);

    /// <inheritdoc/>
    public async Task WriteContentAsync(Func<CatalogContent, CatalogContent> make, CancellationToken cancellationToken)
    {
        var forgotten = await _database.WriteAsync(
            connection =>
            {
                var there = Read(connection, string.Empty);
                return Write(connection, there, make(there));
            },
            cancellationToken).ConfigureAwait(false);
        await _directory.RemoveAsync(forgotten, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<CatalogEntry?> RemoveAsync(StageName name, bool keepFiles, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            connection =>
            {
                var entry = Find(connection, name);
                if (entry is not null)
                    Delete(connection, entry, keepFiles);

                return entry;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<CatalogRemains> ListRemainsAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(
            static connection => new CatalogRemains(
                connection.ReadTexts("SELECT DISTINCT session FROM stage WHERE session IS NOT NULL"),
                connection.ReadTexts("SELECT id FROM discarded_stage"),
                Storage: null),
            cancellationToken);

    /// <inheritdoc/>
    public Task ForgetDiscardedAsync(string id, CancellationToken cancellationToken) =>
        _database.WriteAsync(connection => connection.Execute("DELETE FROM discarded_stage WHERE id = $1", id), cancellationToken);

    /// <inheritdoc/>
    public Task EndSessionAsync(string session, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            connection =>
            {
                foreach (var entry in SqliteStageRow.Select(connection, "WHERE session = $1", session))
                    Delete(connection, entry, keepFiles: false);

                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    private static CatalogEntry? Find(SQLiteConnection connection, StageName name) =>
        SqliteStageRow.Select(connection, "WHERE stage.name_key = $1", name.Folded).SingleOrDefault();

    private static void Delete(SQLiteConnection connection, CatalogEntry entry, bool keepFiles)
    {
        if (entry.Kind == StageKind.Internal && !keepFiles)
            connection.Execute("INSERT INTO discarded_stage (id) VALUES ($1)", entry.Id);

        connection.Execute("DELETE FROM stage WHERE id = $1", entry.Id);
    }

    /// <summary>What is kept, of one moment.</summary>
    private static CatalogContent Read(SQLiteConnection connection, string condition)
    {
        // A reader's transaction: both queries see the same state. In a writer's they do anyway.
        using var transaction = connection.AutoCommit ? connection.BeginTransaction(IsolationLevel.ReadCommitted) : null;
        return new CatalogContent(
            SqliteNamedEntries.Select(connection, "ORDER BY kind, name_key"),
            SqliteStageRow.Select(connection, $"{condition}ORDER BY stage.name_key"));
    }

    private static List<ForgottenListing> Write(SQLiteConnection connection, CatalogContent there, CatalogContent content)
    {
        // The files of an internal stage are found by its id: of one that comes back they stay.
        var coming = content.Stages.Select(static stage => stage.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var older in content.Stages.SelectMany(there.InTheWayOf).DistinctBy(static stage => stage.Id, StringComparer.Ordinal))
            Delete(connection, older, keepFiles: coming.Contains(older.Id));

        List<ForgottenListing> forgotten = [];
        foreach (var entry in content.Named)
            forgotten.AddRange(SqliteNamedEntries.Write(connection, there.Named.FirstOrDefault(older => older.Id == entry.Id), entry));

        foreach (var stage in content.Stages)
        {
            connection.Execute("DELETE FROM discarded_stage WHERE id = $1", stage.Id);
            SqliteStageRow.Write(connection, stage);
        }

        return forgotten;
    }
}
