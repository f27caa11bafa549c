namespace StageTools.Databases.Ado;

/// <summary>Puts rows into a table, as many with a statement as its parameters allow.</summary>
internal sealed class AdoInsertion : IDisposable
{
    // SQLite of old takes 999, SQL Server 2100.
    private const int MostParameters = 900;

    private readonly DatabaseLoad _load;
    private readonly AdoDialect _dialect;
    private readonly Func<string, IReadOnlyList<object?>, DbCommand> _command;
    private readonly int _width;
    private readonly string _into;
    private readonly bool _isCounted;
    private DbCommand? _insert;

    /// <summary>An insertion into a table.</summary>
    /// <param name="load">The load that it is a part of.</param>
    /// <param name="dialect">The database's.</param>
    /// <param name="command">Makes a statement with values.</param>
    /// <param name="table">The table.</param>
    /// <param name="columns">Its columns that the rows have.</param>
    /// <exception cref="StageException"><c>DatabaseInvalid</c> for more columns than a statement has parameters.</exception>
    public AdoInsertion(
        DatabaseLoad load,
        AdoDialect dialect,
        Func<string, IReadOnlyList<object?>, DbCommand> command,
        TargetTable table,
        IReadOnlyList<TableColumn> columns)
    {
        if (columns.Count > MostParameters)
        {
            throw StageErrorCode.DatabaseInvalid.Error(
                $"A row of {columns.Count} columns is too wide for this connection; {MostParameters} can be loaded.", load.DisplayName);
        }

        (_load, _dialect, _command, _width, _isCounted) = (load, dialect, command, columns.Count, !table.IsView);
        _into = $"INSERT INTO {load.Into(table, columns)} VALUES ";
    }

    /// <summary>Inserts rows of a batch; how many went in.</summary>
    /// <exception cref="RefusedRowException">The database does not take one of them.</exception>
    public async Task<int> InsertAsync(RowBatch rows, int from, int to, CancellationToken cancellationToken)
    {
        var inserted = 0;
        var most = Math.Max(1, MostParameters / Math.Max(1, _width));
        for (var start = from; start < to; start += most)
        {
            var count = Math.Min(most, to - start);
            var command = InsertOf(count);
            for (var i = 0; i < count; i++)
            {
                for (var column = 0; column < _width; column++)
                    _dialect.Set(command.Parameters[(i * _width) + column], rows[column].Value(start + i));
            }

            try
            {
                // Some count the rows of triggers too, and -1 is of those who do not count.
                var counted = await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                inserted += _isCounted && counted >= 0 ? Math.Min(counted, count) : count;
            }
            catch (DbException e) when (!cancellationToken.IsCancellationRequested && command.Connection?.State == ConnectionState.Open)
            {
                throw new RefusedRowException(count == 1 ? start : -1, e.Message, e);
            }
            catch (Exception e)
            {
                throw AdoDatabase.Explain(e, _load.DisplayName, command.Connection, cancellationToken);
            }
        }

        return inserted;
    }

    public void Dispose() => _insert?.Dispose();

    private DbCommand InsertOf(int rows)
    {
        if (_insert?.Parameters.Count == rows * _width)
            return _insert;

        Dispose();
        var tuples = Enumerable.Range(0, rows).Select(
            row => $"({string.Join(", ", Enumerable.Range((row * _width) + 1, _width).Select(_load.Parameter))})");
        return _insert = _command(_into + string.Join(", ", tuples), new object?[rows * _width]);
    }
}
