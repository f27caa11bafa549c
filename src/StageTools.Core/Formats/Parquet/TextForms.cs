namespace StageTools.Formats.Parquet;

/// <summary>The forms in which values that are read back from a column have the text that they had before.</summary>
[Flags]
internal enum TextForms
{
    /// <summary>In none: the text is lost, though the value is not.</summary>
    None = 0,

    /// <summary>As they are read.</summary>
    AsRead = 1,

    /// <summary>In the column's other form: decimals without zeros at their end.</summary>
    Other = 2,
}

/// <summary>Whether a value that was put into a column has its own text when it is read back: only then the column may become one of text.</summary>
internal static class TextForm
{
    private const double LeastWithExponent = 1e15;
    private const decimal ExactLeast = 1_000_000_000_000_000m;

    /// <summary>What may still be before the first value.</summary>
    public static TextForms Before(ParquetColumn column) => column.Kind switch
    {
        ParquetKind.Decimal => TextForms.AsRead | TextForms.Other,
        ParquetKind.List or ParquetKind.Struct => column.Inside.All(static c => Before(c) == TextForms.AsRead) ? TextForms.AsRead : TextForms.None,
        _ => TextForms.AsRead,
    };

    /// <summary>The forms that are left after a value, of those before it.</summary>
    public static TextForms After(ParquetColumn column, object? value, TextForms before) => (before, value, column.Kind) switch
    {
        (TextForms.None, _, _) or (_, null or DBNull, _) => before,
        (_, _, ParquetKind.Decimal) => before & OfDecimal(value, column.Type.Scale, before),
        (_, DateTime { Kind: DateTimeKind.Local }, ParquetKind.Instant) => TextForms.None,
        (_, decimal or double or float or Half, ParquetKind.Integer) => TextForms.None,

        // A text can only become JSON, where what was no text would have quotes.
        (_, not string, ParquetKind.Text) => TextForms.None,
        (_, double, _) => before,
        (_, decimal number, ParquetKind.Double) => number.Scale > 0 || Math.Abs(number) >= ExactLeast ? TextForms.None : before,
        (_, float or Half, ParquetKind.Double) or (_, Half, _) => TextForms.None,
        (_, _, ParquetKind.Double) =>
            Math.Abs(System.Convert.ToDouble(value, CultureInfo.InvariantCulture)) < LeastWithExponent ? before : TextForms.None,
        _ => before,
    };

    /// <summary>A value that was read back, in the form that has its text.</summary>
    public static object? Restore(ParquetColumn column, object? value, TextForms forms) => (column.Kind, value) switch
    {
        (ParquetKind.Decimal, decimal number) when forms == TextForms.Other => Trimmed(number),
        (ParquetKind.Decimal, SqlDecimal number) when forms == TextForms.Other => Trimmed(number),
        _ => value,
    };

    private static TextForms OfDecimal(object value, int scale, TextForms before)
    {
        var (own, isTrimmed) = value switch
        {
            decimal number => (number.Scale, before.HasFlag(TextForms.Other) && Trimmed(number).Scale == number.Scale),
            SqlDecimal number => (number.Scale, before.HasFlag(TextForms.Other) && Trimmed(number).Scale == number.Scale),
            _ => (0, true),
        };
        return (own == scale ? TextForms.AsRead : TextForms.None) | (isTrimmed ? TextForms.Other : TextForms.None);
    }

    // A decimal keeps the digits of a division's result that it needs.
    private static decimal Trimmed(decimal number) => number / 1.0000000000000000000000000000m;

    private static SqlDecimal Trimmed(SqlDecimal number)
    {
        var text = number.ToString();
        return text.Contains('.', StringComparison.Ordinal) ? SqlDecimal.Parse(text.TrimEnd('0').TrimEnd('.')) : number;
    }
}
