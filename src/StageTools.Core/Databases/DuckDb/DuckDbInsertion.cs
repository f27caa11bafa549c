using StageTools.Databases.Columns;
using StageTools.DuckDb;

namespace StageTools.Databases.DuckDb;

/// <summary>Rows on their way into a table of DuckDB by its appender: into the table itself where they have all its columns, else by way of a
/// temporary table. An appender costs as much as thousands of rows, so one takes those of several files.</summary>
internal sealed class DuckDbInsertion(DuckDbConnection connection) : IDisposable
{
    private const string Staging = "stagetools_rows";
    private const int MostRows = 32_768;
    private const long MostLength = 16L << 20;

    private DuckDbAppender? _appender;
    private TargetTable? _table;
    private IReadOnlyList<TableColumn> _columns = [];
    private string? _copy;
    private (string Catalog, string Schema, string Table) _target = (string.Empty, string.Empty, string.Empty);
    private bool _hasStaging;
    private int _rows;
    private long _length;

    /// <summary>Says which columns the rows that follow have; <paramref name="into"/> is the table with them, as a statement names it.</summary>
    public void Begin(TargetTable table, IReadOnlyList<TableColumn> columns, string into, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(table, _table) && columns.SequenceEqual(_columns))
            return;

        Flush(cancellationToken);
        if (columns.SequenceEqual(table.Columns) && columns.All(static column => DuckDbColumns.NameOf(column.Type) == column.NativeType))
        {
            (_target, _copy) = ((table.Name.Parts[^3], table.Name.Parts[^2], table.Name.Parts[^1]), null);
        }
        else
        {
            // Defaults, and types whose values DuckDB makes of text.
            var types = columns.Select((column, i) => $"c{i} {DuckDbColumns.NameOf(column.Type)}");
            connection.Execute($"CREATE OR REPLACE TEMP TABLE {Staging} ({string.Join(", ", types)})", cancellationToken);
            _hasStaging = true;
            (_target, _copy) = (("temp", "main", Staging), $"INSERT INTO {into} SELECT * FROM temp.main.{Staging}");
        }

        (_table, _columns) = (table, columns);
    }

    /// <summary>Takes rows of a batch.</summary>
    /// <param name="rows">The batch.</param>
    /// <param name="from">The first row.</param>
    /// <param name="to">The one behind the last.</param>
    /// <param name="gathers">Whether they may wait for others.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public void Insert(RowBatch rows, int from, int to, bool gathers, CancellationToken cancellationToken)
    {
        _appender ??= connection.Appender(_target.Schema, _target.Table, _target.Catalog);
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
        if (_copy is not null)
        {
            connection.Execute(_copy, cancellationToken);
            connection.Execute($"DELETE FROM temp.main.{Staging}", cancellationToken);
        }
    }

    /// <summary>Ends what a transaction did.</summary>
    public void Complete(CancellationToken cancellationToken)
    {
        Flush(cancellationToken);
        if (_hasStaging)
            connection.Execute($"DROP TABLE IF EXISTS temp.main.{Staging}", cancellationToken);

        (_hasStaging, _table) = (false, null);
    }

    /// <summary>Gives up the rows that wait; the tables of a transaction that was undone are gone.</summary>
    public void Dispose()
    {
        _appender?.Dispose();
        (_appender, _rows, _length, _hasStaging, _table) = (null, 0, 0, false, null);
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
                default: chunk.Write(column, row, cells.Value(start + row)); break;
            }
        }
    }
}
