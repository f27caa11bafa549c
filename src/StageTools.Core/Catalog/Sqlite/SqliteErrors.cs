using System.Data.SQLite;

namespace StageTools.Catalog.Sqlite;

/// <summary>SQLite's errors about the catalog's file, in this module's words.</summary>
internal static class SqliteErrors
{
    /// <summary>What an error means; the rest of its code tells more of it (https://www.sqlite.org/rescode.html).</summary>
    public static SQLiteErrorCode Primary(SQLiteException e) => (SQLiteErrorCode)((int)e.ResultCode & 0xFF);

    /// <summary>The engine's error for SQLite's; the same where it is none of the file's.</summary>
    public static Exception Explain(SQLiteException e, string file) => Primary(e) switch
    {
        _ when IsFull(e) => Full(file, e),
        SQLiteErrorCode.ReadOnly => ReadOnly(file, e),
        SQLiteErrorCode.Corrupt or SQLiteErrorCode.NotADb => StageErrorCode.CatalogCorrupt.Error(
            $"'{file}' is not a catalog of StageTools or is damaged; put a sound copy in its place, or move it away to begin with an empty catalog.",
            file, e),
        SQLiteErrorCode.CantOpen or SQLiteErrorCode.IoErr => StageErrorCode.CatalogUnavailable.Error(
            $"The catalog '{file}' cannot be opened or read; check the folder, its permissions and its disk.", file, e),
        _ => e,
    };

    /// <summary>The error of a catalog that is to be written and cannot be.</summary>
    public static StageException ReadOnly(string file, Exception? inner = null) => StageErrorCode.CatalogReadOnly.Error(
        $"The catalog '{file}' can only be read by this user; make the file and its folder writable, or set {MachineHome.Variable} to another "
            + "folder.",
        file, inner);

    /// <summary>The error of a catalog whose disk has no room.</summary>
    public static StageException Full(string file, Exception? inner = null) =>
        StageErrorCode.StoreFull.Error($"No space is left for the catalog '{file}'; nothing was changed. Free some, and try again.", file, inner);

    /// <summary>Whether the disk has no room; the shared memory of a WAL file is a file, too.</summary>
    public static bool IsFull(SQLiteException e) => Primary(e) == SQLiteErrorCode.Full || e.ResultCode is SQLiteErrorCode.IoErr_ShmSize;
}
