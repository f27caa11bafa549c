using System.Data.SQLite;

namespace StageTools.Catalog.Sqlite;

/// <summary>Connections and file formats as rows of the table <c>named_entry</c>.</summary>
internal sealed class SqliteNamedEntries(SqliteDatabase database, SqliteDirectoryTable directory) : INamedEntries
{
    private const string Selection = "SELECT id, kind, name, settings, sealed_secrets, comment, creator, created_on FROM named_entry";

    /// <summary>Those that a condition holds for.</summary>
    public static List<NamedEntry> Select(SQLiteConnection connection, string condition, params ReadOnlySpan<object?> values) =>
        connection.ReadAll(static row => CatalogRows.Named(row, 0)!, $"{Selection} {condition}", values);

    /// <summary>Puts one in the place of an older one, whose id it has, or makes it; the listings that are shown no more.</summary>
    public static List<ForgottenListing> Write(SQLiteConnection connection, NamedEntry? older, NamedEntry entry)
    {
        connection.Execute(
            """
            INSERT INTO named_entry (id, kind, name, name_key, settings, sealed_secrets, comment, creator, created_on)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (id) DO UPDATE SET kind = $2, name = $3, name_key = $4, settings = $5, sealed_secrets = $6, comment = $7, creator = $8,
                created_on = $9
            """,
            [
                entry.Id, entry.Kind.ToString(), entry.Name.Value, entry.Name.Folded, entry.Settings, CatalogRows.Box(entry.SealedSecrets),
                entry.Comment, entry.Creator, SqliteStageRow.Text(entry.CreatedOn),
            ]);
        return older is not null && entry.IsElsewhereThan(older) ? SqliteDirectoryTable.ForgetAll(connection, entry.Id) : [];
    }

    /// <inheritdoc/>
    public Task<NamedEntry?> FindAsync(NamedKind kind, StageName name, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => Find(connection, kind, name), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<NamedEntry>> ListAsync(NamedKind kind, string prefix, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<NamedEntry>>(
            c => Select(c, "WHERE name_key >= $1 AND name_key < $2 AND kind = $3 ORDER BY name_key", [.. CatalogRows.Bounds(prefix), $"{kind}"]),
            cancellationToken);

    /// <inheritdoc/>
    public async Task<NamedEntry> PutAsync(NamedKind kind, StageName name, Func<NamedEntry?, NamedEntry> make, CancellationToken cancellationToken)
    {
        var (put, forgotten) = await database.WriteAsync(
            connection =>
            {
                var older = Find(connection, kind, name);
                var entry = make(older);
                return (entry, Write(connection, older, entry));
            },
            cancellationToken).ConfigureAwait(false);
        await directory.RemoveAsync(forgotten, cancellationToken).ConfigureAwait(false);
        return put;
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(NamedKind kind, StageName name, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
            {
                if (Find(connection, kind, name) is not { } entry)
                    return false;

                var users = connection.ReadTexts(
                    "SELECT name FROM stage WHERE connection_id = $1 OR file_format_id = $1 ORDER BY name_key LIMIT 4", entry.Id);
                return users.Count > 0
                    ? throw CatalogErrors.InUse(kind, entry.Name, users)
                    : connection.Execute("DELETE FROM named_entry WHERE id = $1", entry.Id) > 0;
            },
            cancellationToken);

    private static NamedEntry? Find(SQLiteConnection connection, NamedKind kind, StageName name) =>
        Select(connection, "WHERE kind = $1 AND name_key = $2", kind.ToString(), name.Folded).SingleOrDefault();
}
