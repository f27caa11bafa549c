namespace StageTools.Databases.Columns;

/// <summary>The types that SQLite's columns declare. It holds nobody to them; a load does, so that no text lands unseen among numbers.</summary>
internal static class SqliteColumns
{
    /// <summary>Selects a column's name and declaration from its table's description: ANY of a STRICT table is a column without a type.</summary>
    public const string Selection = "SELECT name, iif(type = 'ANY' COLLATE NOCASE AND (SELECT strict FROM pragma_table_list(?1)), '', type)";

    // A double holds each decimal of up to 15 digits.
    private const int ExactDigits = 15;

    // What SQLite looks for in the name of a type (https://www.sqlite.org/datatype3.html).
    private static readonly SearchValues<string> OfText = SearchValues.Create(["CHAR", "CLOB", "TEXT"], StringComparison.Ordinal);
    private static readonly SearchValues<string> OfFloats = SearchValues.Create(["REAL", "FLOA", "DOUB"], StringComparison.Ordinal);

    /// <summary>The type a new column declares. One whose values are text in SQLite has no affinity that would make numbers of them.</summary>
    public static string NameOf(ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean => "BOOLEAN",
        ColumnKind.BigInt => "BIGINT",
        ColumnKind.Numeric when type.Precision <= ExactDigits => type.ToString(),
        ColumnKind.DoublePrecision => "DOUBLE",
        ColumnKind.Date => "DATE",
        ColumnKind.Timestamp => "TIMESTAMP",
        ColumnKind.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        ColumnKind.Blob => "BLOB",
        _ => "TEXT",
    };

    /// <summary>What a declaration means, by its word, else by SQLite's own rules of affinity.</summary>
    public static ColumnType TypeOf(string declared)
    {
        var text = declared.ToUpperInvariant();
        var word = text.AsSpan(0, text.AsSpan().IndexOfAny('(', ' ') is var end and >= 0 ? end : text.Length);
        return new ColumnType(word switch
        {
            "BOOL" or "BOOLEAN" => ColumnKind.Boolean,
            "DATE" => ColumnKind.Date,
            "TIMESTAMP" when text.Contains("ZONE", StringComparison.Ordinal) && !text.Contains("WITHOUT", StringComparison.Ordinal) =>
                ColumnKind.TimestampTz,
            "DATETIME" or "TIMESTAMP" => ColumnKind.Timestamp,
            "DECIMAL" or "NUMERIC" => ColumnKind.Numeric,
            _ when text.Contains("INTERVAL", StringComparison.Ordinal) => ColumnKind.Interval,
            _ when text.Contains("INT", StringComparison.Ordinal) => ColumnKind.BigInt,
            _ when text.AsSpan().ContainsAny(OfText) => ColumnKind.Varchar,
            _ when text.Contains("BLOB", StringComparison.Ordinal) => ColumnKind.Blob,
            _ when text.AsSpan().ContainsAny(OfFloats) => ColumnKind.DoublePrecision,
            _ => ColumnKind.Any,
        });
    }

    /// <summary>The value as SQLite takes it in this column.</summary>
    /// <exception cref="FormatException">It cannot hold it.</exception>
    public static object Accept(object value, TableColumn column) => value switch
    {
        double.NaN => throw new FormatException("SQLite makes NULL of NaN"),
        decimal or BigInteger or SqlDecimal => Number(value, column),
        CalendarSpan span => span.Text,
        string text when column.Type.Kind == ColumnKind.Any && !string.IsNullOrEmpty(column.NativeType) => Text(text, column),
        _ => value,
    };

    // With more digits than SQLite's own numbers have: text where the column keeps text, refused where it would be rounded.
    private static object Number(object number, TableColumn column)
    {
        var (whole, fraction) = DecimalText.Digits(number);
        if (number is decimal exact && whole + fraction <= ExactDigits)
            return fraction == 0 ? (long)exact : (double)exact;

        if (number is decimal { Scale: 0 } integer && integer is >= long.MinValue and <= long.MaxValue)
            return (long)integer;

        // A column without a type changes nothing.
        return column.Type.Kind == ColumnKind.Any && string.IsNullOrEmpty(column.NativeType)
            ? ValueText.Of(number)!
            : throw new FormatException($"{ValueText.Shown(number)} has more digits than SQLite's numbers; make the column TEXT");
    }

    // SQLite's rule for a type it does not know (STRING, say): text that reads as a number becomes one, and 007 is 7.
    private static string Text(string text, TableColumn column) =>
        text.AsSpan().ContainsAnyInRange('0', '9')
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && text != ValueText.Of(number)
            && !(long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && text == ValueText.Of(whole))
            ? throw new FormatException(
                $"SQLite would make a number of {ValueText.Shown(text)} in a column of type {column.NativeType}; make the column TEXT")
            : text;
}
