using System.Data.SQLite;

namespace StageTools.Catalog.Sqlite;

/// <summary>A stage as a row of the table <c>stage</c>.</summary>
internal static class SqliteStageRow
{
    private const string Selection =
        """
        SELECT stage.id, stage.name, url, enabled, session, directory_table, directory_refreshed_on, file_format, connection, stage.sealed_secrets,
            stage.comment, stage.creator, owner, stage.created_on,
            c.id, c.kind, c.name, c.settings, c.sealed_secrets, c.comment, c.creator, c.created_on,
            f.id, f.kind, f.name, f.settings, f.sealed_secrets, f.comment, f.creator, f.created_on
        FROM stage LEFT JOIN named_entry c ON c.id = stage.connection_id LEFT JOIN named_entry f ON f.id = stage.file_format_id
        """;

    private const string Placing =
        """
        INSERT INTO stage (id, name, name_key, url, enabled, session, directory_table, file_format, connection, comment, file_format_id,
            connection_id, directory_refreshed_on, sealed_secrets, creator, owner, created_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        ON CONFLICT (id) DO UPDATE SET name = $2, name_key = $3, url = $4, enabled = $5, session = $6, directory_table = $7, file_format = $8,
            connection = $9, comment = $10, file_format_id = $11, connection_id = $12, directory_refreshed_on = $13, sealed_secrets = $14,
            creator = $15, owner = $16, created_on = $17
        """;

    /// <summary>The stages that a condition holds for.</summary>
    /// <param name="connection">The catalog.</param>
    /// <param name="condition">What follows the table's name.</param>
    /// <param name="values">The values of its parameters.</param>
    public static List<CatalogEntry> Select(SQLiteConnection connection, string condition, params ReadOnlySpan<object?> values) =>
        connection.ReadAll(Read, $"{Selection} {condition}", values);

    /// <summary>A moment as the catalog keeps it.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static CatalogEntry Read(SQLiteDataReader row) => CatalogRows.Stage(
        row,
        connection: CatalogRows.Named(row, CatalogRows.StageColumns),
        format: CatalogRows.Named(row, CatalogRows.StageColumns + CatalogRows.NamedColumns));

    /// <summary>Puts a stage in the place of that of its id, or makes it.</summary>
    public static void Write(SQLiteConnection connection, CatalogEntry entry)
    {
        var refreshedOn = entry.DirectoryTableRefreshedOn is { } refreshed ? Text(refreshed) : null;
        var createdOn = Text(entry.CreatedOn ?? DateTimeOffset.UtcNow);
        try
        {
            connection.Execute(
                Placing, [.. CatalogRows.ValuesOf(entry), refreshedOn, CatalogRows.Box(entry.OwnSecrets), entry.Creator, entry.Owner, createdOn]);
        }
        catch (SQLiteException e) when (e.ResultCode is SQLiteErrorCode.Constraint_ForeignKey)
        {
            throw CatalogErrors.Dropped(entry, e);
        }
    }
}
