using System.Net.Sockets;
using Npgsql;

namespace StageTools.Catalog.Postgres;

/// <summary>The database of a team's catalog: one pool of connections, opened when it is first asked something.</summary>
/// <remarks>
/// Whatever is done is one batch, which the server does whole or not at all, or can be done again: so what a lost connection left open is done once
/// more on a new one, and a server that was started again is no error for the next command.
/// </remarks>
internal sealed class TeamDatabase(Func<NpgsqlConnectionStringBuilder> settings) : IDisposable
{
    /// <summary>What a command waits for the locks of others.</summary>
    private static readonly TimeSpan CommandTime = TimeSpan.FromSeconds(30);

    /// <summary>How long a server may be away that was there before, or has no connection left.</summary>
    private static readonly TimeSpan AwayTime = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private NpgsqlDataSource? _source;
    private volatile bool _wasThere;

    /// <summary>Whether the server answered, and was not lost since: asking it now most likely waits for no connection.</summary>
    public bool IsConnected => _wasThere;

    /// <summary>What the database's errors mean.</summary>
    public TeamErrors Errors => field ??= new TeamErrors(Prepared());

    /// <summary>Runs work that can be run again.</summary>
    public async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        var lost = false;
        for (var attempt = 0; ; attempt++)
        {
            var connection = await OpenAsync(cancellationToken).ConfigureAwait(false);
            await using var closing = connection.ConfigureAwait(false);
            try
            {
                return await work(connection).ConfigureAwait(false);
            }
            catch (Exception e) when (TeamErrors.IsLost(e) && !lost)
            {
                // Of a server that was started again every waiting connection is lost.
                lost = true;
                _source?.Clear();
            }
            catch (PostgresException e) when (TeamErrors.IsConflict(e) && attempt < 10)
            {
                await Task.Delay(Random.Shared.Next(1, 2 << attempt), cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException e) when (TeamErrors.IsUnknown(e))
            {
                // Somebody may have upgraded the catalog since the connection was opened.
                await RequireSchemaAsync(connection).ConfigureAwait(false);
                throw;
            }
            catch (Exception e) when (Errors.Explain(e) is not null)
            {
                _wasThere &= !TeamErrors.IsLost(e);
                throw Errors.Explain(e)!;
            }
        }
    }

    /// <summary>Runs one batch, whole or not at all; how many rows its commands changed.</summary>
    public Task<int> ExecuteAsync(CancellationToken cancellationToken, params IReadOnlyList<TeamCommand> commands) =>
        RunAsync(connection => connection.ExecuteAsync(cancellationToken, commands), cancellationToken);

    /// <summary>Runs one batch: how many rows it changed, and how often it was tried: of a lost connection nobody knows what it did.</summary>
    public async Task<(int Rows, int Attempts)> CountAsync(CancellationToken cancellationToken, params IReadOnlyList<TeamCommand> commands)
    {
        var attempts = 0;
        var rows = await RunAsync(
            connection =>
            {
                attempts++;
                return connection.ExecuteAsync(cancellationToken, commands);
            },
            cancellationToken).ConfigureAwait(false);
        return (rows, attempts);
    }

    /// <summary>Runs one batch and reads the rows of its commands.</summary>
    public Task<List<T>> ReadAsync<T>(
        Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params IReadOnlyList<TeamCommand> commands) =>
        RunAsync(connection => connection.ReadAsync(read, cancellationToken, commands), cancellationToken);

    /// <summary>Runs one batch and reads the first column of the rows of its commands.</summary>
    public Task<List<T>> ReadAsync<T>(CancellationToken cancellationToken, params IReadOnlyList<TeamCommand> commands) =>
        RunAsync(connection => connection.ReadAsync<T>(cancellationToken, commands), cancellationToken);

    /// <summary>A connection of its own to a database that may hold no catalog yet; its owner closes it.</summary>
    public async Task<NpgsqlConnection> OpenBareAsync(CancellationToken cancellationToken)
    {
        var source = Builder(pooling: false).Build();
        await using var closing = source.ConfigureAwait(false);
        try
        {
            return await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (Errors.ExplainOpening(e) is not null)
        {
            throw Errors.ExplainOpening(e)!;
        }
    }

    /// <summary>Forgets the connections that wait: what they know of the catalog's version is over.</summary>
    public void Forget() => _source?.Clear();

    public void Dispose() => _source?.Dispose();

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var started = Environment.TickCount64;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var connection = await Source().OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                _wasThere = true;
                return connection;
            }
            catch (Exception e) when (MayComeBack(e) && Environment.TickCount64 - started < AwayTime.TotalMilliseconds)
            {
                await Task.Delay(Random.Shared.Next(20, Math.Min(1000, 50 << Math.Min(attempt, 5))), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (Errors.ExplainOpening(e) is not null)
            {
                _wasThere = false;
                Reset();
                throw Errors.ExplainOpening(e)!;
            }
        }
    }

    private bool MayComeBack(Exception error) => TeamErrors.IsFull(error)
        || (_wasThere && (TeamErrors.IsLost(error) || error is NpgsqlException { InnerException: SocketException }));

    private Task RequireSchemaAsync(NpgsqlConnection connection) => new TeamSchema(connection, Errors, CancellationToken.None).RequireAsync();

    private NpgsqlDataSource Source()
    {
        lock (_gate)
            return _source ??= New();
    }

    /// <summary>Credentials may be others by the next time.</summary>
    private void Reset()
    {
        lock (_gate)
        {
            _source?.Dispose();
            _source = null;
        }
    }

    private NpgsqlDataSource New()
    {
        var builder = Builder(pooling: true);
        builder.UsePhysicalConnectionInitializer(
            connection => Blocking.Wait(RequireSchemaAsync(connection)), RequireSchemaAsync);
        return builder.Build();
    }

    // What a catalog wants of Npgsql, and no more: the native client carries it.
    private NpgsqlSlimDataSourceBuilder Builder(bool pooling)
    {
        var prepared = Prepared();
        prepared.Pooling = pooling;
        var builder = new NpgsqlSlimDataSourceBuilder(prepared.ConnectionString);
        builder.EnableTransportSecurity();
        builder.EnableIntegratedSecurity();
        builder.EnableArrays();
        return builder;
    }

    private NpgsqlConnectionStringBuilder Prepared()
    {
        PostgresDatabase.Prepare();
        var prepared = settings();
        if (!prepared.ShouldSerialize("Command Timeout"))
            prepared.CommandTimeout = (int)CommandTime.TotalSeconds;

        // What others put into the schema public, or among temporary tables, is nothing that is run or read here.
        prepared.SearchPath = "pg_catalog, pg_temp";
        prepared.MaxPoolSize = 16;
        prepared.ConnectionIdleLifetime = 60;
        if (!prepared.ShouldSerialize("Application Name"))
            prepared.ApplicationName = "StageTools";

        return prepared;
    }
}
