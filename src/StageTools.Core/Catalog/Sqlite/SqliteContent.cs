using System.Data;
using System.Data.SQLite;

namespace StageTools.Catalog.Sqlite;

/// <summary>All that the SQLite catalog keeps, read and written at once.</summary>
internal static class SqliteContent
{
    /// <summary>What is kept, of one moment.</summary>
    /// <param name="connection">The catalog.</param>
    /// <param name="condition">Which stages.</param>
    public static CatalogContent Read(SQLiteConnection connection, string condition)
    {
        // A reader's transaction: both queries see the same state. In a writer's they do anyway.
        using var transaction = connection.AutoCommit ? connection.BeginTransaction(IsolationLevel.ReadCommitted) : null;
        return new CatalogContent(SqliteNamedEntries.SelectAll(connection), SqliteStageRow.Select(connection, condition + "ORDER BY stage.name_key"));
    }

    /// <summary>Writes what comes in the place of what is there. To be called in a write transaction.</summary>
    /// <param name="connection">The catalog.</param>
    /// <param name="there">What is there.</param>
    /// <param name="content">What comes.</param>
    /// <param name="delete">Deletes a stage; whether its files stay.</param>
    public static void Write(
        SQLiteConnection connection, CatalogContent there, CatalogContent content, Action<SQLiteConnection, CatalogEntry, bool> delete)
    {
        // The files of an internal stage are found by its id: of one that comes back they stay.
        var coming = content.Stages.Select(static stage => stage.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var older in content.Stages.SelectMany(there.InTheWayOf).DistinctBy(static stage => stage.Id, StringComparer.Ordinal))
            delete(connection, older, coming.Contains(older.Id));

        foreach (var entry in content.Named)
            SqliteNamedEntries.Write(connection, entry);

        foreach (var stage in content.Stages)
        {
            connection.Execute("DELETE FROM discarded_stage WHERE id = $id", ("$id", stage.Id));
            SqliteStageRow.Insert(connection, stage);
        }
    }
}
