namespace StageTools.Databases;

/// <summary>Tells database files apart.</summary>
internal static class DatabaseFiles
{
    private const int HeadLength = 16;
    private const int DuckDbMark = 8;

    /// <summary>Whether a file is DuckDB's, and not SQLite's: by its first bytes, or, where there are none yet, by its suffix.</summary>
    public static bool IsDuckDb(string path, bool create)
    {
        if (Directory.Exists(path))
            throw StageErrorCode.ItemKindMismatch.Error($"'{path}' is a folder; give the database's file.", path);

        if (!File.Exists(path) && !create)
            throw StageErrorCode.FileNotFound.Error($"There is no database file '{path}'; check the path.", path);

        try
        {
            var head = File.Exists(path) ? Head(path) : [];
            return head switch
            {
                [] => Path.GetExtension(path).ToLowerInvariant() is ".duckdb" or ".ddb",
                _ when IsSqlite(head) => false,
                { Length: HeadLength } when head.AsSpan(DuckDbMark, 4).SequenceEqual("DUCK"u8) => true,
                // Killed in its first transaction, SQLite leaves a file that begins with nothing yet, and the journal that undoes it.
                _ when File.Exists(path + "-journal") => false,
                _ => throw StageErrorCode.DatabaseInvalid.Error($"'{path}' is neither a SQLite nor a DuckDB database; give the file of one.", path),
            };
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw StageErrorCode.AccessDenied.Error($"The database file '{path}' cannot be read; check its permissions.", path, e);
        }
    }

    /// <summary>The first bytes of a file, which tell what it is; fewer where it has no more.</summary>
    public static byte[] Head(string path)
    {
        var head = new byte[HeadLength];
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return head[..stream.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false)];
    }

    /// <summary>Whether a file that begins so is SQLite's ("Database File Format", 1.3.1).</summary>
    public static bool IsSqlite(ReadOnlySpan<byte> head) => head.SequenceEqual("SQLite format 3\0"u8);
}
