namespace StageTools.Databases.Ado;

/// <summary>The rows that an ADO.NET reader gives.</summary>
internal class AdoRows(
    string database, DbCommand command, DbDataReader reader, DbTransaction? transaction, IReadOnlyList<RowColumn>? columns = null) : RowSource
{
    private readonly DbDataReader _reader = reader;
    private readonly object?[] _values = new object?[reader.FieldCount];
    private long _row;
    private bool _ended;

    public override IReadOnlyList<RowColumn> Columns { get; } = columns ?? ReadColumns(reader);

    internal override async ValueTask<bool> ReadAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            while (!_ended && !batch.IsFull)
            {
                if (!await _reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    await EndAsync(cancellationToken).ConfigureAwait(false);
                    break;
                }

                _row++;
                Take(batch);
            }
        }
        catch (Exception e)
        {
            throw AdoDatabase.Explain(e, database, cancellationToken);
        }

        return batch.RowCount > 0;
    }

    public override ValueTask DisposeAsync()
    {
        if (!_ended)
        {
            // What is not wanted any more is not read to its end.
            command.Cancel();
        }

        return CloseAsync(_reader, command, transaction);
    }

    /// <summary>Reads the values of the row that the reader stands on; NULL as null or DBNull.</summary>
    private protected virtual void Read(object?[] values) => _reader.GetValues(values!);

    /// <summary>One of them.</summary>
    private protected virtual object? Read(int column) => _reader.GetValue(column);

    /// <summary>Closes what a query holds; what goes wrong with it then concerns nobody.</summary>
    internal static async ValueTask CloseAsync(DbDataReader? reader, DbCommand command, DbTransaction? transaction)
    {
        foreach (var held in (IAsyncDisposable?[])[reader, command, transaction])
        {
            try
            {
                if (held is not null)
                    await held.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is DbException or InvalidOperationException or IOException or OperationCanceledException)
            {
                // The connection is gone, or the query was stopped half way.
            }
        }
    }

    private protected static List<RowColumn> ReadColumns(DbDataReader reader)
    {
        var schema = reader.CanGetColumnSchema() ? reader.GetColumnSchema() : null;
        var columns = new List<RowColumn>(reader.FieldCount);
        for (var i = 0; i < reader.FieldCount; i++)
        {
            var said = schema is not null && i < schema.Count ? schema[i] : null;
            columns.Add(new RowColumn(reader.GetName(i), reader.GetFieldType(i) ?? typeof(object))
            {
                Precision = AsByte(said?.NumericPrecision),
                Scale = AsByte(said?.NumericScale),
                IsJson = said?.DataTypeName?.ToUpperInvariant() is "JSON" or "JSONB",
                Nullable = said?.AllowDBNull ?? true,
            });
        }

        return columns;
    }

    private static byte? AsByte(int? number) => number is >= 0 and <= byte.MaxValue ? (byte)number : null;

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        _ended = true;
        if (await _reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
            throw DatabaseErrors.SeveralStatements(database);
    }

    private void Take(RowBatch batch)
    {
        try
        {
            Read(_values);
        }
        catch (Exception e) when (e is InvalidCastException or OverflowException or FormatException or NotSupportedException)
        {
            throw DatabaseErrors.Value(Columns[FindUnreadable()].Name, _row, $"{e.Message.TrimEnd('.')}; cast it to text in the query", e);
        }

        for (var i = 0; i < _values.Length; i++)
        {
            if (_values[i] is DBNull)
                _values[i] = null;
        }

        batch.Add(_values);
    }

    private int FindUnreadable()
    {
        for (var i = 0; i < _values.Length; i++)
        {
            try
            {
                _ = Read(i);
            }
            catch (Exception e) when (e is InvalidCastException or OverflowException or FormatException or NotSupportedException)
            {
                return i;
            }
        }

        return 0;
    }
}
