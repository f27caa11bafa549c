using Microsoft.Data.SqlClient;

namespace StageTools.Databases.SqlServer;

/// <summary>The rows of a query on SQL Server, each value exact.</summary>
internal sealed class SqlServerRows(string database, DbCommand command, SqlDataReader reader, DbTransaction? transaction)
    : ExactRows<SqlDataReader>(database, command, reader, transaction, [.. reader.GetColumnSchema().Select(Form)])
{
    private const int DecimalDigits = 28;

    private static ExactForm<SqlDataReader> Form(DbColumn column) => column.DataTypeName switch
    {
        "decimal" or "numeric" when column.NumericPrecision is null or > DecimalDigits =>
            new(typeof(SqlDecimal), static (reader, i) => reader.GetSqlDecimal(i)),
        "date" => new(typeof(DateOnly), static (reader, i) => DateOnly.FromDateTime(reader.GetDateTime(i))),
        "time" => new(typeof(TimeOnly), static (reader, i) => TimeOnly.FromTimeSpan(reader.GetTimeSpan(i))),
        // A geometry, a place in a tree: .NET types of a library that is not here, as their bytes.
        _ when column.UdtAssemblyQualifiedName is not null => new(typeof(byte[]), static (reader, i) => reader.GetSqlBytes(i).Value),
        _ => new(column.DataType ?? typeof(object), static (reader, i) => reader.GetValue(i)),
    };
}
