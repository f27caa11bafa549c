namespace StageTools.Formats.Parquet;

/// <summary>Reads the rows of a Parquet file, by DuckDB. Values have the types of the file; a line is the number of a row.</summary>
internal static class ParquetRowReader
{
    /// <summary>The rows, in their order.</summary>
    /// <exception cref="StageException"><c>DataInvalid</c>, <c>DuckDbUnavailable</c>.</exception>
    public static async IAsyncEnumerable<Row> ReadAsync(
        ImportFile file, RowReadOptions options, LoadProgress progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cache = file.Cache ?? new FileCache(MachineHome.FromEnvironment());
        using var local = await cache.BringAsync(file.Store, file.Item, cancellationToken).ConfigureAwait(false);
        using var spill = SpillFolder.Begin(cache.Home);
        using var database =
            DuckDbDatabase.Open(
                path: null, QuerySettings.Of(cache.Home, spill.Spilled), begin: connection => AllowedPaths.Of(local.Path).Close(connection));
        using var connection = database.Connect();
        var sql = $"SELECT * FROM read_parquet({DuckDbText.PathLiteral(local.Path)}, hive_partitioning = false)";
        using var result = Guarded(file, () => Query(connection, sql, cancellationToken));
        var columns = result.Columns.Select(static column => column.Name).ToArray();
        var line = 1L;
        while (Guarded(file, () => result.TryReadChunk(out var chunk) ? RowsOf(chunk, columns, options, line) : null) is { } rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var row in rows)
                yield return row;

            line += rows.Length;
        }

        // Where in the file DuckDB is, nobody is told.
        progress.Read((int)Math.Min(file.Item.Size, int.MaxValue));
    }

    // A result knows its columns at once; a statement looks through all of them for each.
    private static DuckDbResult Query(DuckDbConnection connection, string sql, CancellationToken cancellationToken)
    {
        var result = connection.Query(sql, cancellationToken);
        if (ReadableQuery.Of(sql, result.Columns) is not { } readable)
            return result;

        result.Dispose();
        return connection.Query(readable, cancellationToken);
    }

    private static Row[] RowsOf(DuckDbChunk chunk, string[] columns, RowReadOptions options, long line)
    {
        var rows = new Row[chunk.RowCount];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = new Row(columns, new object?[columns.Length]) { Line = line + i };

        var values = new object?[rows.Length];
        for (var column = 0; column < columns.Length; column++)
        {
            chunk.Read(column, values);
            for (var i = 0; i < rows.Length; i++)
            {
                values[i] = FarMoment.ToText(values[i]);
                rows[i].Values[column] = options.AsText && values[i] is { } value && value is not (string or byte[])
                    ? ValueText.Of(value)
                    : values[i];
            }
        }

        return rows;
    }

    private static T Guarded<T>(ImportFile file, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DuckDbException e)
        {
            throw StageErrorCode.DataInvalid.Error($"'{file.Name}' cannot be read as Parquet: {DuckDbReason.OfParquet(e.Message)}", file.Name, e);
        }
    }
}
