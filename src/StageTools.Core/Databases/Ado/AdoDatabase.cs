using System.Net.Sockets;

namespace StageTools.Databases.Ado;

/// <summary>A database behind an open ADO.NET connection.</summary>
internal class AdoDatabase(DbConnection connection, bool owned = false, string? name = null) : Database
{
    // SQLite's own builder says brackets, which cannot hold every name.
    private readonly DbCommandBuilder? _builder =
        AdoDialect.Of(connection).IsSqlite ? null : DbProviderFactories.GetFactory(connection)?.CreateCommandBuilder();

    public override string DisplayName { get; } = name ?? $"of this {connection.GetType().Name}";

    /// <summary>The connection.</summary>
    public DbConnection Connection => connection;

    /// <summary>Whether it is opened and closed here.</summary>
    private protected bool IsOwned => owned;

    internal override DatabaseLoad NewLoad() => new AdoLoad(connection, DisplayName, QuoteName);

    public override async Task<RowSource> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        var command = connection.CreateCommand();
        DbTransaction? transaction = null;
        DbDataReader? reader = null;
        try
        {
            if (IsOwned)
            {
                transaction = await BeginReadingAsync(cancellationToken).ConfigureAwait(false);
                command.Transaction = transaction;
            }

            (command.CommandText, command.CommandTimeout) = (sql, 0);
            await PrepareAsync(command, cancellationToken).ConfigureAwait(false);
            reader = await command.ExecuteReaderAsync(CommandBehavior.Default, cancellationToken).ConfigureAwait(false);
            return reader.FieldCount == 0 ? throw DatabaseErrors.NoRows(DisplayName)
                : new AdoRows(DisplayName, command, reader, transaction, FormsOf(reader));
        }
        catch (Exception e)
        {
            await AdoRows.CloseAsync(reader, command, transaction).ConfigureAwait(false);
            throw Explain(e, DisplayName, connection, cancellationToken);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _builder?.Dispose();
        if (IsOwned)
            await connection.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The engine's error for one of the provider's; each provider has types of its own, so none but cancellation is told apart.</summary>
    internal static Exception Explain(Exception error, string database, DbConnection? connection, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return new OperationCanceledException(error.Message, error, cancellationToken);

        return error switch
        {
            StageException or OperationCanceledException => error,
            _ when IsLost(error, connection) =>
                DatabaseErrors.Refused(database, $"the connection was lost ({error.Message.TrimEnd('.')}); check that the server runs", error),
            _ => DatabaseErrors.Refused(database, error.Message, error),
        };
    }

    // A client may tell it in several sentences of its own, one in the other, or in none: then its connection is no longer open.
    private static bool IsLost(Exception? error, DbConnection? connection) => error is IOException or SocketException
        || (error is DbException
            && (connection is { State: ConnectionState.Closed or ConnectionState.Broken } || IsLost(error.InnerException, connection)));

    /// <summary>Runs a statement without parameters; what it gives first.</summary>
    /// <param name="connection">Where it is run.</param>
    /// <param name="sql">The statement.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="transaction">The one that it is run in.</param>
    /// <param name="isShort">Whether it is soon over, and the client gives up on a server that does not answer.</param>
    internal static async Task<object?> RunAsync(
        DbConnection connection, string sql, CancellationToken cancellationToken, DbTransaction? transaction = null, bool isShort = false)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            (command.CommandText, command.Transaction, command.CommandTimeout) = (sql, transaction, isShort ? command.CommandTimeout : 0);
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Does what cannot be done, and need not be, where the connection is gone, the query was stopped half way, or the database has rolled
    /// back by itself.</summary>
    internal static async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or IOException or OperationCanceledException or StageException)
        {
            // Nobody is left whom it concerns.
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
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
        await RunAsync(connection, "SET TRANSACTION READ ONLY", cancellationToken, transaction, isShort: true).ConfigureAwait(false);
        return transaction;
    }
}
