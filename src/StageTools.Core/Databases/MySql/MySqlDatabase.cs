using System.Net.Sockets;
using MySqlConnector;

namespace StageTools.Databases.MySql;

/// <summary>A database of MySQL, MariaDB or what speaks their protocol, by a connection that is opened and closed here.</summary>
internal sealed class MySqlDatabase(MySqlConnection connection, MySqlConnectionStringBuilder settings)
    : AdoDatabase(connection, owned: true, $"'{settings.Database}' on {settings.Server}")
{
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
            await SetAsync(connection, session, cancellationToken).ConfigureAwait(false);
        }
    }

    private protected override string QuotePart(string part) => $"`{part.Replace("`", "``", StringComparison.Ordinal)}`";

    // Only the binary protocol has every digit of a FLOAT, and it takes one statement.
    private protected override Task PrepareAsync(DbCommand command, CancellationToken cancellationToken) => command.PrepareAsync(cancellationToken);

    private protected override IReadOnlyList<ExactForm> FormsOf(DbDataReader reader) => MySqlRows.FormsOf((MySqlDataReader)reader);

    // A definition would end the transaction first, and be run for writing behind it: so the session's are for reading, each.
    private protected override async Task<DbTransaction> BeginReadingAsync(CancellationToken cancellationToken)
    {
        await SetAsync(connection, "SET SESSION TRANSACTION READ ONLY", cancellationToken).ConfigureAwait(false);
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
}
