using System.Data.SQLite;

namespace StageTools.Catalog.Sqlite;

/// <summary>The catalog's SQLite file: opened on first use, in WAL mode, brought to the current schema, retried while others hold its lock.</summary>
internal sealed class SqliteDatabase(MachineHome home, string file, TimeSpan lockTimeout) : IDisposable
{
    /// <summary>How long SQLite itself waits for a lock, in milliseconds; then it is asked whether to go on waiting.</summary>
    private const int LockWait = 1000;

    /// <summary>The files of a database (https://www.sqlite.org/tempfiles.html).</summary>
    private static readonly string[] FileSuffixes = ["", "-wal", "-shm", "-journal"];

    private readonly SemaphoreSlim _opening = new(1);
    private readonly IdleConnections _idle = new();
    private string? _connectionString;
    private string? _first;
    private bool _readOnly;
    private volatile bool _isFull;

    static SqliteDatabase()
    {
        // The library looks through every assembly of the process for functions to register, unless this tells it not to: a tenth of a cold start.
        const string setting = "No_SQLiteFunctions";
        var before = Environment.GetEnvironmentVariable(setting);
        Environment.SetEnvironmentVariable(setting, "1");
        RuntimeHelpers.RunClassConstructor(typeof(SQLiteFunction).TypeHandle);
        Environment.SetEnvironmentVariable(setting, before);
    }

    /// <summary>Runs work that only reads. Where no catalog was ever written, an empty one is made.</summary>
    public Task<T> ReadAsync<T>(Func<SQLiteConnection, T> work, CancellationToken cancellationToken) => RetryAsync(work, cancellationToken);

    /// <summary>Runs work in one write transaction; it is all done, or nothing is.</summary>
    public Task<T> WriteAsync<T>(Func<SQLiteConnection, T> work, CancellationToken cancellationToken) =>
        RetryAsync(
            connection =>
            {
                if (_readOnly)
                    throw _isFull ? SqliteErrors.Full(file) : SqliteErrors.ReadOnly(file);

                // BEGIN IMMEDIATE: a reader that turns writer half way could never be retried.
                using var transaction = connection.BeginTransaction(IsolationLevel.Serializable);
                var result = work(connection);
                transaction.Commit();
                return result;
            },
            cancellationToken);

    /// <summary>Gives room that nothing lies in back to the disk, where it is much. Others have their turn meanwhile.</summary>
    public async Task TrimAsync(CancellationToken cancellationToken)
    {
        while (await RetryAsync(connection => SqlitePages.TryTrim(connection, cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            // Some pages at a time.
        }
    }

    public void Dispose()
    {
        _idle.Dispose();
        _opening.Dispose();
    }

    private async Task<T> RetryAsync<T>(Func<SQLiteConnection, T> work, CancellationToken cancellationToken)
    {
        var timeout = new LockTimeout(file, lockTimeout);
        for (var attempt = 0; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return Run(work, await OpenAsync(cancellationToken).ConfigureAwait(false));
            }
            catch (SQLiteException e) when (SqliteErrors.Primary(e) is SQLiteErrorCode.Busy or SQLiteErrorCode.Locked)
            {
                if (timeout.IsOver())
                {
                    throw StageErrorCode.CatalogBusy.Error(
                        $"The catalog '{file}' stayed locked by another process for {lockTimeout.TotalSeconds:0} seconds in which "
                            + "nothing was written; try again when it has finished.",
                        file, e);
                }

                await Task.Delay(Random.Shared.Next(1, Math.Min(100, 2 << Math.Min(attempt, 6))), cancellationToken).ConfigureAwait(false);
            }
            catch (SQLiteException e)
            {
                throw SqliteErrors.Explain(e, file);
            }
        }
    }

    private T Run<T>(Func<SQLiteConnection, T> work, string connectionString)
    {
        var connection = _idle.TryTake() ?? Connect(connectionString);
        try
        {
            var result = work(connection);
            Keep(connection);
            return result;
        }
        catch (SQLiteException e) when (connection.AutoCommit && SqliteErrors.Primary(e) is SQLiteErrorCode.Busy or SQLiteErrorCode.Locked)
        {
            // It never got so far as to begin, and is tried again at once.
            Keep(connection);
            throw;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Keep(SQLiteConnection connection)
    {
        // One that can only read may take no locks, and would never see what changes.
        if (_readOnly)
            connection.Dispose();
        else
            _idle.Keep(connection);
    }

    /// <summary>How to connect to the file, which is made where it is missing: somebody may have taken it away since.</summary>
    private async Task<string> OpenAsync(CancellationToken cancellationToken)
    {
        if (_connectionString is { } opened && !_isFull && File.Exists(file))
            return opened;

        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_connectionString is { } ready && !_isFull && File.Exists(file))
                return ready;

            _idle.Close();
            home.Create();
            RequireOwnFiles();
            _isFull = false;
            _connectionString = File.Exists(file)
                ? OpenThere()
                : Open("mode=rwc", readOnly: false).Replace("mode=rwc", "mode=rw", StringComparison.Ordinal);
            RequireOwnFiles();
            return _connectionString;
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Nothing that another user put there is read; nor what he may have put there in the moment in which the catalog was made.</summary>
    private void RequireOwnFiles()
    {
        foreach (var suffix in FileSuffixes)
            _ = home.Own(file + suffix);
    }

    /// <summary>Opens a file that is there: one that cannot be written is read, and where WAL's shared memory cannot be made, read as it
    /// lies.</summary>
    private string OpenThere()
    {
        try
        {
            return TryOpen("mode=rw", readOnly: false) ?? TryOpen("mode=ro", readOnly: true) ?? Open("mode=ro&immutable=1", readOnly: true);
        }
        catch (SQLiteException e) when (SqliteErrors.IsFull(e))
        {
            // Whoever has the file to himself needs no shared memory (https://www.sqlite.org/wal.html#noshm). Each time anew: there may be room by
            // then.
            _isFull = true;
            return Open("mode=rw", readOnly: true);
        }
    }

    /// <summary>Opens the file with these parameters of SQLite's URIs (https://www.sqlite.org/uri.html); how to do it again.</summary>
    private string Open(string parameters, bool readOnly)
    {
        var text = new SQLiteConnectionStringBuilder
        {
            FullUri = $"{SqliteUri.Of(file)}?{parameters}",
            BusyTimeout = LockWait,
            DefaultTimeout = LockWait / 1000,
            ForeignKeys = true,
        }.ToString();
        _first = null;
        var connection = Connect(text).Into(opened =>
        {
            _first = SqliteSchema.Prepare(opened, file, readOnly);
            return opened;
        });
        _readOnly = readOnly;
        Keep(connection);
        return text;
    }

    /// <summary>The same; null where it cannot be opened so.</summary>
    private string? TryOpen(string parameters, bool readOnly)
    {
        try
        {
            return Open(parameters, readOnly);
        }
        catch (SQLiteException e) when (SqliteErrors.Primary(e) is SQLiteErrorCode.ReadOnly or SQLiteErrorCode.CantOpen)
        {
            return null;
        }
    }

    private SQLiteConnection Connect(string connectionString) => new SQLiteConnection(connectionString).Into(connection =>
    {
        connection.Open();
        connection.SetExtendedResultCodes(true);
        if (_isFull)
            connection.Execute("PRAGMA locking_mode = EXCLUSIVE");

        if (_first is { } first && !SqliteSchema.IsCurrent(connection))
            connection.Execute(first);

        return connection;
    });
}
