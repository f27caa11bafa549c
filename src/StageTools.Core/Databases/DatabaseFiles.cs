namespace StageTools.Databases;

/// <summary>Tells database files apart.</summary>
internal static class DatabaseFiles
{
    /// <summary>How many bytes tell what a file is.</summary>
    public const int HeadLength = 16;

    private const int DuckDbMark = 8;

    /// <summary>What a file is: by its first bytes, or, where there are none yet, by its suffix.</summary>
    public static async Task<DatabaseFileKind> KindOfAsync(string path, bool create, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
            throw StageErrorCode.ItemKindMismatch.Error($"'{path}' is a folder; give the database's file.", path);

        if (!File.Exists(path))
        {
            return create
                ? BySuffix(path)
                : throw StageErrorCode.FileNotFound.Error($"There is no database file '{path}'; check the path.", path);
        }

        var head = new byte[HeadLength];
        int length;
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            await using (stream.ConfigureAwait(false))
            {
                length = await stream.ReadAtLeastAsync(head, HeadLength, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw StageErrorCode.AccessDenied.Error($"The database file '{path}' cannot be read; check its permissions.", path, e);
        }

        return length switch
        {
            0 => BySuffix(path),
            HeadLength when IsSqlite(head) => DatabaseFileKind.Sqlite,
            HeadLength when head.AsSpan(DuckDbMark, 4).SequenceEqual("DUCK"u8) => DatabaseFileKind.DuckDb,
            // Killed in its first transaction, SQLite leaves a file that begins with nothing yet, and the journal that undoes it when it is opened.
            _ when File.Exists(path + "-journal") => DatabaseFileKind.Sqlite,
            _ => throw StageErrorCode.DatabaseInvalid.Error($"'{path}' is neither a SQLite nor a DuckDB database; give the file of one.", path),
        };
    }

    /// <summary>Whether a file that begins so is SQLite's ("Database File Format", 1.3.1).</summary>
    public static bool IsSqlite(ReadOnlySpan<byte> head) => head.SequenceEqual("SQLite format 3\0"u8);

    private static DatabaseFileKind BySuffix(string path) =>
        Path.GetExtension(path).ToLowerInvariant() is ".duckdb" or ".ddb" ? DatabaseFileKind.DuckDb : DatabaseFileKind.Sqlite;
}

/// <summary>What a database file is.</summary>
internal enum DatabaseFileKind
{
    /// <summary>SQLite 3.</summary>
    Sqlite,

    /// <summary>DuckDB.</summary>
    DuckDb,
}
