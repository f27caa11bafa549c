using Npgsql;

namespace StageTools.Catalog.Postgres;

/// <summary>The directory tables of a team's stages.</summary>
/// <remarks>
/// A refresh writes a new generation in batches, so that nobody waits for a slow store, and shows it with the last; what was shown before goes in
/// batches too, since no command has the time that ten million rows take. Rows travel as arrays: COPY cannot write to a table with row level
/// security. What a killed refresh left goes with the next one a day later.
/// </remarks>
internal sealed class PostgresDirectoryTable(TeamDatabase database) : IDirectoryTable
{
    private const int BatchSize = 5_000;
    private const long Day = 86_400L * 1_000_000_000;

    private static readonly string Page =
        $"""
        SELECT key, size, last_modified, md5, storage_class FROM stagetools.directory_file
        WHERE stage_id = $1 AND generation = (SELECT generation FROM stagetools.directory WHERE stage_id = $1)
            AND key >= $2 AND ($3 IS NULL OR key > $3) AND key < $4
        ORDER BY key LIMIT {BatchSize}
        """;

    // By the server's clock, so that old ones are known; with a random end, so that two at once cannot mix.
    private static readonly TeamCommand NewGeneration =
        new("SELECT (extract(epoch FROM now()) * 1000000)::bigint * 1000 + (random() * 999)::bigint");

    public async Task<long> RefreshAsync(CatalogEntry stage, IAsyncEnumerable<StoreItem> items, CancellationToken cancellationToken)
    {
        var id = stage.Id;
        try
        {
            var generation = (await database.ReadAsync<long>(cancellationToken, NewGeneration).ConfigureAwait(false))[0];
            var count = 0L;
            await foreach (var batch in items.Chunk(BatchSize).WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                await database.ExecuteAsync(cancellationToken, Insertion(id, generation, batch)).ConfigureAwait(false);
                count += batch.Length;
            }

            var (isShown, before) = await database.RunAsync(
                connection => ShowAsync(connection, stage, generation, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (!isShown)
            {
                await RemoveAsync(id, generation, cancellationToken).ConfigureAwait(false);
                throw CatalogErrors.MovedWhileListed(stage.Name);
            }

            if (before != generation)
                await RemoveAsync(id, before, cancellationToken).ConfigureAwait(false);

            // What killed refreshes left, and what somebody wrote as if of another time.
            await RemoveAsync(id, from: 0, generation - Day, cancellationToken).ConfigureAwait(false);
            await RemoveAsync(id, generation + Day, long.MaxValue, cancellationToken).ConfigureAwait(false);
            return count;
        }
        catch (StageException e) when (TeamErrors.IsGone(e))
        {
            // A slow store leaves time enough for somebody to drop the stage.
            var there = new TeamCommand("SELECT id FROM stagetools.stage WHERE id = $1", id);
            if ((await database.ReadAsync<string>(cancellationToken, there).ConfigureAwait(false)).Count > 0)
                throw;

            throw CatalogErrors.DroppedWhileListed();
        }
    }

    /// <summary>Forgets a stage's listing, as if it had never been made.</summary>
    public async Task ClearAsync(string id, CancellationToken cancellationToken)
    {
        var clearing = new TeamCommand("DELETE FROM stagetools.directory WHERE stage_id = $1 RETURNING generation", id);
        var before = await database.ReadAsync<long>(cancellationToken, clearing).ConfigureAwait(false);
        foreach (var shown in before)
            await RemoveAsync(id, shown, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes a generation that is not shown; 0 is none.</summary>
    public Task RemoveAsync(string id, long generation, CancellationToken cancellationToken) =>
        generation == 0 ? Task.CompletedTask : RemoveAsync(id, generation, generation + 1, cancellationToken);

    /// <summary>Removes what is shown no more.</summary>
    public async Task RemoveAsync(IEnumerable<ForgottenListing> listings, CancellationToken cancellationToken)
    {
        foreach (var (stage, generation) in listings)
            await RemoveAsync(stage, generation, cancellationToken).ConfigureAwait(false);
    }

    public IAsyncEnumerable<StoreItem> ListAsync(string id, string prefix, CancellationToken cancellationToken) => CatalogRows.PagesAsync(
        prefix,
        BatchSize,
        (from, after) => database.ReadAsync(
            CatalogRows.File, cancellationToken, new TeamCommand(Page, id, from, after, prefix + "\U0010FFFF")));

    private static TeamCommand Insertion(string id, long generation, StoreItem[] items) => new(
        """
        INSERT INTO stagetools.directory_file (stage_id, generation, key, size, last_modified, md5, storage_class)
        SELECT $1, $2, file.* FROM unnest($3, $4, $5, $6, $7) AS file ON CONFLICT DO NOTHING
        """,
        id,
        generation,
        Array.ConvertAll(items, static item => item.Key),
        Array.ConvertAll(items, static item => item.Size),
        Array.ConvertAll(items, static item => item.LastModified.UtcTicks),
        Array.ConvertAll(items, static item => item.MD5),
        Array.ConvertAll(items, static item => item.StorageClass));

    /// <summary>Shows a generation where the stage's files still lie where they were listed; the one that was shown before.</summary>
    private static async Task<(bool IsShown, long Before)> ShowAsync(
        NpgsqlConnection connection, CatalogEntry stage, long generation, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = transaction.ConfigureAwait(false);

        // Whoever moves the stage takes this row away: before, and it is made anew where he is done, or afterwards.
        var showing = new TeamCommand(
            """
            INSERT INTO stagetools.directory AS d (stage_id, generation) VALUES ($1, $2)
            ON CONFLICT (stage_id) DO UPDATE SET generation = d.generation RETURNING d.generation
            """,
            stage.Id,
            generation);
        var before = await connection.ReadAsync<long>(cancellationToken, showing).ConfigureAwait(false);
        var selection = new TeamCommand(TeamStageRow.Selection + "WHERE id = $1", stage.Id);
        var there = await connection.ReadAsync(TeamStageRow.Read, cancellationToken, selection).ConfigureAwait(false);
        if (there.Count == 0)
            throw CatalogErrors.DroppedWhileListed();

        if (there[0].Entry.IsElsewhereThan(stage))
            return default;

        var change = new TeamCommand("UPDATE stagetools.directory SET generation = $2 WHERE stage_id = $1", stage.Id, generation);
        await connection.ExecuteAsync(cancellationToken, change).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return (true, before[0]);
    }

    /// <summary>Removes generations from one to before another, which nobody is shown any more.</summary>
    private async Task RemoveAsync(string id, long from, long to, CancellationToken cancellationToken)
    {
        // Behind what is gone already: to pass over that again and again would take the longest.
        var (generation, key) = (from, string.Empty);
        while (true)
        {
            var last = await database.ReadAsync(
                static row => (row.GetInt64(0), row.GetString(1)),
                cancellationToken,
                new TeamCommand("SELECT generation, key FROM stagetools.sweep($1, $2, $3, $4)", id, generation, key, to)).ConfigureAwait(false);
            if (last.Count == 0)
                return;

            (generation, key) = last[0];
        }
    }
}
