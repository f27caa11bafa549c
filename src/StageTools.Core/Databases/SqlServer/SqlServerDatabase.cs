using System.Net.Sockets;
using Microsoft.Data.SqlClient;

namespace StageTools.Databases.SqlServer;

/// <summary>A database of SQL Server, by a connection that is opened and closed here.</summary>
internal sealed class SqlServerDatabase(SqlConnection connection, SqlConnectionStringBuilder settings)
    : AdoDatabase(connection, owned: true, $"'{settings.InitialCatalog}' on {settings.DataSource}")
{
    // The severity of errors that end a connection.
    private const int ConnectionFault = 20;

    private const int DecimalDigits = 28;

    /// <summary>Opens a database.</summary>
    /// <exception cref="StageException"><c>DatabaseInvalid</c>, <c>OptionInvalid</c>; nothing of the connection string is in them.</exception>
    public static async Task<Database> OpenAsync(string connectionString, CancellationToken cancellationToken)
    {
        // The client's native networking is not carried, and its managed one serves every platform.
        AppContext.SetSwitch("Switch.Microsoft.Data.SqlClient.UseManagedNetworkingOnWindows", isEnabled: true);
        var settings = SqlServerSettings.Read(connectionString);
        var connection = new SqlConnection(settings.ConnectionString);
        await OpenAsync(
            connection, () => connection.OpenAsync(cancellationToken), (settings.InitialCatalog, settings.DataSource), Reason, cancellationToken)
            .ConfigureAwait(false);
        return new SqlServerDatabase(connection, settings);
    }

    internal override DatabaseLoad NewLoad() => new SqlServerLoad(connection, DisplayName, QuoteName);

    private protected override string QuotePart(string part) => $"[{part.Replace("]", "]]", StringComparison.Ordinal)}]";

    private protected override IReadOnlyList<ExactForm> FormsOf(DbDataReader reader) =>
        [.. reader.GetColumnSchema().Select(column => FormOf((SqlDataReader)reader, column))];

    // There is no transaction for reading alone: what a query changes goes with this one, which nobody commits.
    private protected override async Task<DbTransaction> BeginReadingAsync(CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);

    // In words without its settings.
    private static string Reason(Exception error) => error switch
    {
        SqlException { Number: 18456 } => "the login failed; check the user and the password",
        SqlException { Number: 4060 } => "there is no such database, or the login may not use it",
        _ when DatabaseErrors.Cause<AuthenticationException>(error) is { } refused =>
            $"the server's certificate is refused ({refused.Message.TrimEnd('.')}); have this machine trust the authority that signed it",
        SqlException { Class: >= ConnectionFault } or SocketException or IOException or TimeoutException or InvalidOperationException =>
            "no SQL Server answers there; check that it runs, and its address and port",
        SqlException refused => refused.Errors[0].Message.ReplaceLineEndings(" ").TrimEnd('.'),
        _ => "the connection string does not suit it",
    };

    private static ExactForm FormOf(SqlDataReader reader, DbColumn column) => column.DataTypeName switch
    {
        "decimal" or "numeric" when column.NumericPrecision is null or > DecimalDigits =>
            new(typeof(SqlDecimal), i => reader.GetSqlDecimal(i)),
        "date" => new(typeof(DateOnly), i => DateOnly.FromDateTime(reader.GetDateTime(i))),
        "time" => new(typeof(TimeOnly), i => TimeOnly.FromTimeSpan(reader.GetTimeSpan(i))),
        // A geometry, a place in a tree: .NET types of a library that is not here, as their bytes.
        _ when column.UdtAssemblyQualifiedName is not null => new(typeof(byte[]), i => reader.GetSqlBytes(i).Value),
        _ => new(column.DataType ?? typeof(object), i => reader.GetValue(i)),
    };
}
