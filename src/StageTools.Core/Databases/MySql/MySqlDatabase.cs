using System.Net.Sockets;
using MySqlConnector;

namespace StageTools.Databases.MySql;

/// <summary>A database of MySQL, MariaDB or what speaks their protocol, by a connection that is opened and closed here.</summary>
internal sealed partial class MySqlDatabase(MySqlConnection connection, MySqlConnectionStringBuilder settings)
    : AdoDatabase(connection, owned: true, $"'{settings.Database}' on {settings.Server}")
{
    private const int DecimalDigits = 28;
    private const int WideDigits = 38;

    /// <summary>Opens a database.</summary>
    /// <exception cref="StageException"><c>DatabaseInvalid</c>, <c>OptionInvalid</c>; nothing of the connection string is in them.</exception>
    public static async Task<Database> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        var settings = MySqlSettings.Read(connectionString);
        var connection = new MySqlConnection(settings.ConnectionString);
        await ConnectAsync(connection, settings, cancellationToken).ConfigureAwait(false);
        return new MySqlDatabase(connection, settings);
    }

    internal override DatabaseLoad NewLoad() => new MySqlLoad(connection, settings, DisplayName, QuoteName);

    /// <summary>Opens a connection, or closes it for good. Moments are UTC's on it, and who reads slowly is not cut off.</summary>
    internal static Task ConnectAsync(MySqlConnection connection, MySqlConnectionStringBuilder settings, CancellationToken cancellationToken)
    {
        return OpenAsync(connection, BeginAsync, (settings.Database, settings.Server), Reason, cancellationToken);

        async Task BeginAsync()
        {
            const string session = "SET SESSION time_zone = '+00:00', net_write_timeout = 3600, net_read_timeout = 3600";
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await RunAsync(connection, session, cancellationToken, isShort: true).ConfigureAwait(false);
        }
    }

    private protected override string QuotePart(string part) => $"`{part.Replace("`", "``", StringComparison.Ordinal)}`";

    // Only the binary protocol has every digit of a FLOAT, and it takes one statement. There the client takes variables for parameters, but not those
    // in what it holds for a comment and the server reads. Whether a backslash escapes, the server alone knows.
    private protected override Task PrepareAsync(DbCommand command, CancellationToken cancellationToken)
    {
        if (!command.CommandText.Contains('\\', StringComparison.Ordinal))
        {
            command.CommandText = Variables().Replace(
                command.CommandText, static word => word.Groups["name"].Success ? $"/*!{word.Value}*/" : word.Value);
        }

        return command.PrepareAsync(cancellationToken);
    }

    // Each value exact: what no .NET type holds is refused, as a day 0000-00-00.
    private protected override IReadOnlyList<ExactForm> FormsOf(DbDataReader reader) =>
        [.. reader.GetColumnSchema().Cast<MySqlDbColumn>().Select(column => FormOf((MySqlDataReader)reader, column))];

    // A definition would end the transaction first, and be run for writing behind it: so the session's are for reading, each.
    private protected override async Task<DbTransaction> BeginReadingAsync(CancellationToken cancellationToken)
    {
        await RunAsync(connection, "SET SESSION TRANSACTION READ ONLY", cancellationToken, isShort: true).ConfigureAwait(false);
        return await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, isReadOnly: true, cancellationToken).ConfigureAwait(false);
    }

    // In words without its settings.
    private static string Reason(Exception error) => error switch
    {
        _ when DatabaseErrors.Cause<AuthenticationException>(error) is { } refused =>
            $"the server's certificate is refused ({refused.Message.TrimEnd('.')}); name the authority that signed it with ssl-ca",
        MySqlException { ErrorCode: MySqlErrorCode.UnableToConnectToHost } or SocketException =>
            $"{(DatabaseErrors.Cause<SocketException>(error) ?? error).Message.TrimEnd('.')}; check that the server runs, and its address and port",
        MySqlException { Number: > 0, SqlState: { Length: > 0 } state } refused => $"{refused.Message.TrimEnd('.')} ({state})",
        MySqlException or TimeoutException or IOException => error.Message.TrimEnd('.'),
        _ => "the connection string does not suit it",
    };

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

    // Among texts, names in quotes and comments, which stay.
    [GeneratedRegex(
        """'[^']*'|"[^"]*"|`[^`]*`|/\*.*?\*/|--(?=\s|\z)[^\n]*|#[^\n]*|@@|@(?<name>[\w.$]+|'[^']*'|"[^"]*"|`[^`]*`)""",
        RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        Timeout.Infinite)]
    private static partial Regex Variables();
}
