using MySqlConnector;

namespace StageTools.Databases.MySql;

/// <summary>The rows of a query on MySQL or MariaDB, each value exact: what no .NET type holds is refused, as a day 0000-00-00.</summary>
internal sealed class MySqlRows(string database, DbCommand command, MySqlDataReader reader, DbTransaction? transaction)
    : ExactRows<MySqlDataReader>(database, command, reader, transaction, [.. reader.GetColumnSchema().Cast<MySqlDbColumn>().Select(Form)])
{
    private const int DecimalDigits = 28;
    private const int WideDigits = 38;

    private static ExactForm<MySqlDataReader> Form(MySqlDbColumn column) => column.ProviderType switch
    {
        // What BOOLEAN is a word for.
        MySqlDbType.Byte when column.ColumnSize is 1 => new(typeof(bool), static (reader, i) => reader.GetSByte(i) switch
        {
            0 => false,
            1 => true,
            var other => throw new FormatException($"the TINYINT(1) is {other}, neither true nor false"),
        }),
        MySqlDbType.NewDecimal or MySqlDbType.Decimal when column.NumericPrecision is null or <= DecimalDigits =>
            new(typeof(decimal), static (reader, i) => reader.GetDecimal(i)),
        MySqlDbType.NewDecimal or MySqlDbType.Decimal when column.NumericScale is 0 =>
            new(typeof(BigInteger), static (reader, i) => BigInteger.Parse(TextOf(reader, i), CultureInfo.InvariantCulture)),
        MySqlDbType.NewDecimal or MySqlDbType.Decimal when column.NumericPrecision <= WideDigits =>
            new(typeof(SqlDecimal), static (reader, i) => SqlDecimal.Parse(TextOf(reader, i))),
        MySqlDbType.NewDecimal or MySqlDbType.Decimal => new(typeof(string), TextOf),
        MySqlDbType.Date or MySqlDbType.Newdate => new(typeof(DateOnly), static (reader, i) => DateOnly.FromDateTime(TimeOf(reader, i))),
        MySqlDbType.DateTime => new(typeof(DateTime), static (reader, i) => TimeOf(reader, i)),
        MySqlDbType.Timestamp => new(typeof(DateTimeOffset), static (reader, i) => new DateTimeOffset(TimeOf(reader, i), TimeSpan.Zero)),
        _ => new(column.DataType ?? typeof(object), static (reader, i) => reader.GetValue(i)),
    };

    private static string TextOf(MySqlDataReader reader, int column) => reader.GetMySqlDecimal(column).ToString();

    private static DateTime TimeOf(MySqlDataReader reader, int column) => reader.GetMySqlDateTime(column) is { IsValidDateTime: true } time
        ? time.GetDateTime()
        : throw new FormatException("a date of zeros is no day");
}
