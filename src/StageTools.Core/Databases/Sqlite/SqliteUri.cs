namespace StageTools.Databases.Sqlite;

/// <summary>Paths of SQLite files as the URIs that SQLite reads (https://www.sqlite.org/uri.html).</summary>
internal static class SqliteUri
{
    /// <summary>The URI of a full path, without a query: each character that means something in a URI or in a connection string is escaped.</summary>
    public static string Of(string path)
    {
        // Behind an authority that is empty: /home/a.db, /C:/a.db, //server/share/a.db.
        var escaped = string.Join('/', path.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar).Select(Uri.EscapeDataString));
        return escaped.StartsWith('/') ? $"file://{escaped}" : $"file:///{escaped}";
    }
}
