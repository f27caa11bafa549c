using System.Data.SQLite;

namespace StageTools.Catalog.Sqlite;

/// <summary>Connections and file formats as rows of the table <c>named_entry</c>.</summary>
internal sealed class SqliteNamedEntries(SqliteDatabase database) : INamedEntries
{
    private const string OfName = "WHERE kind = $kind AND name_key = $key";

    private static readonly string[] Columns = ["id", "kind", "name", "settings", "sealed_secrets", "comment", "creator", "created_on", "name_key"];

    /// <summary>How many columns there are.</summary>
    public static int ColumnCount => Columns.Length;

    /// <summary>The columns of the table under a name that a query gives it.</summary>
    public static string ColumnsOf(string table) => string.Join(", ", Columns.Select(column => $"{table}.{column}"));

    /// <summary>The entry whose columns begin at one of a row's; null where they are empty.</summary>
    public static NamedEntry? Read(SQLiteDataReader row, int first) => row.IsDBNull(first) ? null : new NamedEntry
    {
        Id = row.GetString(first),
        Kind = Enum.Parse<NamedKind>(row.GetString(first + 1)),
        Name = StageName.Parse(row.GetString(first + 2)),
        Settings = row.GetString(first + 3),
        SealedSecrets = row.Bytes(first + 4),
        Comment = row.Text(first + 5),
        Creator = row.Text(first + 6),
        CreatedOn = SqliteStageRow.Time(row.Text(first + 7))!.Value,
    };

    /// <summary>Encrypted secrets as the catalog keeps them.</summary>
    public static byte[]? Box(ReadOnlyMemory<byte> secrets) => secrets.IsEmpty ? null : secrets.ToArray();

    /// <summary>Those that have secrets.</summary>
    public static List<NamedEntry> SelectSealed(SQLiteConnection connection) => Select(connection, "WHERE sealed_secrets IS NOT NULL");

    /// <summary>All of them.</summary>
    public static List<NamedEntry> SelectAll(SQLiteConnection connection) => Select(connection, "ORDER BY kind, name_key");

    /// <summary>Puts one in the place of that of its id, or makes it.</summary>
    public static void Write(SQLiteConnection connection, NamedEntry entry)
    {
        var values = string.Join(", ", Columns.Select(static column => "$" + column));
        var changes = string.Join(", ", Columns.Select(static column => $"{column} = ${column}"));
        connection.Execute(
            $"INSERT INTO named_entry ({string.Join(", ", Columns)}) VALUES ({values}) ON CONFLICT (id) DO UPDATE SET {changes}",
            ("$id", entry.Id),
            ("$kind", entry.Kind.ToString()),
            ("$name", entry.Name.Value),
            ("$settings", entry.Settings),
            ("$sealed_secrets", Box(entry.SealedSecrets)),
            ("$comment", entry.Comment),
            ("$creator", entry.Creator),
            ("$created_on", SqliteStageRow.Text(entry.CreatedOn)),
            ("$name_key", entry.Name.Folded));
    }

    /// <inheritdoc/>
    public Task<NamedEntry?> FindAsync(NamedKind kind, StageName name, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => Find(connection, kind, name), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<NamedEntry>> ListAsync(NamedKind kind, string prefix, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<NamedEntry>>(
            connection => Select(
                connection,
                "WHERE kind = $kind AND name_key >= $from AND name_key < $to ORDER BY name_key",
                [("$kind", kind.ToString()), .. SqliteCatalog.Bounds(prefix)]),
            cancellationToken);

    /// <inheritdoc/>
    public Task<NamedEntry> PutAsync(NamedKind kind, StageName name, Func<NamedEntry?, NamedEntry> make, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
            {
                var entry = make(Find(connection, kind, name));
                Write(connection, entry);
                return entry;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(NamedKind kind, StageName name, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
            {
                if (Find(connection, kind, name) is not { } entry)
                    return false;

                var users = connection.ReadAll(
                    static row => row.GetString(0),
                    "SELECT name FROM stage WHERE connection_id = $id OR file_format_id = $id ORDER BY name_key LIMIT 4",
                    ("$id", entry.Id));
                return users.Count > 0
                    ? throw CatalogErrors.InUse(kind, entry.Name, users)
                    : connection.Execute("DELETE FROM named_entry WHERE id = $id", ("$id", entry.Id)) > 0;
            },
            cancellationToken);

    private static NamedEntry? Find(SQLiteConnection connection, NamedKind kind, StageName name) =>
        Select(connection, OfName, ("$kind", kind.ToString()), ("$key", name.Folded)).SingleOrDefault();

    private static List<NamedEntry> Select(
        SQLiteConnection connection, string condition, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        connection.ReadAll(static row => Read(row, 0)!, $"SELECT {ColumnsOf("named_entry")} FROM named_entry {condition}", parameters);
}
