namespace StageTools.Databases.DuckDb;

/// <summary>The types of DuckDB's columns.</summary>
internal static class DuckDbColumns
{
    /// <summary>The type a new column is given.</summary>
    public static string NameOf(ColumnType type) => type.Kind switch
    {
        ColumnKind.Any => "VARCHAR",
        ColumnKind.DoublePrecision => "DOUBLE",
        _ => type.ToString(),
    };

    /// <summary>What a type is. Of one that is not known here DuckDB reads the text.</summary>
    public static ColumnType TypeOf(string name) => name switch
    {
        "BOOLEAN" => new(ColumnKind.Boolean),
        "BIGINT" or "INTEGER" or "SMALLINT" or "TINYINT" or "UINTEGER" or "USMALLINT" or "UTINYINT" => new(ColumnKind.BigInt),
        "DOUBLE" => new(ColumnKind.DoublePrecision),
        "FLOAT" => ColumnType.Real,
        "DATE" => new(ColumnKind.Date),
        "TIME" => new(ColumnKind.Time),
        "TIMESTAMP" => new(ColumnKind.Timestamp),
        "TIMESTAMP WITH TIME ZONE" => new(ColumnKind.TimestampTz),
        "INTERVAL" => new(ColumnKind.Interval),
        "UUID" => new(ColumnKind.Uuid),
        "VARCHAR" => new(ColumnKind.Varchar),
        "JSON" => new(ColumnKind.Json),
        "BLOB" => new(ColumnKind.Blob),
        _ when name.StartsWith("DECIMAL(", StringComparison.Ordinal) && name[8..^1].Split(',') is [var precision, var scale] => new(
            ColumnKind.Numeric, int.Parse(precision, CultureInfo.InvariantCulture), int.Parse(scale, CultureInfo.InvariantCulture)),
        _ => new(ColumnKind.Any),
    };

    /// <summary>The value as DuckDB takes it.</summary>
    /// <exception cref="FormatException">It cannot hold it.</exception>
    public static object Accept(object value, TableColumn column) => value switch
    {
        long whole when !Fits(whole, column.NativeType) => throw new FormatException($"'{whole}' is no {column.NativeType}"),
        BigInteger big when column.Type.Kind == ColumnKind.Numeric => SqlDecimal.Parse(big.ToString(CultureInfo.InvariantCulture)),
        not string and not byte[] when column.Type.Kind == ColumnKind.Any => ValueText.Of(value)!,
        _ => value,
    };

    private static bool Fits(long value, string? type) => type switch
    {
        "INTEGER" => value is >= int.MinValue and <= int.MaxValue,
        "SMALLINT" => value is >= short.MinValue and <= short.MaxValue,
        "TINYINT" => value is >= sbyte.MinValue and <= sbyte.MaxValue,
        "UINTEGER" => value is >= 0 and <= uint.MaxValue,
        "USMALLINT" => value is >= 0 and <= ushort.MaxValue,
        "UTINYINT" => value is >= 0 and <= byte.MaxValue,
        _ => true,
    };
}
