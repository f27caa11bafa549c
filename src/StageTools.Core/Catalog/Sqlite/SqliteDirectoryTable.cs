using System.Data.SQLite;
using StageTools.Storage;

namespace StageTools.Catalog.Sqlite;

/// <summary>The directory tables of all stages.</summary>
/// <remarks>
/// A refresh writes a new generation in short transactions, so that nobody waits for a slow store, and shows it in one of its own. What was shown
/// before is needed until then; it goes in short ones too, and its room in the file with it. What a killed refresh left behind goes with the next.
/// </remarks>
internal sealed class SqliteDirectoryTable(SqliteDatabase database) : IDirectoryTable
{
    private const int BatchSize = 2_000;
    private const int RemovedAtOnce = 20_000;
    private const string CurrentGeneration = "(SELECT directory_generation FROM stage WHERE id = $id)";

    public async Task<long> RefreshAsync(string id, IAsyncEnumerable<StoreItem> items, CancellationToken cancellationToken)
    {
        // Random, so that two refreshes at once cannot mix; the one that ends last is shown.
        var generation = Random.Shared.NextInt64(1, long.MaxValue);
        var count = 0L;
        await foreach (var batch in items.Chunk(BatchSize).WithCancellation(cancellationToken).ConfigureAwait(false))
            count += await InsertAsync(id, generation, batch, cancellationToken).ConfigureAwait(false);

        await database.WriteAsync(
            connection =>
            {
                RequireStage(connection, id);
                return connection.Execute(
                    "UPDATE stage SET directory_generation = $generation, directory_refreshed_on = $now WHERE id = $id",
                    ("$generation", generation),
                    ("$now", SqliteStageRow.Text(DateTimeOffset.UtcNow)),
                    ("$id", id));
            },
            cancellationToken).ConfigureAwait(false);
        await RemoveOthersAsync(id, cancellationToken).ConfigureAwait(false);
        return count;
    }

    public async Task ClearAsync(string id, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            connection => connection.Execute(
                "UPDATE stage SET directory_generation = 0, directory_refreshed_on = NULL WHERE id = $id", ("$id", id)),
            cancellationToken).ConfigureAwait(false);
        await RemoveOthersAsync(id, cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<StoreItem> ListAsync(string id, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // In pages, each a short read: a listing that its reader leaves half way holds no lock.
        // The first may have no name at all.
        string? after = null;
        var from = prefix;
        while (true)
        {
            var page = await database.ReadAsync(c => ReadPage(c, id, from, after, prefix), cancellationToken).ConfigureAwait(false);
            foreach (var item in page)
                yield return item;

            if (page.Count < BatchSize)
                yield break;

            from = after = page[^1].Key;
        }
    }

    /// <summary>Removes all that is not shown. Which generation is shown is asked each time: it may be another's by now.</summary>
    private async Task RemoveOthersAsync(string id, CancellationToken cancellationToken)
    {
        // Two ranges of the key, each of which begins with what is to go.
        foreach (var side in (string[])["<", ">"])
        {
            var sql = $"""
                DELETE FROM directory_file WHERE stage_id = $id AND (generation, key) IN (
                    SELECT generation, key FROM directory_file WHERE stage_id = $id AND generation {side} {CurrentGeneration} LIMIT {RemovedAtOnce})
                """;
            while (await database.WriteAsync(connection => connection.Execute(sql, ("$id", id)), cancellationToken).ConfigureAwait(false) > 0)
            {
                // Whoever waits for the catalog has his turn.
            }
        }

        await database.TrimAsync(cancellationToken).ConfigureAwait(false);
    }

    private static List<StoreItem> ReadPage(SQLiteConnection connection, string id, string from, string? after, string prefix) =>
        connection.ReadAll(
            static row => new StoreItem(row.GetString(0), row.GetInt64(1), new DateTimeOffset(row.GetInt64(2), TimeSpan.Zero))
            {
                MD5 = row.Text(3),
                StorageClass = row.Text(4),
            },
            $"""
            SELECT key, size, last_modified, md5, storage_class FROM directory_file
            WHERE stage_id = $id AND generation = {CurrentGeneration}
                AND key >= $from AND ($after IS NULL OR key > $after) AND key < $prefix || char(1114111)
            ORDER BY key LIMIT {BatchSize}
            """,
            ("$id", id),
            ("$from", from),
            ("$after", after),
            ("$prefix", prefix));

    /// <summary>A slow store leaves time enough for somebody to drop the stage.</summary>
    private static void RequireStage(SQLiteConnection connection, string id)
    {
        if (connection.Scalar<long>("SELECT EXISTS (SELECT 1 FROM stage WHERE id = $id)", ("$id", id)) == 0)
        {
            throw new StageException(
                StageErrorCode.StageNotFound, "The stage was dropped while its files were listed", new Advice(AdviceKind.ListStages));
        }
    }

    private Task<int> InsertAsync(string id, long generation, StoreItem[] items, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
            {
                RequireStage(connection, id);
                using var command = connection.Command(
                    "INSERT OR REPLACE INTO directory_file VALUES ($id, $generation, $key, $size, $modified, $md5, $class)",
                    ("$id", id),
                    ("$generation", generation),
                    ("$key", null),
                    ("$size", null),
                    ("$modified", null),
                    ("$md5", null),
                    ("$class", null));
                foreach (var item in items)
                {
                    command.Parameters[2].Value = item.Key;
                    command.Parameters[3].Value = item.Size;
                    command.Parameters[4].Value = item.LastModified.UtcTicks;
                    command.Parameters[5].Value = (object?)item.MD5 ?? DBNull.Value;
                    command.Parameters[6].Value = (object?)item.StorageClass ?? DBNull.Value;
                    command.ExecuteNonQuery();
                }

                return items.Length;
            },
            cancellationToken);
}
