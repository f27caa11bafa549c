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

    public override IReadOnlyList<RowColumn> Columns { get; } = ReadColumns(reader, forms);

    internal override async ValueTask<bool> ReadAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            while (!_ended && !batch.IsFull)
            {
                _ended = !await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                if (!_ended)
                    Take(batch);
                else if (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
                    throw DatabaseErrors.SeveralStatements(database);
            }
        }
        catch (Exception e)
        {
            throw AdoDatabase.Explain(e, database, command.Connection, cancellationToken);
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
        foreach (var held in ((IAsyncDisposable?[])[reader, command, transaction]).OfType<IAsyncDisposable>())
            await AdoDatabase.TryAsync(() => held.DisposeAsync().AsTask()).ConfigureAwait(false);
    }

    private static List<RowColumn> ReadColumns(DbDataReader reader, IReadOnlyList<ExactForm>? forms)
    {
        var schema = reader.CanGetColumnSchema() ? reader.GetColumnSchema() : null;
        return [.. Enumerable.Range(0, reader.FieldCount).Select(i => schema?.ElementAtOrDefault(i)).Select((said, i) =>
            new RowColumn(reader.GetName(i), forms?[i].Type ?? reader.GetFieldType(i) ?? typeof(object))
            {
                Precision = AsByte(said?.NumericPrecision),
                Scale = AsByte(said?.NumericScale),
                IsJson = said?.DataTypeName?.ToUpperInvariant() is "JSON" or "JSONB",
                Nullable = said?.AllowDBNull ?? true,
            })];
    }

    private static byte? AsByte(int? number) => number is >= 0 and <= byte.MaxValue ? (byte)number : null;

    private void Take(RowBatch batch)
    {
        _row++;
        var column = 0;
        try
        {
            for (; column < _values.Length; column++)
                _values[column] = Read(column);
        }
        catch (Exception e) when (e is InvalidCastException or OverflowException or FormatException or NotSupportedException or ArgumentException)
        {
            // What an argument was is the client's own affair.
            var why = e is ArgumentException ? "the value is beyond those that its .NET type has" : e.Message.TrimEnd('.');
            throw DatabaseErrors.Value(Columns[column].Name, _row, $"{why}; cast it to text in the query", e);
        }

        batch.Add(_values);
    }

    private object? Read(int column) => forms is not null
        ? reader.IsDBNull(column) ? null : forms[column].Value(column)
        : reader.GetValue(column) is var value && value is DBNull ? null : value;
}
