namespace StageTools.Databases.DuckDb;

/// <summary>Rows on their way into a table of DuckDB by an appender. One costs as much as thousands of rows, so it takes those of several
/// files.</summary>
internal sealed class DuckDbInsertion(DuckDbConnection connection) : IDisposable
{
    private const int MostRows = 32_768;
    private const long MostLength = 16L << 20;

    private readonly LoadMemory _memory = new(connection);
    private DuckDbAppender? _appender;
    private TargetTable? _table;
    private IReadOnlyList<TableColumn> _columns = [];
    private string _into = string.Empty;
    private int _rows;
    private long _length;

    /// <summary>Says which columns the rows that follow have; <paramref name="into"/> is the table with them, as a statement names it.</summary>
    public void Begin(TargetTable table, IReadOnlyList<TableColumn> columns, string into, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(table, _table) && columns.SequenceEqual(_columns))
            return;

        Flush(cancellationToken);
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
            _memory.Fit(_columns.Count, rows.Length, cancellationToken);

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
            Flush(cancellationToken);
    }

    /// <summary>Puts the rows that wait into the table.</summary>
    public void Flush(CancellationToken cancellationToken)
    {
        if (_appender is null)
            return;

        using (_appender)
            _appender.Close();

        (_appender, _rows, _length) = (null, 0, 0);
    }

    /// <summary>Ends what a transaction did.</summary>
    public void Complete(CancellationToken cancellationToken)
    {
        Flush(cancellationToken);
        _table = null;
    }

    /// <summary>Gives up the rows that wait.</summary>
    public void Dispose()
    {
        _appender?.Dispose();
        (_appender, _rows, _length, _table) = (null, 0, 0, null);
    }

    /// <summary>Lets the database take what it wants until the transaction has ended.</summary>
    public void Lift() => _memory.Lift();

    /// <summary>After the end of the transaction: in one that failed no setting can be changed.</summary>
    public void Restore() => _memory.Restore();

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
