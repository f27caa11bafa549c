using System.Data.SQLite;

namespace StageTools.Catalog.Sqlite;

/// <summary>The pages of the catalog's file that nothing lies in any more.</summary>
internal static class SqlitePages
{
    // Of 4 KiB. Less is filled again soon.
    private const int LeastFree = 1024;
    private const int AtOnce = 4096;

    /// <summary>Gives some of them back; whether there may be more.</summary>
    public static bool TryTrim(SQLiteConnection connection, CancellationToken cancellationToken)
    {
        if (connection.Scalar<long>("PRAGMA freelist_count") < LeastFree)
            return false;

        if (connection.Scalar<long>("PRAGMA auto_vacuum") == 0)
            return TryRewrite(connection, cancellationToken);

        // Each page is a row of the statement, and goes when it is read.
        return connection.ReadAll(static _ => true, $"PRAGMA incremental_vacuum({AtOnce})").Count > 0;
    }

    /// <summary>Writes a file of before version 0.2.0 anew, once: only so can it give back pages later.</summary>
    private static bool TryRewrite(SQLiteConnection connection, CancellationToken cancellationToken)
    {
        using var stop = cancellationToken.Register(connection.Cancel);
        try
        {
            connection.Execute("PRAGMA auto_vacuum = INCREMENTAL");
            connection.Execute("VACUUM");
        }
        catch (SQLiteException)
        {
            // There is no room for it, or somebody writes: the next refresh tries again, and the room is used meanwhile.
        }

        return false;
    }
}
