using StageTools.Formats.Options;

namespace StageTools.Databases.Sqlite;

/// <summary>Reads the type that a SQLite column declares, and values by it.</summary>
internal static class SqliteType
{
    /// <summary>The column that a declaration means; by SQLite's own rules of affinity where the word is none that is known here.</summary>
    public static RowColumn Column(string name, string? declared, out SqliteDeclared kind)
    {
        var text = (declared ?? string.Empty).ToUpperInvariant();
        kind = KindOf(text);
        var column = new RowColumn(name, TypeOf(text, kind)) { IsJson = text is "JSON" or "JSONB" };
        return kind == SqliteDeclared.Decimal && Numbers(text) is var (precision, scale)
            ? column with { Precision = precision, Scale = scale }
            : column;
    }

    /// <summary>The decimal that is the same number; null where there is none.</summary>
    public static object? Decimal(double number)
    {
        if (number is > -1e15 and < 1e15)
        {
            var exact = (decimal)number;
            return (double)exact == number && (exact != 0 || !double.IsNegative(number)) ? exact : null;
        }

        return null;
    }

    /// <summary>The day that a text is; null where it is none.</summary>
    public static object? Date(ReadOnlySpan<byte> text) =>
        text.Length == DateText.DayLength && DateText.TryDay(text, out var day) ? DateOnly.FromDateTime(day) : null;

    /// <summary>The moment that a text is, as SQLite's own functions write it, or with a T; null where it is none.</summary>
    public static object? Moment(ReadOnlySpan<byte> text)
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
        if (text[DateText.MomentLength] != (byte)'.' || fraction.IsEmpty || !DateText.TryNumber(fraction, out var part))
            return null;

        for (var i = fraction.Length; i < 7; i++)
            part *= 10;

        return new DateTime(ticks + part);
    }

    private static SqliteDeclared KindOf(string declared) => Word(declared) switch
    {
        "BOOL" or "BOOLEAN" => SqliteDeclared.Boolean,
        "DATE" => SqliteDeclared.Date,
        "DATETIME" or "TIMESTAMP" => SqliteDeclared.Moment,
        "DECIMAL" or "NUMERIC" => SqliteDeclared.Decimal,
        _ => SqliteDeclared.None,
    };

    private static Type TypeOf(string declared, SqliteDeclared kind) => kind switch
    {
        SqliteDeclared.Boolean => typeof(bool),
        SqliteDeclared.Date => typeof(DateOnly),
        SqliteDeclared.Moment => typeof(DateTime),
        SqliteDeclared.Decimal => typeof(decimal),
        _ when declared.Contains("INT", StringComparison.Ordinal) => typeof(long),
        _ when declared.Contains("CHAR", StringComparison.Ordinal)
            || declared.Contains("CLOB", StringComparison.Ordinal)
            || declared.Contains("TEXT", StringComparison.Ordinal) => typeof(string),
        _ when declared.Contains("BLOB", StringComparison.Ordinal) => typeof(byte[]),
        _ when declared.Contains("REAL", StringComparison.Ordinal)
            || declared.Contains("FLOA", StringComparison.Ordinal)
            || declared.Contains("DOUB", StringComparison.Ordinal) => typeof(double),
        _ => typeof(object),
    };

    private static string Word(string declared)
    {
        var end = declared.AsSpan().IndexOfAny('(', ' ');
        return end < 0 ? declared : declared[..end];
    }

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

/// <summary>The type that a SQLite column declares. It binds no value: one that is not exactly of it stays what it is.</summary>
internal enum SqliteDeclared
{
    /// <summary>Nothing that says more than the value itself.</summary>
    None,

    /// <summary>BOOLEAN: 0 and 1.</summary>
    Boolean,

    /// <summary>DATE: text <c>2026-03-01</c>.</summary>
    Date,

    /// <summary>DATETIME or TIMESTAMP: text <c>2026-03-01 12:00:00.5</c>.</summary>
    Moment,

    /// <summary>DECIMAL or NUMERIC: numbers that are the same in decimals.</summary>
    Decimal,
}
