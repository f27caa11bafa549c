namespace StageTools.Query;

/// <summary>Rows that are made here, as a table that one statement reads: once, as they come.</summary>
internal sealed class SourceTable : IDisposable
{
    private static readonly DuckDbType[] Types =
        [DuckDbType.BigInt, DuckDbType.Integer, DuckDbType.Boolean, DuckDbType.TimestampTz, DuckDbType.Timestamp];

    private static int _count;

    private readonly DuckDbSource _source;
    private readonly IEnumerator<object?[]> _rows;

    /// <summary>Makes the table.</summary>
    /// <param name="connection">Where it is read.</param>
    /// <param name="shown">What the statement calls it.</param>
    /// <param name="columns">Its columns: texts, numbers, truths or moments.</param>
    /// <param name="rows">Its rows: as many values as columns.</param>
    /// <param name="cancellationToken">Ends them.</param>
    public SourceTable(
        DuckDbConnection connection,
        string shown,
        IReadOnlyList<QueryColumn> columns,
        IAsyncEnumerable<object?[]> rows,
        CancellationToken cancellationToken)
    {
        EndLast(connection);

        // DuckDB asks for rows on a thread of its own, which waits for them.
        _rows = rows.ToBlockingEnumerable(cancellationToken).GetEnumerator();
        var name = string.Create(CultureInfo.InvariantCulture, $"stagetools_source_{Interlocked.Increment(ref _count)}");
        StageException ReadAgain() => StageErrorCode.QueryInvalid.Error(
            $"The rows of {shown} come once, and the statement reads them more than once; make a table of them first: CREATE TABLE files AS SELECT "
                + $"* FROM {shown}(…).",
            shown);
        _source = connection.RegisterSource(name, [.. columns.Select(static c => new DuckDbColumn(c.Name, TypeOf(c.Type)))], Fill, ReadAgain);
    }

    /// <summary>The table as SQL reads it.</summary>
    public string Sql => $"{_source.Name}()";

    /// <summary>Lets go of the rows.</summary>
    public void Dispose()
    {
        _source.Dispose();
        _rows.Dispose();
    }

    /// <summary>A result that was not read to its end leaves its transaction open, which the next statement undoes: the table would be gone with
    /// it.</summary>
    private static void EndLast(DuckDbConnection connection)
    {
        try
        {
            connection.Execute("SELECT 1");
        }
        catch (DuckDbException)
        {
            // In a transaction that failed there are no statements any more: the one that reads the table says so.
        }
    }

    private bool Fill(DuckDbChunk chunk)
    {
        var row = 0;
        for (; row < chunk.Capacity && _rows.MoveNext(); row++)
        {
            for (var column = 0; column < _rows.Current.Length; column++)
                chunk.Write(column, row, Times.Floor(_rows.Current[column])); // Of a file's time no more is wanted.
        }

        chunk.RowCount = row;
        return row == chunk.Capacity;
    }

    private static DuckDbType TypeOf(Type type) => Array.Find(Types, known => known.ClrType == type) ?? DuckDbType.VarChar;
}
