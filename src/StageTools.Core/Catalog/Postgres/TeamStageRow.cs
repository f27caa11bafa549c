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
        SELECT id, name, url, enabled, session, directory_table, directory_refreshed_on, file_format, connection, sealed, sealed_for_write, comment,
            creator, owner, created_on, rights, revision,
            connection_id, connection_kind, connection_name, connection_settings, connection_sealed, connection_comment, connection_creator,
            connection_created_on,
            format_id, format_kind, format_name, format_settings, format_sealed, format_comment, format_creator, format_created_on,
            storage_url, storage_id, storage_kind, storage_name, storage_settings, storage_sealed, storage_comment, storage_creator,
            storage_created_on
        FROM stagetools.stages 
        """;

    /// <summary>A setting of a transaction: the grants of the stage that is replaced.</summary>
    private const string Kept = "stagetools.kept";

    private const int ConnectionColumn = 17;
    private const int FormatColumn = 25;
    private const int StorageColumn = 33;

    /// <summary>Reads a row of <see cref="Selection"/>.</summary>
    public static TeamStageRow Read(NpgsqlDataReader row)
    {
        var (connection, format) = (TeamNamedEntries.Read(row, ConnectionColumn), TeamNamedEntries.Read(row, FormatColumn));
        var entry = new CatalogEntry
        {
            Id = row.GetString(0),
            Name = StageName.Parse(row.GetString(1)),
            Kind = row.IsDBNull(2) ? StageKind.Internal : StageKind.External,
            Url = row.TextOrNull(2) is { } url ? StageUrl.FromCatalog(url) : null,
            Storage = row.TextOrNull(StorageColumn) is { } bucket
                ? new CatalogStorage(StageUrl.FromCatalog(bucket), TeamNamedEntries.Read(row, StorageColumn + 1))
                : null,
            Enabled = row.GetBoolean(3),
            Session = row.TextOrNull(4),
            DirectoryTable = row.GetBoolean(5),
            DirectoryTableRefreshedOn = row.IsDBNull(6) ? null : row.GetFieldValue<DateTimeOffset>(6),
            FileFormat = (format?.Settings ?? row.TextOrNull(7)) is { } options ? FileFormat.FromJson(options) : null,
            NamedFormat = format,
            Connection = connection is null ? row.TextOrNull(8) is { } settings ? NamedEntry.Read(settings) : null : connection.ReadConnection(),
            NamedConnection = connection,
            SealedSecrets = row.IsDBNull(9) ? default : row.GetFieldValue<byte[]>(9),
            SealedWriteSecrets = row.IsDBNull(10) ? default : row.GetFieldValue<byte[]>(10),
            Comment = row.TextOrNull(11),
            Creator = row.GetString(12),
            Owner = row.GetString(13),
            CreatedOn = row.GetFieldValue<DateTimeOffset>(14),
            Rights = row.IsDBNull(15) ? StageRights.None : (StageRights)row.GetInt32(15),
        };
        return new TeamStageRow(entry, row.GetFieldValue<uint>(16));
    }

    /// <summary>The command that takes a stage away for another of its name, and remembers for this transaction who may use it.</summary>
    public static NpgsqlBatchCommand Replacement(StageName name) => TeamCommands.Command(
        $"""
        DELETE FROM stagetools.stage s WHERE s.name_key = $1 AND CASE WHEN s.name_key = $1 THEN set_config('{Kept}', (
            SELECT coalesce(json_agg(json_build_array(g.role::oid::bigint, g.rights)), '[]')::text
            FROM stagetools.stage_grant g WHERE g.stage_id = s.id), true) IS NOT NULL END
        """,
        TeamCommands.Text(name.Folded));

    /// <summary>The command that takes a stage away, and remembers nothing.</summary>
    public static NpgsqlBatchCommand Removal(string id) => TeamCommands.Command("DELETE FROM stagetools.stage WHERE id = $1", TeamCommands.Text(id));

    /// <summary>The command that says that the files of an internal stage are its own still, or again.</summary>
    public static NpgsqlBatchCommand Recovery(string id) =>
        TeamCommands.Command("DELETE FROM stagetools.discarded_stage WHERE id = $1", TeamCommands.Text(id));

    /// <summary>The command that keeps the files of the internal stages that go in this transaction.</summary>
    public static NpgsqlBatchCommand Keeping() => TeamCommands.Command($"SELECT set_config('{TeamStorage.KeepFiles}', 'yes', true)");

    /// <summary>The command that forgets who might use the stage that was replaced, for the next.</summary>
    public static NpgsqlBatchCommand Forgetting() => TeamCommands.Command($"SELECT set_config('{Kept}', '', true)");

    /// <summary>The commands that add a stage; the stage's own gives who made it, and when.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Insertion(CatalogEntry entry)
    {
        if (entry.Session is { } session)
        {
            yield return TeamCommands.Command(
                "INSERT INTO stagetools.session (id, leased_until) VALUES ($1, now()) ON CONFLICT (id) DO UPDATE SET leased_until = now()",
                TeamCommands.Text(session));
        }

        yield return TeamCommands.Command(
            """
            INSERT INTO stagetools.stage
                (id, name, name_key, url, enabled, session, directory_table, file_format, connection, comment, file_format_id, connection_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) 
            RETURNING creator, owner, created_on, (SELECT b.url FROM stagetools.storage b)
            """,
            [
                TeamCommands.Text(entry.Id), TeamCommands.Text(entry.Name.Value), TeamCommands.Text(entry.Name.Folded),
                TeamCommands.Text(entry.Url?.ToString()), TeamCommands.Value(entry.Enabled),
                TeamCommands.Text(entry.Session), TeamCommands.Value(entry.DirectoryTable),
                TeamCommands.Text(Options(entry)), TeamCommands.Text(Json(entry)), TeamCommands.Text(entry.Comment),
                TeamCommands.Text(entry.NamedFormat?.Id), TeamCommands.Text(entry.NamedConnection?.Id),
            ]);
        foreach (var (forWrite, box) in Secrets(entry))
        {
            yield return TeamCommands.Command(
                "INSERT INTO stagetools.stage_secret (stage_id, for_write, sealed) VALUES ($1, $2, $3)",
                TeamCommands.Text(entry.Id),
                TeamCommands.Value(forWrite),
                TeamCommands.Value(box.ToArray()));
        }

        if (!entry.IsPrivate)
        {
            // Everybody's, unless it takes the place of one that was not.
            yield return TeamCommands.Command(
                $"""
                INSERT INTO stagetools.stage_grant (stage_id, role, rights)
                SELECT $1, (kept ->> 0)::oid::regrole, (kept ->> 1)::integer
                FROM json_array_elements(coalesce(nullif(current_setting('{Kept}', true), ''), '[[0, 3]]')::json) AS kept
                """,
                TeamCommands.Text(entry.Id));
        }
    }

    /// <summary>The command that makes this row another, unless somebody changed it since it was read; it gives a row when it did.</summary>
    public NpgsqlBatchCommand Change(CatalogEntry newer)
    {
        // Secrets that stay may have another key by now.
        var changed = Secrets(newer).Where(secret => !secret.Box.Span.SequenceEqual(BoxOf(Entry, secret.ForWrite).Span)).ToList();
        bool[] dropped = [.. Secrets(Entry).Select(static secret => secret.ForWrite).Where(forWrite => BoxOf(newer, forWrite).IsEmpty)];
        return TeamCommands.Command(
            """
            WITH changed AS (
                UPDATE stagetools.stage
                SET name = $3, name_key = $4, url = $5, enabled = $6, directory_table = $7, file_format = $8, connection = $9, comment = $10,
                    file_format_id = $14, connection_id = $15
                WHERE id = $1 AND xmin = $2 RETURNING id),
            dropped AS (
                DELETE FROM stagetools.stage_secret s USING changed WHERE s.stage_id = changed.id AND s.for_write = ANY ($11)),
            sealed AS (
                INSERT INTO stagetools.stage_secret (stage_id, for_write, sealed)
                SELECT changed.id, box.for_write, box.sealed FROM changed, unnest($12, $13) AS box (for_write, sealed)
                ON CONFLICT (stage_id, for_write) DO UPDATE SET sealed = EXCLUDED.sealed)
            SELECT id FROM changed
            """,
            [
                TeamCommands.Text(newer.Id), new NpgsqlParameter { NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Xid, Value = Revision },
                TeamCommands.Text(newer.Name.Value), TeamCommands.Text(newer.Name.Folded), TeamCommands.Text(newer.Url?.ToString()),
                TeamCommands.Value(newer.Enabled), TeamCommands.Value(newer.DirectoryTable), TeamCommands.Text(Options(newer)),
                TeamCommands.Text(Json(newer)), TeamCommands.Text(newer.Comment), TeamCommands.Value(dropped),
                TeamCommands.Value(changed.Select(static secret => secret.ForWrite).ToArray()),
                TeamCommands.Value(changed.Select(static secret => secret.Box.ToArray()).ToArray()), TeamCommands.Text(newer.NamedFormat?.Id),
                TeamCommands.Text(newer.NamedConnection?.Id),
            ]);
    }

    private static ReadOnlyMemory<byte> BoxOf(CatalogEntry entry, bool forWrite) => forWrite ? entry.SealedWriteSecrets
        : entry.NamedConnection is null ? entry.SealedSecrets
        : default;

    private static IEnumerable<(bool ForWrite, ReadOnlyMemory<byte> Box)> Secrets(CatalogEntry entry) =>
        new[] { (false, BoxOf(entry, forWrite: false)), (true, entry.SealedWriteSecrets) }.Where(static secret => !secret.Item2.IsEmpty);

    private static string? Json(CatalogEntry entry) =>
        entry.NamedConnection is null && entry.Connection is { } settings ? NamedEntry.Write(settings) : null;

    private static string? Options(CatalogEntry entry) => entry.NamedFormat is null ? entry.FileFormat?.ToJson() : null;
}
