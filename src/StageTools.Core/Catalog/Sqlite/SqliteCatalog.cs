using System.Data.SQLite;

namespace StageTools.Catalog.Sqlite;

/// <summary>The embedded catalog provider: SQLite in <c>$STAGETOOLS_HOME/catalog.db</c>.</summary>
public sealed class SqliteCatalog : IStageCatalog
{
    // The stages between two names, by the index.
    private const string BeginWith = "WHERE stage.name_key >= $from AND stage.name_key < $to ORDER BY stage.name_key";

    private readonly SqliteDatabase _database;

    /// <summary>Names the catalog; nothing is opened before it is asked something.</summary>
    /// <param name="home">Where it lies.</param>
    /// <param name="lockTimeout">How long to wait for another process' lock; 30 seconds unless told.</param>
    public SqliteCatalog(MachineHome home, TimeSpan? lockTimeout = null)
        : this(home, FileIn(home), lockTimeout)
    {
    }

    private SqliteCatalog(MachineHome home, string file, TimeSpan? lockTimeout)
    {
        Location = file;
        _database = new SqliteDatabase(home, file, lockTimeout ?? TimeSpan.FromSeconds(30));
        Sessions = new LockedSessions(home);
        Directory = new SqliteDirectoryTable(_database);
        Named = new SqliteNamedEntries(_database);
    }

    /// <summary>The file that a home's catalog lies in.</summary>
    internal static string FileIn(MachineHome home)
    {
        ArgumentNullException.ThrowIfNull(home);
        return Path.Combine(home.Folder, "catalog.db");
    }

    /// <summary>The catalog in a file; who owns its temporary stages is kept beside it.</summary>
    /// <param name="file">The full path.</param>
    internal static SqliteCatalog At(string file) => new(new MachineHome(Path.GetDirectoryName(file) ?? file), file, lockTimeout: null);

    /// <inheritdoc/>
    public string Location { get; }

    /// <inheritdoc/>
    public IStageSessions Sessions { get; }

    /// <inheritdoc/>
    public IDirectoryTable Directory { get; }

    /// <inheritdoc/>
    public INamedEntries Named { get; }

    /// <inheritdoc/>
    public Task<CatalogEntry?> FindAsync(StageName name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _database.ReadAsync(c => Find(c, name), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<CatalogEntry>> ListAsync(string prefix, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<CatalogEntry>>(c => SqliteStageRow.Select(c, BeginWith, Bounds(prefix)), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListNamesAsync(string prefix, CancellationToken cancellationToken) =>
        ReadTextsAsync($"SELECT name FROM stage {BeginWith}", cancellationToken, Bounds(prefix));

    /// <inheritdoc/>
    public Task<bool> AnyEnabledAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(static c => c.Scalar<long>("SELECT EXISTS (SELECT 1 FROM stage WHERE enabled)") != 0, cancellationToken);

    /// <inheritdoc/>
    public Task<CatalogEntry> AddAsync(StageName name, Func<CatalogEntry> make, bool replace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(make);
        return _database.WriteAsync(
            connection =>
            {
                if (Find(connection, name) is { } older)
                {
                    if (!replace)
                        throw CatalogErrors.Exists(name);

                    Delete(connection, older, keepFiles: false);
                }

                var entry = make();
                SqliteStageRow.Insert(connection, entry);
                return entry;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<CatalogEntry> UpdateAsync(StageName name, Func<CatalogEntry, CatalogEntry> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(change);
        return _database.WriteAsync(
            connection =>
            {
                var older = Find(connection, name) ?? throw CatalogErrors.NotFound(name);
                var newer = change(older);
                if (newer.Name != older.Name && Find(connection, newer.Name) is not null)
                    throw CatalogErrors.Taken(newer.Name, older.Name);

                SqliteStageRow.Update(connection, newer);
                return newer;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> ResealAsync(Func<IReadOnlyList<SealedSecrets>, IReadOnlyList<SealedSecrets>> reseal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reseal);
        return _database.WriteAsync(
            connection =>
            {
                var resealed = reseal(
                [
                    .. SqliteStageRow.Select(connection, "WHERE stage.sealed_secrets IS NOT NULL").Select(SealedSecrets.Of),
                    .. SqliteNamedEntries.SelectSealed(connection).Select(SealedSecrets.Of),
                ]);
                foreach (var secrets in resealed)
                {
                    var table = secrets.IsOfStage ? "stage" : "named_entry";
                    connection.Execute(
                        $"UPDATE {table} SET sealed_secrets = $box WHERE id = $id", ("$box", secrets.Box.ToArray()), ("$id", secrets.Id));
                }

                return resealed.Count;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<CatalogContent> ReadContentAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(static connection => SqliteContent.Read(connection, "WHERE stage.session IS NULL "), cancellationToken);

    /// <inheritdoc/>
    public Task WriteContentAsync(Func<CatalogContent, CatalogContent> make, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(make);
        return _database.WriteAsync(
            connection =>
            {
                var there = SqliteContent.Read(connection, string.Empty);
                SqliteContent.Write(connection, there, make(there), Delete);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<CatalogEntry?> RemoveAsync(StageName name, bool keepFiles, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _database.WriteAsync(
            connection =>
            {
                var entry = Find(connection, name);
                if (entry is not null)
                    Delete(connection, entry, keepFiles);

                return entry;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<CatalogRemains> ListRemainsAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync(
            static connection => new CatalogRemains(
                connection.ReadAll(static row => row.GetString(0), "SELECT DISTINCT session FROM stage WHERE session IS NOT NULL"),
                connection.ReadAll(static row => row.GetString(0), "SELECT id FROM discarded_stage"),
                Storage: null),
            cancellationToken);

    /// <inheritdoc/>
    public Task ForgetDiscardedAsync(string id, CancellationToken cancellationToken) =>
        _database.WriteAsync(connection => connection.Execute("DELETE FROM discarded_stage WHERE id = $id", ("$id", id)), cancellationToken);

    /// <inheritdoc/>
    public Task EndSessionAsync(string session, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            connection =>
            {
                foreach (var entry in SqliteStageRow.Select(connection, "WHERE session = $session", ("$session", session)))
                    Delete(connection, entry, keepFiles: false);

                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    private static CatalogEntry? Find(SQLiteConnection connection, StageName name) =>
        SqliteStageRow.Select(connection, "WHERE stage.name_key = $key", ("$key", name.Folded)).SingleOrDefault();

    private static void Delete(SQLiteConnection connection, CatalogEntry entry, bool keepFiles)
    {
        if (entry.Kind == StageKind.Internal && !keepFiles)
            connection.Execute("INSERT INTO discarded_stage (id) VALUES ($id)", ("$id", entry.Id));

        connection.Execute("DELETE FROM stage WHERE id = $id", ("$id", entry.Id));
    }

    /// <summary>The folded names between which those lie that begin with a text.</summary>
    internal static (string Name, object? Value)[] Bounds(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var folded = prefix.ToUpperInvariant();
        return [("$from", folded), ("$to", folded + '\uffff')];
    }

    private Task<IReadOnlyList<string>> ReadTextsAsync(
        string sql, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        _database.ReadAsync<IReadOnlyList<string>>(
            connection => connection.ReadAll(static row => row.GetString(0), sql, parameters), cancellationToken);
}
