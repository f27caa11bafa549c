namespace StageTools.Databases.DuckDb;

/// <summary>The memory that DuckDB has while rows are put into its tables: it keeps what it has written for as long as there is room, and a load has
/// no use for that. What an index takes it needs until the transaction ends.</summary>
internal sealed class LoadMemory(DuckDbConnection connection)
{
    private const long Least = 64L << 20;

    // What is being written of a column stays: a block of its values, one of which of them are NULL, and what is said of both.
    private const long OfColumn = 576L << 10;
    private const int OfValues = 3;
    private const int OfIndex = 3;
    private const long Any = 1L << 60;

    private bool _isFitted;

    /// <summary>Sees to it that there is enough for rows that come.</summary>
    /// <param name="columns">How many columns they have.</param>
    /// <param name="length">How long their values are.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public void Fit(int columns, long length, CancellationToken cancellationToken)
    {
        _isFitted = true;
        using var result = connection.Query("SELECT memory_usage_bytes FROM duckdb_memory() WHERE tag = 'ART_INDEX'", cancellationToken);
        var index = result.TryReadChunk(out var chunk) && chunk.RowCount > 0 ? Convert.ToInt64(chunk.Value(0, 0), CultureInfo.InvariantCulture) : 0;
        connection.Memory.Want(connection, Least + (columns * OfColumn) + (length * OfValues) + (index * OfIndex));
    }

    /// <summary>Sees to it that there is as much as there was before.</summary>
    public void Lift()
    {
        if (_isFitted)
            connection.Memory.Want(connection, Any);
    }

    /// <summary>Gives the database what it had before.</summary>
    public void Restore()
    {
        connection.Memory.Restore(connection);
        _isFitted = false;
    }
}
