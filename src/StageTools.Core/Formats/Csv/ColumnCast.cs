namespace StageTools.Formats.Csv;

/// <summary>Turns a column of text into values of its type.</summary>
internal static class ColumnCast
{
    private const string WrittenAsNumber = @"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?";
    private const string WrittenAsMoment = @"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?";
    private const string WrittenWithOffset = @"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)? ?(Z|[+-]\d\d(:?\d\d)?)";

    /// <summary>An expression of the type over the column's text, which fails rather than lose anything: DuckDB alone makes 2 of <c>1.5</c> in a
    /// BIGINT.</summary>
    /// <param name="column">The column's name.</param>
    /// <param name="type">Its type.</param>
    /// <param name="origin">How the table tells its files apart.</param>
    public static string Expression(string column, string type, FileOrigin origin)
    {
        var name = DuckDbText.Name(column);
        if (type == "VARCHAR")
            return name;

        var holds = type switch
        {
            "DOUBLE" => $"TRY_CAST({name} AS DOUBLE) IS NOT NULL AND ({HoldsDouble(name)})",
            "TIMESTAMP" =>
                $"TRY_CAST({name} AS TIMESTAMP) IS NOT NULL AND {IsBeforeMidnight(name)} "
                    + $"AND ({name} LIKE '____-__-_____:__:__' OR regexp_full_match({name}, '{WrittenAsMoment}'))",
            "TIMESTAMPTZ" =>
                $"TRY_CAST({name} AS TIMESTAMPTZ) IS NOT NULL AND {IsBeforeMidnight(name)} AND regexp_full_match({name}, '{WrittenWithOffset}')",
            _ => $"CAST(TRY_CAST({name} AS {type}) AS VARCHAR) = {name}",
        };
        return $"CASE WHEN {name} IS NULL OR ({holds}) THEN CAST({name} AS {type}) ELSE "
            + $"error({CellError.Expression(column, type, origin)}) END AS {name}";
    }

    /// <summary>DuckDB takes 24:00 for the next day.</summary>
    private static string IsBeforeMidnight(string name) => $"substr({name}, 12, 2) <> '24'";

    /// <summary>Most numbers are told by their characters and their length. More digits are held where they come out again, and with an exponent
    /// neither infinity nor nothing may have become of them.</summary>
    private static string HoldsDouble(string name)
    {
        var mantissa = $"ltrim(split_part(lower({name}), 'e', 1), '-0.')";
        return $"({name} >= '1' AND {name} < ':' AND length({name}) <= {ValueSample.DigitsOfDouble} AND ltrim({name}, '0123456789.') = '' "
            + $"AND NOT ends_with({name}, '.'))"
            + $" OR {name} IN ('NaN', 'Infinity', '-Infinity')"
            + $" OR (regexp_full_match({name}, '{WrittenAsNumber}') AND isfinite(CAST({name} AS DOUBLE)) AND ("
            + $"(length(replace({mantissa}, '.', '')) <= {ValueSample.DigitsOfDouble} AND (CAST({name} AS DOUBLE) <> 0 OR {mantissa} = ''))"
            + $" OR CAST(CAST({name} AS DOUBLE) AS VARCHAR) IN (lower({name}), {name} || '.0')))";
    }
}
