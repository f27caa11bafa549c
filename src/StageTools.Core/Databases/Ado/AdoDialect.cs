namespace StageTools.Databases.Ado;

/// <summary>What databases behind ADO.NET do each in their own way: the names of types, and the values a provider takes.</summary>
internal sealed class AdoDialect(string provider)
{
    // Bytes of a text that Microsoft.Data.Sqlite gives with its length.
    private const int MostWhole = 512;

    private readonly bool _isPostgres = provider.Contains("Npgsql", StringComparison.OrdinalIgnoreCase);
    private readonly bool _isSqlServer = provider.Contains("SqlClient", StringComparison.OrdinalIgnoreCase);
    private readonly bool _isMicrosofts = provider.StartsWith("Microsoft.", StringComparison.Ordinal);
    private readonly bool _isMySql = provider.Contains("MySql", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is SQLite's.</summary>
    public bool IsSqlite { get; } = provider.Contains("Sqlite", StringComparison.OrdinalIgnoreCase);

    /// <summary>The dialect, told by the provider's name: its types may come from any assembly.</summary>
    public static AdoDialect Of(DbConnection connection) => new(connection.GetType().FullName ?? string.Empty);

    /// <summary>How the server is asked for a table; null where that is not known, or where it is SQLite, which is none.</summary>
    public AdoTables? Tables => _isPostgres ? AdoTables.Postgres
        : _isMySql ? AdoTables.MySql
        : _isSqlServer ? AdoTables.SqlServer
        : null;

    /// <summary>Whether what makes a table commits the transaction that it stands in: so it is taken of whichever is not known to wait.</summary>
    public bool DefinesAtOnce =>
        !IsSqlite && !_isPostgres && !_isSqlServer && !provider.Contains("DuckDB", StringComparison.OrdinalIgnoreCase);

    /// <summary>The condition that a column has this very text: MySQL compares without case and accents.</summary>
    public string IsExactly(string column, string value) => _isMySql ? $"BINARY {column} = {value}" : $"{column} = {value}";

    /// <summary>The type a new column is given.</summary>
    public string NameOf(ColumnType type) => type.Kind switch
    {
        _ when IsSqlite => SqliteColumns.NameOf(type),
        _ when _isPostgres => PostgresColumns.NameOf(type),
        ColumnKind.Boolean => _isSqlServer ? "BIT" : "BOOLEAN",
        // Without digits theirs have none behind the point.
        ColumnKind.Numeric when type.Precision == 0 && _isMySql => "DECIMAL(65,30)",
        ColumnKind.Numeric when type.Precision == 0 && _isSqlServer => "DECIMAL(38,10)",
        ColumnKind.DoublePrecision => _isSqlServer ? "FLOAT" : "DOUBLE PRECISION",
        ColumnKind.Timestamp => _isSqlServer ? "DATETIME2" : _isMySql ? "DATETIME(6)" : "TIMESTAMP",
        ColumnKind.TimestampTz => _isSqlServer ? "DATETIMEOFFSET" : _isMySql ? "VARCHAR(40)" : "TIMESTAMP WITH TIME ZONE",
        ColumnKind.Time => _isMySql ? "TIME(6)" : "TIME",
        ColumnKind.Uuid => _isSqlServer ? "UNIQUEIDENTIFIER" : "CHAR(36)",
        ColumnKind.Blob => _isSqlServer ? "VARBINARY(MAX)" : _isMySql ? "LONGBLOB" : "BLOB",
        ColumnKind.Interval => "VARCHAR(40)",
        ColumnKind.Varchar or ColumnKind.Json or ColumnKind.Any => _isSqlServer ? "NVARCHAR(MAX)" : _isMySql ? "LONGTEXT" : "VARCHAR",
        _ => type.ToString(),
    };

    /// <summary>The columns of an open reader that take values.</summary>
    public IReadOnlyList<TableColumn> Columns(DbDataReader reader)
    {
        // These round or cut what is larger than they say here.
        var sizes = _isPostgres || _isMySql || _isSqlServer ? reader.GetColumnSchema() : null;
        return [.. Enumerable.Range(0, reader.FieldCount).Select(
            i => new TableColumn(reader.GetName(i), Sized(TypeOf(reader, i), sizes?[i]), reader.GetDataTypeName(i)))];
    }

    /// <summary>The value as this database takes it in this column.</summary>
    /// <exception cref="FormatException">It cannot hold it.</exception>
    public object Accept(object value, TableColumn column) => value switch
    {
        // It gives SQLite a long text without its length.
        string text when IsSqlite && _isMicrosofts && text.Contains('\0', StringComparison.Ordinal) && Encoding.UTF8.GetByteCount(text) > MostWhole =>
            throw new FormatException("the text holds the character NUL, at which Microsoft.Data.Sqlite would cut it"),
        _ when IsSqlite => SqliteColumns.Accept(value, column),
        BigInteger big =>
            DecimalText.IsInRange(big) ? (decimal)big : throw new FormatException($"{ValueText.Shown(value)} has more digits than a decimal"),
        SqlDecimal when !_isSqlServer => throw new FormatException($"{ValueText.Shown(value)} has more digits than a decimal"),
        CalendarSpan => throw new FormatException($"{ValueText.Shown(value)} has months, which this connection has no duration with"),
        _ when _isPostgres => PostgresColumns.Accept(value, column),
        DateTime or TimeOnly when _isMySql => MomentValue.WholeMicroseconds(value, provider),
        _ => value,
    };

    /// <summary>Gives a parameter its value.</summary>
    public void Set(DbParameter parameter, object? value)
    {
        if (value is DateTime && _isSqlServer)
        {
            // Its default, DATETIME, rounds to a three-hundredth of a second.
            parameter.DbType = DbType.DateTime2;
        }

        parameter.Value = value switch
        {
            null => DBNull.Value,
            TimeSpan when !_isPostgres => ValueText.Of(value)!,
            DateTimeOffset when _isMySql => ValueText.Of(value)!,
            DateTimeOffset moment when _isPostgres => moment.ToUniversalTime(),
            DateTime or DateTimeOffset or DateOnly or TimeOnly or Guid when IsSqlite => ValueText.Of(value)!,
            _ => value,
        };
    }

    private static ColumnType Sized(ColumnType type, DbColumn? size) => (type.Kind, size) switch
    {
        (ColumnKind.Numeric, { NumericPrecision: > 0 and <= ColumnType.MostDigits and var digits, NumericScale: { } scale }) =>
            new(type.Kind, digits, scale),
        (ColumnKind.Varchar, { ColumnSize: > 0 and < int.MaxValue and var characters }) => new(type.Kind, characters),
        _ => type,
    };

    private ColumnType TypeOf(DbDataReader reader, int column)
    {
        var native = reader.GetDataTypeName(column);
        if (IsSqlite)
            return SqliteColumns.TypeOf(native);

        var type = reader.GetFieldType(column);
        return type == typeof(float) ? ColumnType.Real : new ColumnType(type switch
        {
            _ when type == typeof(bool) => ColumnKind.Boolean,
            _ when type == typeof(long) || type == typeof(int) || type == typeof(short) || type == typeof(byte) => ColumnKind.BigInt,
            _ when type == typeof(decimal) => ColumnKind.Numeric,
            _ when type == typeof(double) => ColumnKind.DoublePrecision,
            _ when type == typeof(string) => ColumnKind.Varchar,
            _ when type == typeof(DateOnly) || native.Equals("date", StringComparison.OrdinalIgnoreCase) => ColumnKind.Date,
            _ when type == typeof(DateTimeOffset) || native.Contains("with time zone", StringComparison.OrdinalIgnoreCase) => ColumnKind.TimestampTz,
            _ when type == typeof(DateTime) => ColumnKind.Timestamp,
            _ when type == typeof(TimeOnly) || native.StartsWith("time", StringComparison.OrdinalIgnoreCase) => ColumnKind.Time,
            _ when type == typeof(TimeSpan) => ColumnKind.Interval,
            _ when type == typeof(Guid) => ColumnKind.Uuid,
            _ when type == typeof(byte[]) => ColumnKind.Blob,
            _ => ColumnKind.Any,
        });
    }
}
