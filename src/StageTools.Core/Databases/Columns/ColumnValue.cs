namespace StageTools.Databases.Columns;

/// <summary>Makes a value that stood in a file one of a column's type: exactly, or not at all.</summary>
/// <remarks>Of each kind one .NET type comes out, named at the method that makes it; of <see cref="ColumnKind.Any"/> whatever went in,
/// or a list of its items.</remarks>
internal static class ColumnValue
{
    // Each whole number below it is a number of the narrowest floating-point type.
    private const int LeastInexact = 1 << 24;

    /// <summary>The value for the column.</summary>
    /// <param name="value">The value that stood in the file.</param>
    /// <param name="type">The column's type.</param>
    /// <param name="file">How the file writes what it has no type for.</param>
    /// <exception cref="FormatException">It is none of this type; the message says so.</exception>
    public static object Convert(object value, ColumnType type, FileText file = default)
    {
        try
        {
            return TryConvert(value, type, file) ?? throw NotA(value, type);
        }
        catch (Exception e) when (e is OverflowException or InvalidOperationException)
        {
            throw NotA(value, type);
        }
    }

    private static object? TryConvert(object value, ColumnType type, FileText file) => type.Kind switch
    {
        ColumnKind.Any => type.Item is { } item ? ListValue.Of(value, item, file) : value,
        ColumnKind.Varchar => Fitting(value as string ?? ValueText.Of(value), type),
        ColumnKind.Boolean => Boolean(value),
        ColumnKind.BigInt => BigInt(value),
        ColumnKind.Numeric => Fitting(Decimal(value), type),
        ColumnKind.DoublePrecision => Double(value, type),
        ColumnKind.Json => file.Json(value),
        ColumnKind.Blob => file.Bytes(value),
        ColumnKind.Date => MomentValue.Date(value),
        ColumnKind.Time => MomentValue.Time(value),
        ColumnKind.Timestamp => MomentValue.Timestamp(value),
        ColumnKind.TimestampTz => MomentValue.Moment(value),
        ColumnKind.Interval => MomentValue.Span(value),
        ColumnKind.Uuid => MomentValue.Uuid(value),
        _ => null,
    };

    // bool
    private static object? Boolean(object value) => value switch
    {
        bool => value,
        long and (0 or 1) => (long)value == 1,
        string text when text.Equals("true", StringComparison.OrdinalIgnoreCase) || text is "1" => true,
        string text when text.Equals("false", StringComparison.OrdinalIgnoreCase) || text is "0" => false,
        _ => null,
    };

    // long
    private static object? BigInt(object value) => value switch
    {
        long => value,
        BigInteger big => checked((long)big),
        ulong or int or short or sbyte or byte or ushort or uint => System.Convert.ToInt64(value, CultureInfo.InvariantCulture),
        double floating when double.IsInteger(floating) && Math.Abs(floating) < 1L << 53 => (long)floating,
        decimal exact when decimal.IsInteger(exact) => decimal.ToInt64(exact),
        string text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null,
        _ => null,
    };

    // decimal, or BigInteger or SqlDecimal where it has too many digits for one
    private static object? Decimal(object value) => value switch
    {
        decimal or SqlDecimal => value,
        long whole => (decimal)whole,
        BigInteger big => DecimalText.IsInRange(big) ? (decimal)big : big,
        ulong or int or short or sbyte or byte or ushort or uint => System.Convert.ToDecimal(value, CultureInfo.InvariantCulture),
        double or float => DecimalText.Parse(((IFormattable)value).ToString(format: null, CultureInfo.InvariantCulture)),
        string text => DecimalText.Parse(text),
        _ => null,
    };

    // double: the nearest to what stands behind a point, and a whole number exactly, or not at all
    private static object? Double(object value, ColumnType type) => value switch
    {
        double => value,
        float narrow => (double)narrow,
        long whole => Whole(whole, type),
        BigInteger big => Whole(big, type),
        ulong or int or short or sbyte or byte or ushort or uint =>
            Whole(new BigInteger(System.Convert.ToDecimal(value, CultureInfo.InvariantCulture)), type),
        decimal exact => decimal.IsInteger(exact) && Math.Abs(exact) >= LeastInexact ? Whole(new BigInteger(exact), type) : NearestDouble.Of(exact),
        SqlDecimal wide => wide.Scale == 0 ? Whole(BigInteger.Parse(wide.ToString(), CultureInfo.InvariantCulture), type) : NearestDouble.Of(wide),
        string text => Double(text, type),
        _ => null,
    };

    private static double? Double(string text, ColumnType type)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var floating)
            || !(double.IsFinite(floating) || text is "NaN" or "Infinity" or "-Infinity"))
        {
            return null;
        }

        return Math.Abs(floating) >= LeastInexact
            && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? Whole(whole, type)
            : floating;
    }

    // Exactly, or as the shortest text of a floating-point number that ends in zeros: many programs write those below 1e21 so.
    private static double Whole(BigInteger whole, ColumnType type)
    {
        var floating = (double)whole;
        if (double.IsFinite(floating) && new BigInteger(floating) == whole && (!type.IsReal || (float)floating == floating))
            return floating;

        var text = whole.ToString(CultureInfo.InvariantCulture);
        var nearest = type.IsReal ? float.Parse(text, CultureInfo.InvariantCulture) : double.Parse(text, CultureInfo.InvariantCulture);
        var shortest = type.IsReal ? ((float)nearest).ToString(CultureInfo.InvariantCulture) : nearest.ToString(CultureInfo.InvariantCulture);
        return double.IsFinite(nearest) && BigInteger.Parse(shortest, NumberStyles.Float, CultureInfo.InvariantCulture) == whole
            ? nearest
            : throw new FormatException($"{ValueText.Shown(whole)} has no exact {type}");
    }

    // A database would cut off the blanks at the end of what does not fit, and say nothing.
    private static string? Fitting(string? text, ColumnType type) =>
        type.Precision > 0 && text?.Length > type.Precision && text.EnumerateRunes().Count() > type.Precision ? null : text;

    // A database would round what does not fit, and say nothing.
    private static object? Fitting(object? number, ColumnType type) =>
        number is null || type.Precision == 0 || DecimalText.Fits(number, type.Precision, type.Scale) ? number : null;

    private static FormatException NotA(object value, ColumnType type) => new($"{ValueText.Shown(value)} is no {type}");
}
