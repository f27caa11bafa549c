using System.Net.Sockets;

namespace StageTools.Databases.Ado;

/// <summary>A database behind an open ADO.NET connection.</summary>
internal class AdoDatabase : Database
{
    private readonly DbConnection _connection;
    private readonly bool _owned;
    private readonly DbCommandBuilder? _builder;

    public AdoDatabase(DbConnection connection, bool owned = false, string? name = null)
    {
        (_connection, _owned) = (connection, owned);
        DisplayName = name ?? $"of this {connection.GetType().Name}";
        // SQLite's own builder says brackets, which cannot hold every name.
        _builder = AdoDialect.Of(connection).IsSqlite ? null : DbProviderFactories.GetFactory(connection)?.CreateCommandBuilder();
    }

    public override string DisplayName { get; }

    /// <summary>The connection.</summary>
    public DbConnection Connection => _connection;

    internal override DatabaseLoad NewLoad() => new AdoLoad(_connection, DisplayName, QuoteName);

    public override async Task<RowSource> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        var command = _connection.CreateCommand();
        DbTransaction? transaction = null;
        DbDataReader? reader = null;
        try
        {
            if (_owned)
            {
                transaction = await BeginReadingAsync(cancellationToken).ConfigureAwait(false);
                command.Transaction = transaction;
            }

            command.CommandText = sql;
            command.CommandTimeout = 0;
            await PrepareAsync(command, cancellationToken).ConfigureAwait(false);
            reader = await command.ExecuteReaderAsync(CommandBehavior.Default, cancellationToken).ConfigureAwait(false);
            return reader.FieldCount == 0 ? throw DatabaseErrors.NoRows(DisplayName)
                : new AdoRows(DisplayName, command, reader, transaction, FormsOf(reader));
        }
        catch (Exception e)
        {
            await AdoRows.CloseAsync(reader, command, transaction).ConfigureAwait(false);
            throw Explain(e, DisplayName, cancellationToken);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _builder?.Dispose();
        if (_owned)
            await _connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The engine's error for one of the provider's; each provider has types of its own, so none but cancellation is told apart.</summary>
    internal static Exception Explain(Exception error, string database, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return new OperationCanceledException(error.Message, error, cancellationToken);

        return error switch
        {
            StageException or OperationCanceledException => error,
            IOException or SocketException or DbException { InnerException: IOException or SocketException } =>
                DatabaseErrors.Refused(database, $"the connection was lost ({error.Message.TrimEnd('.')}); check that the server runs", error),
            _ => DatabaseErrors.Refused(database, error.Message, error),
        };
    }

    /// <summary>Runs a statement without parameters, however long it takes; what it gives first.</summary>
    internal static Task<object?> RunAsync(DbConnection connection, string sql, CancellationToken cancellationToken) =>
        RunAsync(connection, sql, transaction: null, timeout: 0, cancellationToken);

    /// <summary>Runs a statement that is soon over: the client gives up on a server that does not answer.</summary>
    private protected static Task SetAsync(
        DbConnection connection, string sql, CancellationToken cancellationToken, DbTransaction? transaction = null) =>
        RunAsync(connection, sql, transaction, timeout: null, cancellationToken);

    private static async Task<object?> RunAsync(
        DbConnection connection, string sql, DbTransaction? transaction, int? timeout, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            (command.CommandText, command.Transaction, command.CommandTimeout) = (sql, transaction, timeout ?? command.CommandTimeout);
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Opens a connection of its own; why it cannot be is told in words that hold none of its settings.</summary>
    /// <param name="connection">What is disposed of then.</param>
    /// <param name="open">Opens it.</param>
    /// <param name="place">The database and its server.</param>
    /// <param name="reason">Says why.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private protected static async Task OpenAsync(
        DbConnection connection,
        Func<Task> open,
        (string Database, string Server) place,
        Func<Exception, string> reason,
        CancellationToken cancellationToken)
    {
        try
        {
            await open().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            if (cancellationToken.IsCancellationRequested)
                throw new OperationCanceledException(e.Message, e, cancellationToken);

            throw e is not (DbException or SocketException or TimeoutException or AuthenticationException or InvalidOperationException
                or NotSupportedException or ArgumentException or IOException)
                ? e
                : StageErrorCode.DatabaseInvalid.Error(
                    $"The database '{place.Database}' on {place.Server} cannot be opened: {reason(e)}.", place.Server);
        }
    }

    private protected override string QuotePart(string part)
    {
        // A provider that knows no quotes of its own takes ANSI's.
        var (open, close) = (_builder?.QuotePrefix, _builder?.QuoteSuffix);
        return string.IsNullOrWhiteSpace(open) || string.IsNullOrWhiteSpace(close)
            ? base.QuotePart(part)
            : open + part.Replace(close, close + close, StringComparison.Ordinal) + close;
    }

    /// <summary>What is done to a query before it is run.</summary>
    private protected virtual Task PrepareAsync(DbCommand command, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>How each column of a query is read exactly; null for the client's own values.</summary>
    private protected virtual IReadOnlyList<ExactForm>? FormsOf(DbDataReader reader) => null;

    /// <summary>Begins the transaction that a query is run in, which nothing comes of.</summary>
    private protected virtual async Task<DbTransaction> BeginReadingAsync(CancellationToken cancellationToken)
    {
        var transaction = await _connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        await SetAsync(_connection, "SET TRANSACTION READ ONLY", cancellationToken, transaction).ConfigureAwait(false);
        return transaction;
    }
}
