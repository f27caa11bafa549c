namespace StageTools.Databases.Columns;

/// <summary>The types of PostgreSQL's columns.</summary>
internal static class PostgresColumns
{
    /// <summary>The type a new column is given.</summary>
    public static string NameOf(ColumnType type) => type.Kind switch
    {
        ColumnKind.DoublePrecision => "DOUBLE PRECISION",
        ColumnKind.Numeric when type.Precision > 0 => string.Create(CultureInfo.InvariantCulture, $"NUMERIC({type.Precision},{type.Scale})"),
        ColumnKind.Numeric => "NUMERIC",
        ColumnKind.Varchar or ColumnKind.Any => "TEXT",
        ColumnKind.Blob => "BYTEA",
        _ => type.ToString(),
    };

    /// <summary>What a type is. Of one that is not known here the server reads the text.</summary>
    /// <param name="name">Its name in pg_type.</param>
    /// <param name="modifier">What follows it in brackets, as pg_attribute keeps it.</param>
    /// <param name="item">Of an array, the name of its items' type, and what follows that.</param>
    public static ColumnType TypeOf(string name, int modifier, (string Name, int Modifier)? item = null) => name switch
    {
        "bool" => new(ColumnKind.Boolean),
        "int8" or "int4" or "int2" => new(ColumnKind.BigInt),
        "float8" => new(ColumnKind.DoublePrecision),
        "float4" => ColumnType.Real,
        // The scale is eleven bits with a sign; the modifier begins with four bytes of its own.
        "numeric" when modifier >= 4 => new(ColumnKind.Numeric, (modifier - 4) >> 16, (((modifier - 4) & 0x7FF) ^ 1024) - 1024),
        "numeric" => new(ColumnKind.Numeric),
        "date" => new(ColumnKind.Date),
        "time" => new(ColumnKind.Time),
        "timestamp" => new(ColumnKind.Timestamp),
        "timestamptz" => new(ColumnKind.TimestampTz),
        "interval" => new(ColumnKind.Interval),
        "uuid" => new(ColumnKind.Uuid),
        "json" or "jsonb" => new(ColumnKind.Json),
        "bytea" => new(ColumnKind.Blob),
        "varchar" or "bpchar" when modifier >= 4 => new(ColumnKind.Varchar, modifier - 4),
        "text" or "varchar" or "bpchar" or "name" or "citext" => new(ColumnKind.Varchar),
        _ => new(ColumnKind.Any) { Item = item is var (of, digits) ? TypeOf(of, digits) : null },
    };

    /// <summary>The value as the server takes it.</summary>
    /// <exception cref="FormatException">It cannot hold it, or would round it.</exception>
    public static object Accept(object value, TableColumn column) => value switch
    {
        string text when text.Contains('\0', StringComparison.Ordinal) =>
            throw new FormatException("the text holds the character NUL, which PostgreSQL cannot hold"),
        _ when MomentValue.Ticks(MomentValue.WholeMicroseconds(value, "PostgreSQL")) is not 0 and var ticks
            && ticks % UnitOf(column.NativeType ?? string.Empty) != 0 =>
            throw NotA(value, column),
        CalendarSpan { Months: var months } when column.NativeType == "interval year" && months % 12 != 0 => throw NotA(value, column),
        _ => value,
    };

    private static FormatException NotA(object value, TableColumn column) => new($"{ValueText.Shown(value)} is no {column.NativeType}");

    // timestamp(3) without time zone keeps milliseconds, interval day to minute no seconds.
    private static long UnitOf(string native) => native switch
    {
        _ when native.IndexOf('(', StringComparison.Ordinal) is >= 0 and var at && char.IsAsciiDigit(native[at + 1]) =>
            MomentValue.UnitOf(native[at + 1] - '0'),
        "interval day" => TimeSpan.TicksPerDay,
        _ when !native.StartsWith("interval ", StringComparison.Ordinal) || native.EndsWith("second", StringComparison.Ordinal) => 1,
        _ when native.EndsWith("minute", StringComparison.Ordinal) => TimeSpan.TicksPerMinute,
        _ when native.EndsWith("hour", StringComparison.Ordinal) => TimeSpan.TicksPerHour,
        _ => long.MaxValue,
    };

    /// <summary>Whether an error of a COPY is about a row: it names it, or says that a value is wrong, and is not what ails the server
    /// or the table.</summary>
    /// <param name="state">The error's SQLSTATE.</param>
    /// <param name="where">Where the server was.</param>
    /// <param name="table">The table's name, without its schema.</param>
    /// <param name="row">Which row; -1 where it does not say.</param>
    public static bool IsOfARow(string state, string? where, string table, out int row)
    {
        row = RowOf(where, table);
        return state[..2] is "22" or "23"
            || (row >= 0 && state is not ("XX001" or "XX002") && state[..2] is not ("08" or "25" or "40" or "42" or "53" or "55" or "57" or "58"));
    }

    /// <summary>Which row of a COPY an error is about, from 0; -1 where it does not say.</summary>
    /// <param name="where">Where the server was: a line for each thing it was at, and behind that of the COPY what the row or the value is.</param>
    /// <param name="table">The table's name, without its schema.</param>
    public static int RowOf(string? where, string table)
    {
        if (where is null)
            return -1;

        var copy = $"\nCOPY {table}, line ";
        var rest = $"\n{where}".AsSpan();
        rest = rest.IndexOf(copy, StringComparison.Ordinal) is >= 0 and var at ? rest[(at + copy.Length)..] : [];
        var digits = rest.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? rest[..end] : rest;
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? line - 1 : -1;
    }
}
