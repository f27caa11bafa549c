namespace StageTools.Databases.DuckDb;

/// <summary>Rows on their way into a table of DuckDB by an appender. One costs as much as thousands of rows, so it takes those of several
/// files.</summary>
/// <remarks>While rows come DuckDB has little memory: it keeps what it has written for as long as there is room, and a load has no use for that. What
/// an index takes it needs until the transaction ends.</remarks>
internal sealed class DuckDbInsertion(DuckDbConnection connection) : IDisposable
{
    private const int MostRows = 32_768;
    private const long MostLength = 16L << 20;

    // What is being written of a column stays: a block of its values, one of which of them are NULL, and what is said of both.
    private const long MemoryOfColumn = 576L << 10;
    private const long LeastMemory = 64L << 20;
    private const long AnyMemory = 1L << 60;
    private const int MemoryOfValues = 3;
    private const int MemoryOfIndex = 3;

    private DuckDbAppender? _appender;
    private TargetTable? _table;
    private IReadOnlyList<TableColumn> _columns = [];
    private string _into = string.Empty;
    private int _rows;
    private long _length;
    private bool _isFitted;

    /// <summary>Says which columns the rows that follow have; <paramref name="into"/> is the table with them, as a statement names it.</summary>
    public void Begin(TargetTable table, IReadOnlyList<TableColumn> columns, string into)
    {
        if (ReferenceEquals(table, _table) && columns.SequenceEqual(_columns))
            return;

        Flush();
        (_table, _columns, _into) = (table, columns, into);
    }

    /// <summary>Takes rows of a batch.</summary>
    /// <param name="rows">The batch.</param>
    /// <param name="from">The first row.</param>
    /// <param name="to">The one behind the last.</param>
    /// <param name="gathers">Whether they may wait for others.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public void Insert(RowBatch rows, int from, int to, bool gathers, CancellationToken cancellationToken)
    {
        if (_appender is null || rows.Length > MostLength)
            FitMemory(rows.Length, cancellationToken);

        // Not by way of a table: what a transaction drops stays until its end.
        _appender ??= connection.Appender(
            $"INSERT INTO {_into} FROM appended", [.. _columns.Select(static column => (column.Name, DuckDbColumns.NameOf(column.Type)))]);
        var chunk = _appender.Chunk;
        for (var start = from; start < to; start += chunk.Capacity)
        {
            cancellationToken.ThrowIfCancellationRequested();
            chunk.RowCount = Math.Min(chunk.Capacity, to - start);
            for (var column = 0; column < _appender.Columns.Count; column++)
                Append(chunk, column, _appender.Columns[column].Type, rows[column], start);

            _appender.Append();
        }

        _rows += to - from;
        _length += rows.Length;
        if (!gathers || _rows >= MostRows || _length >= MostLength)
            Flush();
    }

    /// <summary>Puts the rows that wait into the table.</summary>
    public void Flush()
    {
        using (this)
            _appender?.Close();
    }

    /// <summary>Gives up the rows that wait.</summary>
    public void Dispose()
    {
        _appender?.Dispose();
        (_appender, _rows, _length, _table) = (null, 0, 0, null);
    }

    /// <summary>Sees to it that there is as much memory as there was before.</summary>
    public void LiftMemory()
    {
        if (_isFitted)
            connection.Memory.Want(connection, AnyMemory);
    }

    /// <summary>Gives the database the memory that it had before; after the end of the transaction: in one that failed no setting can be
    /// changed.</summary>
    public void RestoreMemory()
    {
        connection.Memory.Restore(connection);
        _isFitted = false;
    }

    private void FitMemory(long length, CancellationToken cancellationToken)
    {
        const string usage = "SELECT memory_usage_bytes FROM duckdb_memory() WHERE tag = 'ART_INDEX'";
        _isFitted = true;
        var used = DuckDbRows.All(connection.Query(usage, cancellationToken));
        var index = used is [[var bytes]] ? Convert.ToInt64(bytes, CultureInfo.InvariantCulture) : 0;
        connection.Memory.Want(connection, LeastMemory + (_columns.Count * MemoryOfColumn) + (length * MemoryOfValues) + (index * MemoryOfIndex));
    }

    private static void Append(DuckDbChunk chunk, int column, DuckDbType type, RowBatchColumn cells, int start)
    {
        var longs = type == DuckDbType.BigInt ? chunk.Values<long>(column) : default;
        var doubles = type == DuckDbType.Double ? chunk.Values<double>(column) : default;
        for (var row = 0; row < chunk.RowCount; row++)
        {
            switch (cells.KindOf(start + row))
            {
                case CellKind.Int64 when !longs.IsEmpty: longs[row] = cells.Int64(start + row); break;
                case CellKind.Double when !doubles.IsEmpty: doubles[row] = cells.Double(start + row); break;
                case CellKind.Text when type == DuckDbType.VarChar && cells.Long(start + row) is { } text: chunk.WriteText(column, row, text); break;
                case CellKind.Text when type == DuckDbType.VarChar: chunk.WriteText(column, row, cells.Text(start + row)); break;
                default: chunk.Write(column, row, cells.Value(start + row)); break;
            }
        }
    }
}
