using System.Data.SQLite;

namespace StageTools.Catalog.Sqlite;

/// <summary>A stage as a row of the table <c>stage</c>.</summary>
internal static class SqliteStageRow
{
    private static readonly (string Name, Func<CatalogEntry, object?> Value)[] Columns =
    [
        ("id", static entry => entry.Id),
        ("name", static entry => entry.Name.Value),
        ("url", static entry => entry.Url?.ToString()),
        ("enabled", static entry => entry.Enabled),
        ("session", static entry => entry.Session),
        ("directory_table", static entry => entry.DirectoryTable),
        ("directory_refreshed_on", static entry => entry.DirectoryTableRefreshedOn is { } refreshed ? Text(refreshed) : null),
        ("file_format", static entry => entry.NamedFormat is null ? entry.FileFormat?.ToJson() : null),
        ("connection", static entry => entry.NamedConnection is null && entry.Connection is { } settings ? NamedEntry.Write(settings) : null),
        ("sealed_secrets", static entry => entry.NamedConnection is null ? SqliteNamedEntries.Box(entry.SealedSecrets) : null),
        ("comment", static entry => entry.Comment),
        ("creator", static entry => entry.Creator),
        ("owner", static entry => entry.Owner),
        ("created_on", static entry => Text(entry.CreatedOn ?? DateTimeOffset.UtcNow)),
        ("name_key", static entry => entry.Name.Folded),
        ("connection_id", static entry => entry.NamedConnection?.Id),
        ("file_format_id", static entry => entry.NamedFormat?.Id),
    ];

    private static readonly string Selection =
        $"""
        SELECT {Joined(static name => "stage." + name)}, {SqliteNamedEntries.ColumnsOf("c")}, {SqliteNamedEntries.ColumnsOf("f")} FROM stage
        LEFT JOIN named_entry c ON c.id = stage.connection_id LEFT JOIN named_entry f ON f.id = stage.file_format_id
        """ + " ";

    private static readonly string Insertion = $"INSERT INTO stage ({Joined(static name => name)}) VALUES ({Joined(static name => "$" + name)})";

    private static readonly string Change = $"UPDATE stage SET {Joined(static name => $"{name} = ${name}")} WHERE id = $id";

    /// <summary>The stages that a condition holds for.</summary>
    /// <param name="connection">The catalog.</param>
    /// <param name="condition">What follows the table's name.</param>
    /// <param name="parameters">The values of its parameters.</param>
    public static List<CatalogEntry> Select(
        SQLiteConnection connection, string condition, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        connection.ReadAll(Read, Selection + condition, parameters);

    public static void Insert(SQLiteConnection connection, CatalogEntry entry) => Write(connection, Insertion, entry);

    public static void Update(SQLiteConnection connection, CatalogEntry entry) => Write(connection, Change, entry);

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static CatalogEntry Read(SQLiteDataReader row)
    {
        var url = row.Text(2);
        var connection = SqliteNamedEntries.Read(row, Columns.Length);
        var format = SqliteNamedEntries.Read(row, Columns.Length + SqliteNamedEntries.ColumnCount);
        return new CatalogEntry
        {
            Id = row.GetString(0),
            Name = StageName.Parse(row.GetString(1)),
            Kind = url is null ? StageKind.Internal : StageKind.External,
            Url = url is null ? null : StageUrl.FromCatalog(url),
            Enabled = row.GetInt64(3) != 0,
            Session = row.Text(4),
            DirectoryTable = row.GetInt64(5) != 0,
            DirectoryTableRefreshedOn = Time(row.Text(6)),
            FileFormat = (format?.Settings ?? row.Text(7)) is { } options ? FileFormat.FromJson(options) : null,
            NamedFormat = format,
            Connection = connection is null ? row.Text(8) is { } settings ? NamedEntry.Read(settings) : null : connection.ReadConnection(),
            SealedSecrets = connection?.SealedSecrets ?? row.Bytes(9),
            NamedConnection = connection,
            Comment = row.Text(10),
            Creator = row.Text(11),
            Owner = row.Text(12),
            CreatedOn = Time(row.Text(13)),
        };
    }

    public static DateTimeOffset? Time(string? text) =>
        text is null ? null : DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static void Write(SQLiteConnection connection, string sql, CatalogEntry entry)
    {
        try
        {
            connection.Execute(sql, Parameters(entry));
        }
        catch (SQLiteException e) when (e.ResultCode is SQLiteErrorCode.Constraint_ForeignKey)
        {
            throw CatalogErrors.Dropped(entry, e);
        }
    }

    private static string Joined(Func<string, string> written) => string.Join(", ", Columns.Select(column => written(column.Name)));

    private static (string Name, object? Value)[] Parameters(CatalogEntry entry) =>
        Array.ConvertAll(Columns, column => ("$" + column.Name, column.Value(entry)));
}
