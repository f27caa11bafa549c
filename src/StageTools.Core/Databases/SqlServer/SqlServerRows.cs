using Microsoft.Data.SqlClient;

namespace StageTools.Databases.SqlServer;

/// <summary>How rows of a query on SQL Server are read, each value exact.</summary>
internal static class SqlServerRows
{
    private const int DecimalDigits = 28;

    /// <summary>How each column of a reader is read.</summary>
    public static IReadOnlyList<ExactForm> FormsOf(SqlDataReader reader) => [.. reader.GetColumnSchema().Select(column => FormOf(reader, column))];

    private static ExactForm FormOf(SqlDataReader reader, DbColumn column) => column.DataTypeName switch
    {
        "decimal" or "numeric" when column.NumericPrecision is null or > DecimalDigits =>
            new(typeof(SqlDecimal), i => reader.GetSqlDecimal(i)),
        "date" => new(typeof(DateOnly), i => DateOnly.FromDateTime(reader.GetDateTime(i))),
        "time" => new(typeof(TimeOnly), i => TimeOnly.FromTimeSpan(reader.GetTimeSpan(i))),
        // A geometry, a place in a tree: .NET types of a library that is not here, as their bytes.
        _ when column.UdtAssemblyQualifiedName is not null => new(typeof(byte[]), i => reader.GetSqlBytes(i).Value),
        _ => new(column.DataType ?? typeof(object), i => reader.GetValue(i)),
    };
}
