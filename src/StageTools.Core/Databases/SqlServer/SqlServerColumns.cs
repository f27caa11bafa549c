namespace StageTools.Databases.SqlServer;

/// <summary>The types of SQL Server's columns, and what fits them: the server would round what does not, or put a question mark.</summary>
internal static class SqlServerColumns
{
    /// <summary>The type a new column is given.</summary>
    public static string NameOf(ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean => "BIT",
        ColumnKind.Numeric when type.Precision == 0 => "DECIMAL(38,10)",
        ColumnKind.DoublePrecision => "FLOAT",
        ColumnKind.Timestamp => "DATETIME2",
        ColumnKind.TimestampTz => "DATETIMEOFFSET",
        ColumnKind.Interval => "VARCHAR(40)",
        ColumnKind.Uuid => "UNIQUEIDENTIFIER",
        ColumnKind.Blob => "VARBINARY(MAX)",
        ColumnKind.Varchar or ColumnKind.Json or ColumnKind.Any => "NVARCHAR(MAX)",
        _ => type.ToString(),
    };

    /// <summary>What a type is.</summary>
    /// <param name="name">Its name in sys.types; empty for a .NET type.</param>
    /// <param name="precision">How many digits.</param>
    /// <param name="scale">How many of them behind the point.</param>
    public static ColumnType TypeOf(string name, int precision, int scale) => name switch
    {
        "bit" => new(ColumnKind.Boolean),
        "tinyint" or "smallint" or "int" or "bigint" => new(ColumnKind.BigInt),
        "decimal" or "numeric" or "money" or "smallmoney" => new(ColumnKind.Numeric, precision, scale),
        "float" => new(ColumnKind.DoublePrecision),
        "real" => ColumnType.Real,
        "date" => new(ColumnKind.Date),
        "time" => new(ColumnKind.Time),
        "datetime2" or "datetime" or "smalldatetime" => new(ColumnKind.Timestamp),
        "datetimeoffset" => new(ColumnKind.TimestampTz),
        "uniqueidentifier" => new(ColumnKind.Uuid),
        "binary" or "varbinary" or "image" => new(ColumnKind.Blob),
        "nvarchar" or "varchar" or "nchar" or "char" or "ntext" or "text" or "xml" => new(ColumnKind.Varchar),
        _ => new(ColumnKind.Any),
    };

    /// <summary>The value as the server takes it.</summary>
    /// <param name="value">One of the column's type.</param>
    /// <param name="column">The column; its own type tells how many digits of a second it keeps, <c>time(3)</c>, and what its text can be,
    /// <c>varchar cp1252</c>.</param>
    /// <exception cref="FormatException">It would become another.</exception>
    public static object Accept(object value, TableColumn column)
    {
        var native = column.NativeType ?? string.Empty;
        var accepted = value switch
        {
            double.NaN or double.PositiveInfinity or double.NegativeInfinity => null,
            string text => CodePage(native) is not { } codePage || IsIn(text, codePage) ? value : null,
            BigInteger big => (object)SqlDecimal.Parse(big.ToString(CultureInfo.InvariantCulture)),
            DateOnly day => day.ToDateTime(TimeOnly.MinValue),
            TimeOnly time => IsWhole(time.Ticks, native) ? time.ToTimeSpan() : null,
            DateTimeOffset moment => IsWhole(moment.Ticks, native) ? value : null,
            DateTime time => native switch
            {
                "datetime" => IsDateTime(time) ? value : null,
                "smalldatetime" => time.Ticks % TimeSpan.TicksPerMinute == 0 ? value : null,
                _ => IsWhole(time.Ticks, native) ? value : null,
            },
            _ => value,
        };
        return accepted ?? throw new FormatException($"{ValueText.Shown(value)} is no {native} that keeps all of it");
    }

    /// <summary>Whether the server counts its values, unless it is given them.</summary>
    public static bool IsIdentity(TableColumn column) => column.NativeType?.EndsWith(" identity", StringComparison.Ordinal) is true;

    private static bool IsWhole(long ticks, string native)
    {
        var digits = native is [.., '(', var digit, ')'] ? digit - '0' : 0;
        return ticks % MomentValue.UnitOf(digits) == 0;
    }

    // From 1753 on, in three-hundredths of a second; the last moments of 9999 would be of the next year.
    private static bool IsDateTime(DateTime time) =>
        time >= SqlDateTime.MinValue.Value && time <= SqlDateTime.MaxValue.Value && new SqlDateTime(time).Value == time;

    private static int? CodePage(string native) =>
        native.Split(" cp") is [_, var number] && int.TryParse(number, CultureInfo.InvariantCulture, out var codePage) ? codePage : null;

    private static bool IsIn(string text, int codePage)
    {
        try
        {
            var encoding = codePage == Encoding.UTF8.CodePage
                ? Encoding.UTF8
                : CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
            return encoding is null ? Ascii.IsValid(text) : encoding.GetByteCount(text) >= 0;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
