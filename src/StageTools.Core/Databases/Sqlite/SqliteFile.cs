using SQLitePCL;

namespace StageTools.Databases.Sqlite;

/// <summary>A SQLite file. Each query opens it for itself, for reading alone.</summary>
internal sealed class SqliteFile(string path) : Database
{
    private const int BusyTimeout = 10_000;

    public override string DisplayName => $"'{path}'";

    internal override DatabaseLoad NewLoad() => new SqliteLoad(path, DisplayName);

    public override Task<RowSource> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sql);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<RowSource>(OpenForReading().Into(database => new SqliteRows(DisplayName, database, Prepare(database, sql))));
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The engine's error for SQLite's.</summary>
    internal static StageException Explain(sqlite3 database, string name) =>
        DatabaseErrors.Refused(name, raw.sqlite3_errmsg(database).utf8_to_string());

    private sqlite3 OpenForReading()
    {
        Batteries_V2.Init();
        if (!File.Exists(path))
            throw StageErrorCode.FileNotFound.Error($"There is no database file '{path}'; check the path.", path);

        return TryOpen(path, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_NOMUTEX, out var refusal, out var result)
            ?? (IsWhole(result) ? TryOpen(
                $"{SqliteUri.Of(path)}?immutable=1", raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_NOMUTEX | raw.SQLITE_OPEN_URI, out _, out _) : null)
            ?? throw StageErrorCode.DatabaseInvalid.Error($"The database '{path}' cannot be opened: {refusal}.", path);
    }

    // A file in WAL mode in a folder that cannot be written is read as it lies. That takes no locks and looks at nothing beside it: so not where
    // somebody holds the file, nor where rows wait beside it to be brought in or taken back.
    private bool IsWhole(int refused) => (refused & 0xFF) is raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY
        && Array.TrueForAll(["-wal", "-journal"], suffix => new FileInfo(path + suffix) is not { Exists: true, Length: > 0 });

    private static sqlite3? TryOpen(string name, int flags, out string refusal, out int result)
    {
        result = raw.sqlite3_open_v2(name, out var database, flags, null);
        if (result == raw.SQLITE_OK)
        {
            raw.sqlite3_busy_timeout(database, BusyTimeout);

            // From here on until it is closed the tables are as they are now, also where others change them: the columns that a query is prepared
            // for are those that its rows have.
            result = raw.sqlite3_exec(database, "BEGIN; SELECT 1 FROM sqlite_master LIMIT 1");
        }

        refusal = raw.sqlite3_errmsg(database).utf8_to_string();
        if (result == raw.SQLITE_OK)
            return database;

        database.Dispose();
        return null;
    }

    private sqlite3_stmt Prepare(sqlite3 database, string sql)
    {
        if (raw.sqlite3_prepare_v2(database, sql, out var prepared, out var tail) != raw.SQLITE_OK)
            throw Explain(database, DisplayName);

        return prepared.Into(statement =>
        {
            // What follows may be blanks and comments, which prepare to nothing.
            if (raw.sqlite3_prepare_v2(database, tail, out var next) == raw.SQLITE_OK && next.IsInvalid)
                return statement.IsInvalid || raw.sqlite3_column_count(statement) == 0 ? throw DatabaseErrors.NoRows(DisplayName) : statement;

            next.Dispose();
            throw DatabaseErrors.SeveralStatements(DisplayName);
        });
    }
}

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
