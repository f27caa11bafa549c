namespace StageTools.Databases.DuckDb;

/// <summary>The types of DuckDB's columns.</summary>
internal static class DuckDbColumns
{
    private const int MostDigitsOfUnsigned = 20;
    private const double MostOfHuge = 1e39;

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
        "UBIGINT" => new(ColumnKind.Numeric, MostDigitsOfUnsigned),
        "TIMESTAMP" or "TIMESTAMP_S" or "TIMESTAMP_MS" => new(ColumnKind.Timestamp),
        "TIMESTAMP WITH TIME ZONE" => new(ColumnKind.TimestampTz),
        "INTERVAL" => new(ColumnKind.Interval),
        "UUID" => new(ColumnKind.Uuid),
        "VARCHAR" => new(ColumnKind.Varchar),
        "BLOB" => new(ColumnKind.Blob),
        "JSON" => new(ColumnKind.Json),
        // DuckDB makes them of JSON.
        _ when DuckDbNested.Is(name) => new(ColumnKind.Json),
        _ when name.StartsWith("DECIMAL(", StringComparison.Ordinal) && name[8..^1].Split(',') is [var precision, var scale] => new(
            ColumnKind.Numeric, int.Parse(precision, CultureInfo.InvariantCulture), int.Parse(scale, CultureInfo.InvariantCulture)),
        _ => new(ColumnKind.Any),
    };

    /// <summary>The value as DuckDB takes it.</summary>
    /// <exception cref="FormatException">It cannot hold it.</exception>
    public static object Accept(object value, TableColumn column) => MomentValue.WholeMicroseconds(value, "DuckDB") switch
    {
        _ when !Fits(value, column.NativeType) => throw new FormatException($"{ValueText.Shown(value)} is no {column.NativeType}"),
        BigInteger big when column.Type.Kind == ColumnKind.Numeric => SqlDecimal.Parse(big.ToString(CultureInfo.InvariantCulture)),
        not string and not byte[] when column.Type.Kind == ColumnKind.Any => ValueText.Of(value)!,
        _ => value,
    };

    private static bool Fits(object value, string? type) => type switch
    {
        "INTEGER" => value is >= (long)int.MinValue and <= (long)int.MaxValue,
        "SMALLINT" => value is >= (long)short.MinValue and <= (long)short.MaxValue,
        "TINYINT" => value is >= (long)sbyte.MinValue and <= (long)sbyte.MaxValue,
        "UINTEGER" => value is >= 0L and <= (long)uint.MaxValue,
        "USMALLINT" => value is >= 0L and <= (long)ushort.MaxValue,
        "UTINYINT" => value is >= 0L and <= (long)byte.MaxValue,
        "UBIGINT" => value is >= 0m and <= (decimal)ulong.MaxValue,
        // DuckDB would round what is read as text.
        "HUGEINT" or "UHUGEINT" or "BIGNUM" => IsInteger(value),
        "TIME WITH TIME ZONE" => DigitsBehindPoint(value) <= 6,
        "TIMESTAMP_NS" or "TIME_NS" => DigitsBehindPoint(value) <= 9,
        "TIMESTAMP_S" => MomentValue.Ticks(value) % MomentValue.UnitOf(0) == 0,
        "TIMESTAMP_MS" => MomentValue.Ticks(value) % MomentValue.UnitOf(3) == 0,
        _ => true,
    };

    private static int DigitsBehindPoint(object value)
    {
        if (value is not string text || text.LastIndexOf('.') is not (>= 0 and var point))
            return 0;

        var digits = text.AsSpan(point + 1);
        return digits.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : digits.Length;
    }

    // Also with a point or an exponent, of no more digits than such a column may have.
    private static bool IsInteger(object value) => (value as string ?? ValueText.Of(value)) is var text
        && (BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            || (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var size) && Math.Abs(size) < MostOfHuge
                && BigInteger.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)));
}
