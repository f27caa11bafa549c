namespace StageTools.Databases.Ado;

/// <summary>How a client's reader gives the values of a column exactly.</summary>
/// <param name="Type">The column's .NET type.</param>
/// <param name="Value">Its value, which is not NULL, in the row that the reader stands on.</param>
internal readonly record struct ExactForm<TReader>(Type Type, Func<TReader, int, object> Value);

/// <summary>Rows of a reader whose own values are not exact enough: each column has a form of its own.</summary>
internal abstract class ExactRows<TReader>(string database, DbCommand command, TReader reader, DbTransaction? transaction, ExactForm<TReader>[] forms)
    : AdoRows(database, command, reader, transaction, [.. ReadColumns(reader).Select((column, i) => column with { Type = forms[i].Type })])
    where TReader : DbDataReader
{
    private readonly TReader _reader = reader;
    private readonly ExactForm<TReader>[] _forms = forms;

    private protected override void Read(object?[] values)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = Read(i);
    }

    private protected override object? Read(int column) => _reader.IsDBNull(column) ? null : _forms[column].Value(_reader, column);
}
