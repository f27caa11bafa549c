using System.Data.SQLite;

namespace StageTools.Catalog.Sqlite;

/// <summary>The directory tables of all stages.</summary>
/// <remarks>
/// A refresh writes a new generation in short transactions, so that nobody waits for a slow store, and shows it in one of its own. What was shown
/// before is needed until then; it goes in short ones too, and its room in the file with it. What a killed refresh left behind goes with the next
/// one a day later; until then it may still go on.
/// </remarks>
internal sealed class SqliteDirectoryTable(SqliteDatabase database) : IDirectoryTable
{
    private const int BatchSize = 2_000;
    private const int RemovedAtOnce = 20_000;
    private const int Mix = 8;
    private const long Day = TimeSpan.TicksPerDay * Mix;
    private const string CurrentGeneration = "(SELECT directory_generation FROM stage WHERE id = $1)";

    private static readonly string Page =
        $"""
        SELECT key, size, last_modified, md5, storage_class FROM directory_file
        WHERE stage_id = $1 AND generation = {CurrentGeneration} AND key >= $2 AND ($3 IS NULL OR key > $3) AND key < $4
        ORDER BY key LIMIT {BatchSize}
        """;

    public async Task<long> RefreshAsync(CatalogEntry stage, IAsyncEnumerable<StoreItem> items, CancellationToken cancellationToken)
    {
        var generation = NewGeneration();
        var count = 0L;
        await foreach (var batch in items.Chunk(BatchSize).WithCancellation(cancellationToken).ConfigureAwait(false))
            count += await InsertAsync(stage.Id, generation, batch, cancellationToken).ConfigureAwait(false);

        var (isShown, before) = await database.WriteAsync(connection => Show(connection, stage, generation), cancellationToken).ConfigureAwait(false);
        await RemoveAsync(stage.Id, isShown ? before : generation, cancellationToken).ConfigureAwait(false);
        return isShown ? count : throw CatalogErrors.MovedWhileListed(stage.Name);
    }

    /// <summary>Shows nothing of a stage, in the transaction that changes it.</summary>
    public static ForgottenListing Forget(SQLiteConnection connection, string id) => new(id, Show(connection, id, generation: 0, refreshedOn: null));

    /// <summary>Shows nothing of the stages that refer to a connection, in the transaction that changes it.</summary>
    public static List<ForgottenListing> ForgetAll(SQLiteConnection connection, string connectionId) =>
    [
        .. connection.ReadTexts("SELECT id FROM stage WHERE connection_id = $1 AND directory_generation <> 0", connectionId)
            .Select(id => Forget(connection, id)),
    ];

    public IAsyncEnumerable<StoreItem> ListAsync(string id, string prefix, CancellationToken cancellationToken) => CatalogRows.PagesAsync(
        prefix,
        BatchSize,
        (from, after) => database.ReadAsync(
            connection => connection.ReadAll(CatalogRows.File, Page, id, from, after, prefix + "\U0010FFFF"), cancellationToken));

    /// <summary>By the clock, so that old ones are known; with a random end, so that two at once cannot mix. The one that ends last is
    /// shown.</summary>
    private static long NewGeneration() => (DateTime.UtcNow.Ticks * Mix) + Random.Shared.Next(Mix);

    /// <summary>Removes what is shown no more.</summary>
    public async Task RemoveAsync(IEnumerable<ForgottenListing> listings, CancellationToken cancellationToken)
    {
        foreach (var listing in listings.Where(static listing => listing.Generation > 0))
            await RemoveAsync(listing.Stage, listing.Generation, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes a generation that is not shown, and what was left behind.</summary>
    private async Task RemoveAsync(string id, long before, CancellationToken cancellationToken)
    {
        // Three ranges of the key; which generation is shown is asked each time, since it may be another's by now.
        var now = NewGeneration();
        foreach (var (range, limit) in ((string, long)[])[("=", before), ("<", now - Day), (">", now + Day)])
        {
            var sql = $"""
                DELETE FROM directory_file WHERE stage_id = $1 AND (generation, key) IN (
                    SELECT generation, key FROM directory_file
                    WHERE stage_id = $1 AND generation {range} $2 AND generation <> {CurrentGeneration} LIMIT {RemovedAtOnce})
                """;
            while (await database.WriteAsync(c => c.Execute(sql, id, limit), cancellationToken).ConfigureAwait(false) > 0)
            {
                // Whoever waits for the catalog has his turn.
            }
        }

        try
        {
            await database.TrimAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StageException e) when (e.Code is StageErrorCode.CatalogBusy or StageErrorCode.StoreFull)
        {
            // It is shown; its room is used again, or given back the next time.
        }
    }

    /// <summary>Shows a generation where the stage's files still lie where they were listed; the one that was shown before.</summary>
    private static (bool IsShown, long Before) Show(SQLiteConnection connection, CatalogEntry stage, long generation) =>
        RequireStage(connection, stage.Id).IsElsewhereThan(stage) ? default : (true, Show(connection, stage.Id, generation, DateTimeOffset.UtcNow));

    private static long Show(SQLiteConnection connection, string id, long generation, DateTimeOffset? refreshedOn)
    {
        var shown = connection.Scalar<long>($"SELECT coalesce({CurrentGeneration}, 0)", id);
        connection.Execute(
            "UPDATE stage SET directory_generation = $2, directory_refreshed_on = $3 WHERE id = $1",
            id,
            generation,
            refreshedOn is { } time ? SqliteStageRow.Text(time) : null);
        return shown;
    }

    // A slow store leaves time enough for somebody to drop the stage.
    private static CatalogEntry RequireStage(SQLiteConnection connection, string id) =>
        SqliteStageRow.Select(connection, "WHERE stage.id = $1", id).SingleOrDefault() ?? throw CatalogErrors.DroppedWhileListed();

    private Task<int> InsertAsync(string id, long generation, StoreItem[] items, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection =>
            {
                _ = RequireStage(connection, id);
                using var command = connection.Command(
                    "INSERT OR REPLACE INTO directory_file VALUES ($1, $2, $3, $4, $5, $6, $7)", id, generation, null, null, null, null, null);
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
