namespace StageTools.Databases.Ado;

/// <summary>How a column is read exactly, where the client's own values are not exact enough.</summary>
/// <param name="Type">The column's .NET type.</param>
/// <param name="Value">Gives its value, which is not NULL, in the row that the reader stands on, by the column's number.</param>
internal readonly record struct ExactForm(Type Type, Func<int, object> Value);

/// <summary>The rows that an ADO.NET reader gives.</summary>
/// <param name="database">How messages name the database.</param>
/// <param name="command">What gave the reader.</param>
/// <param name="reader">Gives the rows.</param>
/// <param name="transaction">The one that they are read in.</param>
/// <param name="forms">How each column is read; null for the client's own values.</param>
internal sealed class AdoRows(
    string database, DbCommand command, DbDataReader reader, DbTransaction? transaction, IReadOnlyList<ExactForm>? forms) : RowSource
{
    private readonly object?[] _values = new object?[reader.FieldCount];
    private long _row;
    private bool _ended;

    public override IReadOnlyList<RowColumn> Columns { get; } =
        [.. ReadColumns(reader).Select((column, i) => forms is null ? column : column with { Type = forms[i].Type })];

    internal override async ValueTask<bool> ReadAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            while (!_ended && !batch.IsFull)
            {
                if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
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

        return CloseAsync(reader, command, transaction);
    }

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

    private static List<RowColumn> ReadColumns(DbDataReader reader)
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
        if (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
            throw DatabaseErrors.SeveralStatements(database);
    }

    private void Take(RowBatch batch)
    {
        try
        {
            ReadAll();
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

    private void ReadAll()
    {
        if (forms is null)
            reader.GetValues(_values!);

        for (var i = 0; i < forms?.Count; i++)
            _values[i] = ReadOne(i);
    }

    private object? ReadOne(int column) =>
        forms is null ? reader.GetValue(column) : reader.IsDBNull(column) ? null : forms[column].Value(column);

    private int FindUnreadable()
    {
        for (var i = 0; i < _values.Length; i++)
        {
            try
            {
                _ = ReadOne(i);
            }
            catch (Exception e) when (e is InvalidCastException or OverflowException or FormatException or NotSupportedException)
            {
                return i;
            }
        }

        return 0;
    }
}
