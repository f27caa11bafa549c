using System.Data.SQLite;
using System.Text.Json;
using StageTools.Formats.Options;

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
        ("file_format", static entry => entry.FileFormat?.ToJson()),
        ("connection", static entry => entry.Connection is null
            ? null
            : JsonSerializer.Serialize(entry.Connection, SettingsJson.Default.IReadOnlyDictionaryStringString)),
        ("sealed_secrets", static entry => entry.SealedSecrets.IsEmpty ? null : entry.SealedSecrets.ToArray()),
        ("comment", static entry => entry.Comment),
        ("creator", static entry => entry.Creator),
        ("owner", static entry => entry.Owner),
        ("created_on", static entry => Text(entry.CreatedOn ?? DateTimeOffset.UtcNow)),
        ("name_key", static entry => entry.Name.Folded),
    ];

    private static readonly string Selection = $"SELECT {Joined(static name => name)} FROM stage ";

    private static readonly string Insertion = $"INSERT INTO stage ({Joined(static name => name)}) VALUES ({Joined(static name => "$" + name)})";

    private static readonly string Change = $"UPDATE stage SET {Joined(static name => $"{name} = ${name}")} WHERE id = $id";

    /// <summary>The stages that a condition holds for.</summary>
    /// <param name="connection">The catalog.</param>
    /// <param name="condition">What follows the table's name.</param>
    /// <param name="parameters">The values of its parameters.</param>
    public static List<CatalogEntry> Select(
        SQLiteConnection connection, string condition, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        connection.ReadAll(Read, Selection + condition, parameters);

    public static void Insert(SQLiteConnection connection, CatalogEntry entry) => connection.Execute(Insertion, Parameters(entry));

    public static void Update(SQLiteConnection connection, CatalogEntry entry) => connection.Execute(Change, Parameters(entry));

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static CatalogEntry Read(SQLiteDataReader row)
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
    private static Dictionary<string, string>? Settings(string json) =>
        JsonSerializer.Deserialize(json, SettingsJson.Default.DictionaryStringString);

    private static DateTimeOffset? Time(string? text) =>
        text is null ? null : DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static string Joined(Func<string, string> written) => string.Join(", ", Columns.Select(column => written(column.Name)));

    private static (string Name, object? Value)[] Parameters(CatalogEntry entry) =>
        Array.ConvertAll(Columns, column => ("$" + column.Name, column.Value(entry)));
}
