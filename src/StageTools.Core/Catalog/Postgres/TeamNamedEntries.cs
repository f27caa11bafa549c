using Npgsql;

namespace StageTools.Catalog.Postgres;

/// <summary>The connections and file formats of a team: all see file formats, and of connections those of stages they may use; administrators
/// make them.</summary>
internal sealed class TeamNamedEntries(TeamDatabase database, PostgresDirectoryTable directory) : INamedEntries
{
    private const string Selection =
        """
        SELECT n.id, n.kind, n.name, n.settings, s.sealed, n.comment, n.creator, n.created_on, n.xmin
        FROM stagetools.named_entry n LEFT JOIN stagetools.named_secret s ON s.entry_id = n.id 
        """;

    /// <inheritdoc/>
    public async Task<NamedEntry?> FindAsync(NamedKind kind, StageName name, CancellationToken cancellationToken) =>
        (await FindRowAsync(kind, name, cancellationToken).ConfigureAwait(false)).Entry;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<NamedEntry>> ListAsync(NamedKind kind, string prefix, CancellationToken cancellationToken)
    {
        var command = new TeamCommand(
            Selection + "WHERE name_key >= $1 AND name_key < $2 AND kind = $3 ORDER BY name_key", [.. CatalogRows.Bounds(prefix), kind.ToString()]);
        return await database.ReadAsync(static row => CatalogRows.Named(row, 0)!, cancellationToken, command).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<NamedEntry> PutAsync(NamedKind kind, StageName name, Func<NamedEntry?, NamedEntry> make, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (older, revision) = await FindRowAsync(kind, name, cancellationToken).ConfigureAwait(false);
            var newer = make(older);
            try
            {
                var done = await database.ReadAsync(
                    ReadForgotten,
                    cancellationToken,
                    [.. older is null ? [Insertion(newer)] : Change(newer, revision, older)]).ConfigureAwait(false);
                await directory.RemoveAsync(done, cancellationToken).ConfigureAwait(false);
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
        var command = new TeamCommand(
            "DELETE FROM stagetools.named_entry WHERE kind = $1 AND name_key = $2", kind.ToString(), name.Folded);
        try
        {
            var (removed, attempts) = await database.CountAsync(cancellationToken, command).ConfigureAwait(false);
            return removed > 0 || attempts > 1;
        }
        catch (StageException e) when (TeamErrors.IsReferred(e))
        {
            var users = new TeamCommand(
                """
                SELECT s.name FROM stagetools.stage s JOIN stagetools.named_entry n ON n.id IN (s.connection_id, s.file_format_id)
                WHERE n.kind = $1 AND n.name_key = $2
                UNION ALL SELECT '~' FROM stagetools.storage b JOIN stagetools.named_entry n ON n.id = b.connection_id
                WHERE n.kind = $1 AND n.name_key = $2 ORDER BY 1 LIMIT 4
                """,
                kind.ToString(),
                name.Folded);
            throw CatalogErrors.InUse(kind, name, await database.ReadAsync<string>(cancellationToken, users).ConfigureAwait(false));
        }
    }

    /// <summary>The command that gives all of them.</summary>
    public static TeamCommand All { get; } = new(Selection + "ORDER BY kind, name_key");

    /// <summary>Reads what <see cref="Replacement"/> gives.</summary>
    public static ForgottenListing ReadForgotten(NpgsqlDataReader row) => new(row.GetString(0), row.GetInt64(1));

    /// <summary>The commands that make one, or put it in the place of that of its id; their rows are as those of <see cref="Change"/>.</summary>
    public static IEnumerable<TeamCommand> Replacement(NamedEntry entry, NamedEntry? older) =>
        older is null ? [Insertion(entry)] : Change(entry, revision: null, older);

    private static TeamCommand Insertion(NamedEntry entry) => new(
        """
        WITH made AS (
            INSERT INTO stagetools.named_entry (id, kind, name, name_key, settings, comment) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id),
        sealed AS (
            INSERT INTO stagetools.named_secret (entry_id, sealed) SELECT id, $7 FROM made WHERE $7 IS NOT NULL)
        SELECT id, 0::bigint FROM made
        """,
        [entry.Id, entry.Kind.ToString(), entry.Name.Value, entry.Name.Folded, entry.Settings, entry.Comment, entry.SealedSecrets]);

    /// <summary>Makes the row another, unless somebody changed it since it was of a revision; when it did it gives rows: the listings that are shown
    /// no more, and one of the entry's own id for none. Secrets that stay what they were in the older one may have another key by now, and are left
    /// alone.</summary>
    private static IEnumerable<TeamCommand> Change(NamedEntry entry, uint? revision, NamedEntry older)
    {
        var forgets = entry.IsElsewhereThan(older);
        if (forgets)
            yield return TeamStageRow.LockReached(entry.Id);

        yield return new TeamCommand(
            $"""
            WITH changed AS (
                UPDATE stagetools.named_entry SET settings = $2, comment = $3
                WHERE id = $1 {(revision is null ? string.Empty : "AND xmin = $7")} RETURNING id),
            dropped AS (
                DELETE FROM stagetools.named_secret s USING changed WHERE s.entry_id = changed.id AND $4 IS NULL AND $5),
            sealed AS (
                INSERT INTO stagetools.named_secret (entry_id, sealed) SELECT id, $4 FROM changed WHERE $4 IS NOT NULL AND $5
                ON CONFLICT (entry_id) DO UPDATE SET sealed = EXCLUDED.sealed),
            forgotten AS (
                DELETE FROM stagetools.directory d USING changed
                WHERE $6 AND d.stage_id IN (SELECT s.id {TeamStageRow.ReachedBy}changed.id) RETURNING d.stage_id, d.generation)
            SELECT id, 0::bigint FROM changed UNION ALL SELECT stage_id, generation FROM forgotten
            """,
            [
                entry.Id, entry.Settings, entry.Comment, entry.SealedSecrets,
                !entry.SealedSecrets.Span.SequenceEqual(older.SealedSecrets.Span), forgets, revision,
            ]);
    }

    private async Task<(NamedEntry? Entry, uint Revision)> FindRowAsync(NamedKind kind, StageName name, CancellationToken cancellationToken)
    {
        var command = new TeamCommand(Selection + "WHERE kind = $1 AND name_key = $2", kind.ToString(), name.Folded);
        var rows = await database.ReadAsync(
            static row => (CatalogRows.Named(row, 0), row.GetFieldValue<uint>(8)), cancellationToken, command).ConfigureAwait(false);
        return rows.SingleOrDefault();
    }
}
