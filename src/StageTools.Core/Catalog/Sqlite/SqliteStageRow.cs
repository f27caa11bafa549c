using System.Data.SQLite;
using System.Globalization;
using System.Text.Json;
using StageTools.Formats.Options;
using StageTools.Paths;

namespace StageTools.Catalog.Sqlite;

/// <summary>A stage as a row of the table <c>stage</c>.</summary>
internal static class SqliteStageRow
{
    public const string Select =
        "SELECT id, name, url, enabled, session, directory_table, directory_refreshed_on, file_format, connection, sealed_secrets, comment, "
            + "creator, owner, created_on FROM stage";

    public static CatalogEntry Read(SQLiteDataReader row)
    {
        var url = row.Text(2);
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
            FileFormat = row.Text(7) is { } format ? FileFormat.FromJson(format) : null,
            Connection = row.Text(8) is { } connection ? Settings(connection) : null,
            SealedSecrets = row.IsDBNull(9) ? default : row.GetFieldValue<byte[]>(9),
            Comment = row.Text(10),
            Creator = row.Text(11),
            Owner = row.Text(12),
            CreatedOn = Time(row.Text(13)),
        };
    }

    // Apart, so that the serializer is loaded where there are settings only.
    private static Dictionary<string, string>? Settings(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json);

    public static void Insert(SQLiteConnection connection, CatalogEntry entry) => connection.Execute(
        """
        INSERT INTO stage (id, name, name_key, url, enabled, session, directory_table, directory_refreshed_on, file_format, connection,
            sealed_secrets, comment, creator, owner, created_on)
        VALUES ($id, $name, $key, $url, $enabled, $session, $table, $refreshed, $format, $connection, $secrets, $comment, $creator, $owner, $created)
        """,
        Parameters(entry));

    public static void Update(SQLiteConnection connection, CatalogEntry entry) => connection.Execute(
        """
        UPDATE stage SET name = $name, name_key = $key, url = $url, enabled = $enabled, session = $session, directory_table = $table,
            directory_refreshed_on = $refreshed, file_format = $format, connection = $connection, sealed_secrets = $secrets, comment = $comment,
            creator = $creator, owner = $owner, created_on = $created
        WHERE id = $id
        """,
        Parameters(entry));

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(string? text) =>
        text is null ? null : DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static (string Name, object? Value)[] Parameters(CatalogEntry entry) =>
    [
        ("$id", entry.Id),
        ("$name", entry.Name.Value),
        ("$key", entry.Name.Folded),
        ("$url", entry.Url?.ToString()),
        ("$enabled", entry.Enabled),
        ("$session", entry.Session),
        ("$table", entry.DirectoryTable),
        ("$refreshed", entry.DirectoryTableRefreshedOn is { } refreshed ? Text(refreshed) : null),
        ("$format", entry.FileFormat?.ToJson()),
        ("$connection", entry.Connection is null ? null : JsonSerializer.Serialize(entry.Connection)),
        ("$secrets", entry.SealedSecrets.IsEmpty ? null : entry.SealedSecrets.ToArray()),
        ("$comment", entry.Comment),
        ("$creator", entry.Creator),
        ("$owner", entry.Owner),
        ("$created", Text(entry.CreatedOn ?? DateTimeOffset.UtcNow)),
    ];
}
