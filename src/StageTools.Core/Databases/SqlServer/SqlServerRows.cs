using System.Data.Common;
using Microsoft.Data.SqlClient;

namespace StageTools.Databases.SqlServer;

/// <summary>The rows of a query on SQL Server, each value exact.</summary>
internal sealed class SqlServerRows : AdoRows
{
    private const int DecimalDigits = 28;

    private readonly SqlDataReader _reader;
    private readonly Func<SqlDataReader, int, object>[] _values;

    public SqlServerRows(string database, DbCommand command, SqlDataReader reader, DbTransaction? transaction)
        : this(database, command, reader, transaction, reader.GetColumnSchema())
    {
    }

    private SqlServerRows(string database, DbCommand command, SqlDataReader reader, DbTransaction? transaction, IReadOnlyList<DbColumn> schema)
        : base(database, command, reader, transaction, [.. ReadColumns(reader).Select((column, i) => column with { Type = Form(schema[i]).Type })]) =>
        (_reader, _values) = (reader, [.. schema.Select(static column => Form(column).Value)]);

    private protected override void Read(object?[] values)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = Read(i);
    }

    private protected override object? Read(int column) => _reader.IsDBNull(column) ? null : _values[column](_reader, column);

    private static (Type Type, Func<SqlDataReader, int, object> Value) Form(DbColumn column) => column.DataTypeName switch
    {
        "decimal" or "numeric" when column.NumericPrecision is null or > DecimalDigits =>
            (typeof(SqlDecimal), static (reader, i) => reader.GetSqlDecimal(i)),
        "date" => (typeof(DateOnly), static (reader, i) => DateOnly.FromDateTime(reader.GetDateTime(i))),
        "time" => (typeof(TimeOnly), static (reader, i) => TimeOnly.FromTimeSpan(reader.GetTimeSpan(i))),
        // A geometry, a place in a tree: .NET types of a library that is not here, as their bytes.
        _ when column.UdtAssemblyQualifiedName is not null => (typeof(byte[]), static (reader, i) => reader.GetSqlBytes(i).Value),
        _ => (column.DataType ?? typeof(object), static (reader, i) => reader.GetValue(i)),
    };
}
