namespace StageTools.Databases.DuckDb;

/// <summary>The rows of a DuckDB query, made while they are read.</summary>
internal sealed class DuckDbRows(string name, DuckDbDatabase database, DuckDbConnection connection, DuckDbResult result) : ChunkSource(result.Columns)
{
    /// <summary>All rows of a result, which ends with that.</summary>
    public static List<object?[]> All(DuckDbResult result)
    {
        using (result)
        {
            var rows = new List<object?[]>();
            while (result.TryReadChunk(out var chunk))
            {
                for (var row = 0; row < chunk.RowCount; row++)
                    rows.Add([.. Enumerable.Range(0, result.Columns.Count).Select(column => chunk.Value(column, row))]);
            }

            return rows;
        }
    }

    public override ValueTask DisposeAsync()
    {
        result.Dispose();
        connection.Dispose();
        database.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override ValueTask<DuckDbChunk?> NextAsync(CancellationToken cancellationToken)
    {
        using var stop = cancellationToken.Register(static state => ((DuckDbConnection)state!).Interrupt(), connection);
        return new ValueTask<DuckDbChunk?>(result.TryReadChunk(out var chunk) ? chunk : null);
    }

    protected override Exception Explain(DuckDbException error) => DatabaseErrors.Refused(name, error.Message, error);
}
