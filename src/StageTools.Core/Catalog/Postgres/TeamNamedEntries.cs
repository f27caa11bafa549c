using Npgsql;

namespace StageTools.Catalog.Postgres;

/// <summary>The connections and file formats of a team: all see file formats, and of connections those of stages they may use; administrators
/// make them.</summary>
internal sealed class TeamNamedEntries(TeamDatabase database) : INamedEntries
{
    /// <summary>What a row of an entry is read from, under the names that a query gives its tables.</summary>
    private const string Columns = "id, kind, name, settings, sealed, comment, creator, created_on";

    private const string Selection =
        $"SELECT {Columns}, revision FROM (SELECT n.*, s.sealed, n.xmin AS revision FROM stagetools.named_entry n "
        + "LEFT JOIN stagetools.named_secret s ON s.entry_id = n.id) e ";

    /// <summary>The entry whose columns begin at one of a row's; null where they are empty.</summary>
    public static NamedEntry? Read(NpgsqlDataReader row, int first) => row.IsDBNull(first) ? null : new NamedEntry
    {
        Id = row.GetString(first),
        Kind = Enum.Parse<NamedKind>(row.GetString(first + 1)),
        Name = StageName.Parse(row.GetString(first + 2)),
        Settings = row.GetString(first + 3),
        SealedSecrets = row.IsDBNull(first + 4) ? default : row.GetFieldValue<byte[]>(first + 4),
        Comment = row.TextOrNull(first + 5),
        Creator = row.TextOrNull(first + 6),
        CreatedOn = row.GetFieldValue<DateTimeOffset>(first + 7),
    };

    /// <inheritdoc/>
    public async Task<NamedEntry?> FindAsync(NamedKind kind, StageName name, CancellationToken cancellationToken) =>
        (await FindRowAsync(kind, name, cancellationToken).ConfigureAwait(false)).Entry;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<NamedEntry>> ListAsync(NamedKind kind, string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var folded = prefix.ToUpperInvariant();
        var command = TeamCommands.Command(
            Selection + "WHERE kind = $1 AND name_key >= $2 AND name_key < $3 ORDER BY name_key",
            TeamCommands.Text(kind.ToString()),
            TeamCommands.Text(folded),
            TeamCommands.Text(folded + "\U0010FFFF"));
        return await database.ReadAsync(static row => Read(row, 0)!, cancellationToken, command).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<NamedEntry> PutAsync(NamedKind kind, StageName name, Func<NamedEntry?, NamedEntry> make, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(make);
        while (true)
        {
            var (older, revision) = await FindRowAsync(kind, name, cancellationToken).ConfigureAwait(false);
            var newer = make(older);
            try
            {
                var done = await database.ReadAsync(
                    static row => row.GetString(0),
                    cancellationToken,
                    older is null ? Insertion(newer) : Change(newer, revision)).ConfigureAwait(false);
                if (done.Count > 0)
                    return newer;
            }
            catch (StageException e) when (TeamErrors.IsTaken(e))
            {
                // Somebody else made one of the name just now, or it is this very one, whose answer was lost.
                if (older is null && (await FindAsync(kind, name, cancellationToken).ConfigureAwait(false))?.Id == newer.Id)
                    return newer;
            }
        }
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(NamedKind kind, StageName name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        var command = TeamCommands.Command(
            "DELETE FROM stagetools.named_entry WHERE kind = $1 AND name_key = $2",
            TeamCommands.Text(kind.ToString()),
            TeamCommands.Text(name.Folded));
        try
        {
            var (removed, attempts) = await database.CountAsync([command], cancellationToken).ConfigureAwait(false);
            return removed > 0 || attempts > 1;
        }
        catch (StageException e) when (TeamErrors.IsReferred(e))
        {
            var users = await database.ReadAsync(
                static row => row.GetString(0),
                cancellationToken,
                TeamCommands.Command(
                    """
                    SELECT s.name FROM stagetools.stage s JOIN stagetools.named_entry n ON n.id IN (s.connection_id, s.file_format_id)
                    WHERE n.kind = $1 AND n.name_key = $2
                    UNION ALL SELECT '~' FROM stagetools.storage b JOIN stagetools.named_entry n ON n.id = b.connection_id
                    WHERE n.kind = $1 AND n.name_key = $2 ORDER BY 1 LIMIT 4
                    """,
                    TeamCommands.Text(kind.ToString()),
                    TeamCommands.Text(name.Folded))).ConfigureAwait(false);
            throw CatalogErrors.InUse(kind, name, users);
        }
    }

    /// <summary>The command that gives all of them.</summary>
    public static NpgsqlBatchCommand All { get; } = TeamCommands.Command(Selection + "ORDER BY kind, name_key");

    /// <summary>The command that makes one, or puts it in the place of that of its id.</summary>
    public static NpgsqlBatchCommand Replacement(NamedEntry entry, bool isThere) => isThere ? Change(entry, revision: null) : Insertion(entry);

    private static NpgsqlBatchCommand Insertion(NamedEntry entry) => TeamCommands.Command(
        """
        WITH made AS (
            INSERT INTO stagetools.named_entry (id, kind, name, name_key, settings, comment) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id),
        sealed AS (
            INSERT INTO stagetools.named_secret (entry_id, sealed) SELECT id, $7 FROM made WHERE $7 IS NOT NULL)
        SELECT id FROM made
        """,
        [
            TeamCommands.Text(entry.Id), TeamCommands.Text(entry.Kind.ToString()), TeamCommands.Text(entry.Name.Value),
            TeamCommands.Text(entry.Name.Folded), TeamCommands.Text(entry.Settings), TeamCommands.Text(entry.Comment), Box(entry),
        ]);

    /// <summary>Makes the row another, unless somebody changed it since it was of a revision; it gives a row when it did.</summary>
    private static NpgsqlBatchCommand Change(NamedEntry entry, uint? revision) => TeamCommands.Command(
        """
        WITH changed AS (
            UPDATE stagetools.named_entry SET settings = $3, comment = $4 WHERE id = $1 AND ($2 IS NULL OR xmin = $2) RETURNING id),
        dropped AS (
            DELETE FROM stagetools.named_secret s USING changed WHERE s.entry_id = changed.id AND $5 IS NULL),
        sealed AS (
            INSERT INTO stagetools.named_secret (entry_id, sealed) SELECT id, $5 FROM changed WHERE $5 IS NOT NULL
            ON CONFLICT (entry_id) DO UPDATE SET sealed = EXCLUDED.sealed)
        SELECT id FROM changed
        """,
        [
            TeamCommands.Text(entry.Id),
            new NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid, Value = (object?)revision ?? DBNull.Value },
            TeamCommands.Text(entry.Settings), TeamCommands.Text(entry.Comment), Box(entry),
        ]);

    private static NpgsqlParameter Box(NamedEntry entry) =>
        new() { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea, Value = entry.SealedSecrets.IsEmpty ? DBNull.Value : entry.SealedSecrets.ToArray() };

    private async Task<(NamedEntry? Entry, uint Revision)> FindRowAsync(NamedKind kind, StageName name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        var command = TeamCommands.Command(
            Selection + "WHERE kind = $1 AND name_key = $2", TeamCommands.Text(kind.ToString()), TeamCommands.Text(name.Folded));
        var rows = await database.ReadAsync(
            static row => (Read(row, 0), row.GetFieldValue<uint>(8)), cancellationToken, command).ConfigureAwait(false);
        return rows.SingleOrDefault();
    }
}
