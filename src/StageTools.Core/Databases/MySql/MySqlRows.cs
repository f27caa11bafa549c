using MySqlConnector;

namespace StageTools.Databases.MySql;

/// <summary>How rows of a query on MySQL or MariaDB are read, each value exact: what no .NET type holds is refused, as a day 0000-00-00.</summary>
internal static class MySqlRows
{
    private const int DecimalDigits = 28;
    private const int WideDigits = 38;

    /// <summary>How each column of a reader is read.</summary>
    public static IReadOnlyList<ExactForm> FormsOf(MySqlDataReader reader) =>
        [.. reader.GetColumnSchema().Cast<MySqlDbColumn>().Select(column => FormOf(reader, column))];

    private static ExactForm FormOf(MySqlDataReader reader, MySqlDbColumn column) => column.ProviderType switch
    {
        // What BOOLEAN is a word for.
        MySqlDbType.Byte when column.ColumnSize is 1 => new(typeof(bool), i => reader.GetSByte(i) switch
        {
            0 => false,
            1 => true,
            var other => throw new FormatException($"the TINYINT(1) is {other}, neither true nor false"),
        }),
        MySqlDbType.NewDecimal or MySqlDbType.Decimal when column.NumericPrecision is null or <= DecimalDigits =>
            new(typeof(decimal), i => reader.GetDecimal(i)),
        MySqlDbType.NewDecimal or MySqlDbType.Decimal when column.NumericScale is 0 =>
            new(typeof(BigInteger), i => BigInteger.Parse(TextOf(reader, i), CultureInfo.InvariantCulture)),
        MySqlDbType.NewDecimal or MySqlDbType.Decimal when column.NumericPrecision <= WideDigits =>
            new(typeof(SqlDecimal), i => SqlDecimal.Parse(TextOf(reader, i))),
        MySqlDbType.NewDecimal or MySqlDbType.Decimal => new(typeof(string), i => TextOf(reader, i)),
        MySqlDbType.Date or MySqlDbType.Newdate => new(typeof(DateOnly), i => DateOnly.FromDateTime(TimeOf(reader, i))),
        MySqlDbType.DateTime => new(typeof(DateTime), i => TimeOf(reader, i)),
        MySqlDbType.Timestamp => new(typeof(DateTimeOffset), i => new DateTimeOffset(TimeOf(reader, i), TimeSpan.Zero)),
        _ => new(column.DataType ?? typeof(object), i => reader.GetValue(i)),
    };

    private static string TextOf(MySqlDataReader reader, int column) => reader.GetMySqlDecimal(column).ToString();

    private static DateTime TimeOf(MySqlDataReader reader, int column) => reader.GetMySqlDateTime(column) is { IsValidDateTime: true } time
        ? time.GetDateTime()
        : throw new FormatException("a date of zeros is no day");
}
