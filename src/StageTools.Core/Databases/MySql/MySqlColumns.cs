namespace StageTools.Databases.MySql;

/// <summary>The types of the columns of MySQL and MariaDB, and what fits them: the server would round, cut or look up what does not.</summary>
internal static partial class MySqlColumns
{
    // The largest BIGINT UNSIGNED, and the largest BIT, has so many.
    private const int UnsignedDigits = 20;

    /// <summary>The type a new column is given.</summary>
    public static string NameOf(ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean => "BOOLEAN",
        ColumnKind.DoublePrecision => "DOUBLE",
        ColumnKind.Numeric when type.Precision == 0 => "DECIMAL(65,30)",
        ColumnKind.Time => "TIME(6)",
        ColumnKind.Timestamp => "DATETIME(6)",
        // No type of theirs keeps the offset; and TIME ends at 838 hours.
        ColumnKind.TimestampTz or ColumnKind.Interval => "VARCHAR(40)",
        ColumnKind.Uuid => "CHAR(36)",
        ColumnKind.Blob => "LONGBLOB",
        ColumnKind.Varchar or ColumnKind.Json or ColumnKind.Any => "LONGTEXT CHARACTER SET utf8mb4",
        _ => type.ToString(),
    };

    /// <summary>What a type is.</summary>
    /// <param name="native">As the server writes it: <c>decimal(10,2) unsigned</c>.</param>
    public static ColumnType TypeOf(string native) => NameOf(native) switch
    {
        "tinyint" when native == "tinyint(1)" => new(ColumnKind.Boolean),
        "bit" when native == "bit(1)" => new(ColumnKind.Boolean),
        "bit" => new(ColumnKind.Numeric, UnsignedDigits),
        "bigint" when native.Contains("unsigned", StringComparison.Ordinal) => new(ColumnKind.Numeric, UnsignedDigits),
        "tinyint" or "smallint" or "mediumint" or "int" or "bigint" or "year" => new(ColumnKind.BigInt),
        "decimal" when Size(native) is var (precision, scale) && precision <= ColumnType.MostDigits => new(ColumnKind.Numeric, precision, scale),
        // With a scale the server rounds to it.
        "float" or "double" when Size(native) is var (digits, scale) && digits is > 0 and <= ColumnType.MostDigits =>
            new(ColumnKind.Numeric, digits, scale),
        "float" => ColumnType.Real,
        "double" => new(ColumnKind.DoublePrecision),
        "date" => new(ColumnKind.Date),
        "datetime" => new(ColumnKind.Timestamp),
        "timestamp" => new(ColumnKind.TimestampTz),
        "time" => new(ColumnKind.Interval),
        "json" => new(ColumnKind.Json),
        "binary" or "varbinary" or "tinyblob" or "blob" or "mediumblob" or "longblob" or "geometry" or "point" => new(ColumnKind.Blob),
        "char" or "varchar" => new(ColumnKind.Varchar, Size(native).Precision),
        "tinytext" => new(ColumnKind.Varchar, byte.MaxValue),
        "text" => new(ColumnKind.Varchar, ushort.MaxValue),
        "mediumtext" => new(ColumnKind.Varchar, (1 << 24) - 1),
        "longtext" or "enum" or "set" => new(ColumnKind.Varchar),
        _ => new(ColumnKind.Any),
    };

    /// <summary>Whether the column's text is to be looked at as a value, since the server takes some for another.</summary>
    public static bool IsLookedUp(TableColumn column) => NameOf(column.NativeType ?? string.Empty) is "enum" or "set" or "year";

    /// <summary>Whether the column takes a number alone: the text 5 would be the bits of the character.</summary>
    public static bool IsBits(TableColumn column) => column.NativeType?.StartsWith("bit", StringComparison.Ordinal) is true;

    /// <summary>The value as the server takes it.</summary>
    /// <exception cref="FormatException">It would become another.</exception>
    public static object Accept(object value, TableColumn column)
    {
        var native = column.NativeType ?? string.Empty;
        var accepted = value switch
        {
            double.NaN or double.PositiveInfinity or double.NegativeInfinity or CalendarSpan => null,
            DateTime time => IsWhole(time.Ticks, native) ? value : null,
            DateTimeOffset moment => IsWhole(moment.Ticks, native) ? moment.UtcDateTime : null,
            TimeSpan span => IsWhole(span.Ticks, native) ? value : null,
            _ => NameOf(native) switch
            {
                "enum" => Members(native).Contains((string)value, StringComparer.Ordinal) ? value : null,
                "set" => ((string)value).Split(',').Except(Members(native), StringComparer.Ordinal).All(static s => s.Length == 0) ? value : null,
                // Fewer than four digits would be a year of 1970 to 2069.
                "year" => value is 0L ? "0000" : value is >= 1901L and <= 2155L ? value : null,
                // They count bytes.
                "tinytext" or "text" or "mediumtext" => Encoding.UTF8.GetByteCount((string)value) <= column.Type.Precision ? value : null,
                "decimal" when column.Type.Kind is ColumnKind.Any => Wide(value, Size(native)),
                _ => value,
            },
        };
        return accepted ?? throw new FormatException($"{ValueText.Shown(value)} is no {native}");
    }

    private static string NameOf(string native) => native[..(native.IndexOfAny(['(', ' ']) is >= 0 and var end ? end : native.Length)];

    private static (int Precision, int Scale) Size(string native)
    {
        var sizes = Digits().Matches(native).Select(static m => int.Parse(m.ValueSpan, CultureInfo.InvariantCulture)).ToList();
        return (sizes.ElementAtOrDefault(0), sizes.ElementAtOrDefault(1));
    }

    // The number behind the name tells the digits of a second: none, as in DATETIME, are none.
    private static bool IsWhole(long ticks, string native) => ticks % MomentValue.UnitOf(Size(native).Precision) == 0;

    private static string? Wide(object value, (int Precision, int Scale) size)
    {
        var text = value is BigInteger ? ValueText.Of(value) : value as string ?? ValueText.Plain(value);
        return text is not null && Decimals().Match(text) is { Success: true } match && match.Groups["fraction"].Length <= size.Scale
            && match.Groups["whole"].Length <= size.Precision - size.Scale
            ? text
            : null;
    }

    private static IEnumerable<string> Members(string native) =>
        Quoted().Matches(native).Select(static m => Escaped().Replace(m.Groups["text"].Value, static e => e.Value switch
        {
            "\\n" => "\n",
            "\\r" => "\r",
            "\\0" => "\0",
            var other => other[1..],
        }));

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Digits();

    [GeneratedRegex("'(?<text>([^']|'')*)'", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Quoted();

    // What the server doubles, or puts a backslash before.
    [GeneratedRegex(@"''|\\[\s\S]", RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Escaped();

    [GeneratedRegex(
        @"^-?(?>0*)(?<whole>[0-9]*)(\.(?<fraction>[0-9]*))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex Decimals();
}
