using Npgsql;

namespace StageTools.Catalog.Postgres;

/// <summary>A stage as a row of the view <c>stagetools.stages</c>, and how it is written to the tables behind it.</summary>
/// <param name="Entry">The stage.</param>
/// <param name="Revision">Which state of the row this is: every change makes another.</param>
internal sealed record TeamStageRow(CatalogEntry Entry, uint Revision)
{
    /// <summary>A query for stages; a condition follows.</summary>
    public const string Selection =
        """
        SELECT id, name, url, enabled, session, directory_table, directory_refreshed_on, file_format, connection, sealed, comment, creator, owner,
            created_on,
            connection_id, connection_kind, connection_name, connection_settings, connection_sealed, connection_comment, connection_creator,
            connection_created_on,
            format_id, format_kind, format_name, format_settings, format_sealed, format_comment, format_creator, format_created_on,
            storage_id, storage_kind, storage_name, storage_settings, storage_sealed, storage_comment, storage_creator, storage_created_on,
            storage_url, sealed_for_write, rights, revision
        FROM stagetools.stages 
        """;

    /// <summary>The stages <c>s</c> whose files are reached by a connection, whose id follows.</summary>
    public const string ReachedBy =
        "FROM stagetools.stage s LEFT JOIN stagetools.storage b ON s.url IS NULL WHERE coalesce(s.connection_id, b.connection_id) = ";

    /// <summary>A setting of a transaction: the grants of the stage that is replaced.</summary>
    private const string Kept = "stagetools.kept";

    private const int ConnectionColumn = CatalogRows.StageColumns;
    private const int FormatColumn = ConnectionColumn + CatalogRows.NamedColumns;
    private const int StorageColumn = FormatColumn + CatalogRows.NamedColumns;
    private const int LastColumns = StorageColumn + CatalogRows.NamedColumns;

    /// <summary>Reads a row of <see cref="Selection"/>.</summary>
    public static TeamStageRow Read(NpgsqlDataReader row)
    {
        var entry = CatalogRows.Stage(row, CatalogRows.Named(row, ConnectionColumn), CatalogRows.Named(row, FormatColumn)) with
        {
            Storage = CatalogRows.Text(row, LastColumns) is { } bucket
                ? new CatalogStorage(StageUrl.FromCatalog(bucket), CatalogRows.Named(row, StorageColumn))
                : null,
            SealedWriteSecrets = CatalogRows.Bytes(row, LastColumns + 1),
            Rights = row.IsDBNull(LastColumns + 2) ? StageRights.None : (StageRights)row.GetInt32(LastColumns + 2),
        };
        return new TeamStageRow(entry, row.GetFieldValue<uint>(LastColumns + 3));
    }

    /// <summary>The command that takes a stage away for another of its name, and remembers for this transaction who may use it.</summary>
    public static TeamCommand Replacement(StageName name) => new(
        $"""
        DELETE FROM stagetools.stage s WHERE s.name_key = $1 AND CASE WHEN s.name_key = $1 THEN set_config('{Kept}', (
            SELECT coalesce(json_agg(json_build_array(g.role::oid::bigint, g.rights)), '[]')::text
            FROM stagetools.stage_grant g WHERE g.stage_id = s.id), true) IS NOT NULL END
        """,
        name.Folded);

    /// <summary>The command that takes a stage away, and remembers nothing; one that has another name by now stays.</summary>
    public static TeamCommand Removal(CatalogEntry entry) =>
        new("DELETE FROM stagetools.stage WHERE id = $1 AND name_key = $2", entry.Id, entry.Name.Folded);

    /// <summary>The command that is refused to whom a removal is, and does nothing.</summary>
    public static TeamCommand RemovalCheck { get; } = new("DELETE FROM stagetools.stage WHERE false");

    /// <summary>The command that says that the files of an internal stage are its own still, or again.</summary>
    public static TeamCommand Recovery(string id) => new("DELETE FROM stagetools.discarded_stage WHERE id = $1", id);

    /// <summary>The command that keeps the files of the internal stages that go in this transaction.</summary>
    public static TeamCommand Keeping() => new($"SELECT set_config('{TeamStorage.KeepFiles}', 'yes', true)");

    /// <summary>The command that forgets who might use the stage that was replaced, for the next.</summary>
    public static TeamCommand Forgetting() => new($"SELECT set_config('{Kept}', '', true)");

    /// <summary>The commands that add a stage; the stage's own gives who made it, and when.</summary>
    public static IEnumerable<TeamCommand> Insertion(CatalogEntry entry)
    {
        if (entry.Session is { } session)
        {
            yield return new TeamCommand(
                "INSERT INTO stagetools.session (id, leased_until) VALUES ($1, now()) ON CONFLICT (id) DO UPDATE SET leased_until = now()",
                session);
        }

        yield return new TeamCommand(
            """
            INSERT INTO stagetools.stage
                (id, name, name_key, url, enabled, session, directory_table, file_format, connection, comment, file_format_id, connection_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) 
            RETURNING creator, owner, created_on, (SELECT b.url FROM stagetools.storage b)
            """,
            CatalogRows.ValuesOf(entry));
        foreach (var (forWrite, box) in Secrets(entry))
        {
            yield return new TeamCommand(
                "INSERT INTO stagetools.stage_secret (stage_id, for_write, sealed) VALUES ($1, $2, $3)",
                entry.Id,
                forWrite,
                box);
        }

        if (!entry.IsPrivate)
        {
            // Everybody's, unless it takes the place of one that was not.
            yield return new TeamCommand(
                $"""
                INSERT INTO stagetools.stage_grant (stage_id, role, rights)
                SELECT $1, (kept ->> 0)::oid::regrole, (kept ->> 1)::integer
                FROM json_array_elements(coalesce(nullif(current_setting('{Kept}', true), ''), '[[0, 3]]')::json) AS kept
                """,
                entry.Id);
        }
    }

    /// <summary>The commands that make this row another, unless somebody changed it since it was read; they give a row when they did: which
    /// generation of its directory table is shown no more, 0 for none.</summary>
    public IEnumerable<TeamCommand> Change(CatalogEntry newer)
    {
        var forgets = Entry.LosesListing(newer);
        if (forgets)
            yield return Lock("id = $1", Entry.Id);

        // Secrets that stay may have another key by now.
        var changed = Secrets(newer).Where(secret => !secret.Box.Span.SequenceEqual(BoxOf(Entry, secret.ForWrite).Span)).ToList();
        bool[] dropped = [.. Secrets(Entry).Select(static secret => secret.ForWrite).Where(forWrite => BoxOf(newer, forWrite).IsEmpty)];
        yield return new TeamCommand(
            """
            WITH changed AS (
                UPDATE stagetools.stage
                SET name = $2, name_key = $3, url = $4, enabled = $5, directory_table = $7, file_format = $8, connection = $9, comment = $10,
                    file_format_id = $11, connection_id = $12
                WHERE id = $1 AND xmin = $13 RETURNING id),
            dropped AS (
                DELETE FROM stagetools.stage_secret s USING changed WHERE s.stage_id = changed.id AND s.for_write = ANY ($14)),
            sealed AS (
                INSERT INTO stagetools.stage_secret (stage_id, for_write, sealed)
                SELECT changed.id, box.for_write, box.sealed FROM changed, unnest($15, $16) AS box (for_write, sealed)
                ON CONFLICT (stage_id, for_write) DO UPDATE SET sealed = EXCLUDED.sealed),
            forgotten AS (
                DELETE FROM stagetools.directory d USING changed WHERE d.stage_id = changed.id AND $17 RETURNING d.generation)
            SELECT coalesce((SELECT generation FROM forgotten), 0) FROM changed
            """,
            [
                .. CatalogRows.ValuesOf(newer), Revision, dropped, changed.Select(static secret => secret.ForWrite).ToArray(),
                changed.Select(static secret => secret.Box.ToArray()).ToArray(), forgets,
            ]);
    }

    /// <summary>The command that waits for whoever shows a listing of one of the stages that a connection reaches for the first time, and has the
    /// next one wait: what follows in its transaction sees what he did. It gives no row.</summary>
    public static TeamCommand LockReached(string connectionId) => Lock($"id IN (SELECT s.id {ReachedBy}$1)", connectionId);

    private static TeamCommand Lock(string which, string id) => new(
        $"SELECT 0::bigint FROM (SELECT FROM stagetools.stage WHERE {which} ORDER BY id FOR UPDATE) AS locked HAVING count(*) < 0", id);

    private static ReadOnlyMemory<byte> BoxOf(CatalogEntry entry, bool forWrite) => forWrite ? entry.SealedWriteSecrets : entry.OwnSecrets;

    private static IEnumerable<(bool ForWrite, ReadOnlyMemory<byte> Box)> Secrets(CatalogEntry entry) =>
        new[] { (false, entry.OwnSecrets), (true, entry.SealedWriteSecrets) }.Where(static secret => !secret.Item2.IsEmpty);
}
