namespace StageTools.Databases.Sqlite;

/// <summary>Reads the type that a SQLite column declares, and values by it.</summary>
internal static class SqliteType
{
    /// <summary>The column that a declaration means. It binds no value: one that is not exactly of it stays what it is.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="declared">The declaration, in upper case.</param>
    public static RowColumn Column(string name, string declared)
    {
        var kind = SqliteColumns.TypeOf(declared).Kind;
        var column = new RowColumn(name, TypeOf(declared, kind)) { IsJson = declared is "JSON" or "JSONB" };
        return kind == ColumnKind.Numeric && Numbers(declared) is var (precision, scale)
            ? column with { Precision = precision, Scale = scale }
            : column;
    }

    /// <summary>The decimal that is the same number; null where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static decimal? Decimal(double number)
    {
        if (number is > -1e15 and < 1e15)
        {
            var exact = (decimal)number;
            return (double)exact == number && (exact != 0 || !double.IsNegative(number)) ? exact : null;
        }

        return null;
    }

    /// <summary>The day that a text is; null where it is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static DateOnly? Date(ReadOnlySpan<byte> text) =>
        text.Length == DateText.DayLength && DateText.TryDay(text, out var day) ? DateOnly.FromDateTime(day) : null;

    /// <summary>The moment that a text is, as SQLite's own functions write it, or with a T; null where it is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static DateTime? Moment(ReadOnlySpan<byte> text)
    {
        if (text.Length is < DateText.MomentLength or > DateText.MomentLength + 8 || text[DateText.DayLength] is not ((byte)' ' or (byte)'T')
            || !DateText.TryDay(text, out var day) || !DateText.TryClock(text, out var time))
        {
            return null;
        }

        var ticks = day.Ticks + time.Ticks;
        if (text.Length == DateText.MomentLength)
            return new DateTime(ticks);

        var fraction = text[(DateText.MomentLength + 1)..];
        if (text[DateText.MomentLength] != (byte)'.' || !int.TryParse(fraction, NumberStyles.None, CultureInfo.InvariantCulture, out var part))
            return null;

        for (var i = fraction.Length; i < 7; i++)
            part *= 10;

        return new DateTime(ticks + part);
    }

    private static Type TypeOf(string declared, ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean => typeof(bool),
        ColumnKind.Date => typeof(DateOnly),
        ColumnKind.Timestamp or ColumnKind.TimestampTz => typeof(DateTime),
        ColumnKind.Numeric => typeof(decimal),
        ColumnKind.BigInt or ColumnKind.Interval => typeof(long),
        ColumnKind.Varchar => typeof(string),
        ColumnKind.DoublePrecision => typeof(double),
        ColumnKind.Blob => typeof(byte[]),
        _ => typeof(object),
    };

    private static (byte Precision, byte Scale)? Numbers(string declared)
    {
        var (open, close) = (declared.IndexOf('(', StringComparison.Ordinal), declared.IndexOf(')', StringComparison.Ordinal));
        if (open < 0 || close < open)
            return null;

        var parts = declared[(open + 1)..close].Split(',');
        byte scale = 0;
        return byte.TryParse(parts[0], CultureInfo.InvariantCulture, out var precision)
            && (parts.Length == 1 || byte.TryParse(parts[1], CultureInfo.InvariantCulture, out scale))
            ? (precision, scale)
            : null;
    }
}
