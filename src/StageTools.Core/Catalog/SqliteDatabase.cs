using System.Collections.Concurrent;
using System.Data;
using System.Data.SQLite;
using StageTools.Databases;
using StageTools.Stages;

namespace StageTools.Catalog;

/// <summary>The catalog's SQLite file: opened on first use, in WAL mode, brought to the current schema, retried while others hold its lock.</summary>
internal sealed class SqliteDatabase(CatalogHome home, TimeSpan lockTimeout) : IDisposable
{
    /// <summary>How long SQLite itself waits for a lock, in milliseconds; then it is asked whether to go on waiting.</summary>
    private const int LockWait = 1000;

    private readonly SemaphoreSlim _opening = new(1);

    // Kept open between two pieces of work. The library's own pool drops them with the next garbage collection, and on a full disk a WAL file cannot be opened anew.
    private readonly ConcurrentBag<SQLiteConnection> _idle = [];
    private string? _connectionString;
    private bool _readOnly;

    /// <summary>Runs work that only reads. Where no catalog was ever written, an empty one is made.</summary>
    public Task<T> ReadAsync<T>(Func<SQLiteConnection, T> work, CancellationToken cancellationToken) =>
        RetryAsync(work, cancellationToken);

    /// <summary>Runs work in one write transaction; it is all done, or nothing is.</summary>
    public Task<T> WriteAsync<T>(Func<SQLiteConnection, T> work, CancellationToken cancellationToken) =>
        RetryAsync(
            connection =>
            {
                if (_readOnly)
                {
                    throw ReadOnlyCatalog();
                }

                // BEGIN IMMEDIATE: a reader that turns writer half way could never be retried.
                using var transaction = connection.BeginTransaction(IsolationLevel.Serializable);
                var result = work(connection);
                transaction.Commit();
                return result;
            },
            cancellationToken);

    public void Dispose()
    {
        _opening.Dispose();
        while (_idle.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }

    private async Task<T> RetryAsync<T>(Func<SQLiteConnection, T> work, CancellationToken cancellationToken)
    {
        var deadline = DateTime.UtcNow + lockTimeout;
        for (var attempt = 0; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (_connectionString is null)
                {
                    await OpenAsync(cancellationToken).ConfigureAwait(false);
                }

                return Run(work);
            }
            catch (SQLiteException e) when (Primary(e) is SQLiteErrorCode.Busy or SQLiteErrorCode.Locked)
            {
                if (DateTime.UtcNow > deadline)
                {
                    throw new StageException(
                        StageErrorCode.CatalogBusy,
                        $"The catalog '{home.CatalogFile}' stayed locked by another process for {lockTimeout.TotalSeconds:0} seconds; try again when it has finished.",
                        home.CatalogFile,
                        e);
                }

                await Task.Delay(Random.Shared.Next(1, Math.Min(100, 2 << Math.Min(attempt, 6))), cancellationToken).ConfigureAwait(false);
            }
            catch (SQLiteException e)
            {
                throw Explain(e);
            }
        }
    }

    private T Run<T>(Func<SQLiteConnection, T> work)
    {
        var connection = _idle.TryTake(out var idle) ? idle : Connect(_connectionString!);
        try
        {
            var result = work(connection);
            _idle.Add(connection);
            return result;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_connectionString is not null)
            {
                return;
            }

            home.Create();
            var isNew = !File.Exists(home.CatalogFile);
            if (TryOpen(isNew ? "mode=rwc" : "mode=rw", readOnly: false, rethrow: isNew))
            {
                return;
            }

            // A file or folder that cannot be written: read it, and where WAL's shared memory cannot be made, read it as it lies.
            if (!TryOpen("mode=ro", readOnly: true))
            {
                TryOpen("mode=ro&immutable=1", readOnly: true, rethrow: true);
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Opens the file with these parameters of SQLite's URIs (https://www.sqlite.org/uri.html).</summary>
    private bool TryOpen(string parameters, bool readOnly, bool rethrow = false)
    {
        var text = new SQLiteConnectionStringBuilder
        {
            FullUri = $"{SqliteUri.Of(home.CatalogFile)}?{parameters}",
            BusyTimeout = LockWait,
            DefaultTimeout = LockWait / 1000,
            ForeignKeys = true,
        }.ToString();
        try
        {
            using var connection = Connect(text);
            SqliteSchema.Prepare(connection, home.CatalogFile, readOnly);
            (_connectionString, _readOnly) = (text, readOnly);
            return true;
        }
        catch (SQLiteException e) when (!rethrow && Primary(e) is SQLiteErrorCode.ReadOnly or SQLiteErrorCode.CantOpen)
        {
            return false;
        }
    }

    private static SQLiteConnection Connect(string connectionString)
    {
        var connection = new SQLiteConnection(connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private StageException ReadOnlyCatalog(Exception? inner = null) => new(
        StageErrorCode.CatalogReadOnly,
        $"The catalog '{home.CatalogFile}' can only be read by this user; make the file and its folder writable, or set {CatalogHome.Variable} to another folder.",
        home.CatalogFile,
        inner);

    // The rest of a code tells more of what it means.
    private static SQLiteErrorCode Primary(SQLiteException e) => (SQLiteErrorCode)((int)e.ResultCode & 0xFF);

    private Exception Explain(SQLiteException e) => Primary(e) switch
    {
        SQLiteErrorCode.ReadOnly => ReadOnlyCatalog(e),
        SQLiteErrorCode.Corrupt or SQLiteErrorCode.NotADb => new StageException(
            StageErrorCode.CatalogCorrupt,
            $"'{home.CatalogFile}' is not a catalog of StageTools or is damaged; put a sound copy in its place, or move it away to begin with an empty catalog.",
            home.CatalogFile,
            e),
        SQLiteErrorCode.Full => new StageException(
            StageErrorCode.StoreFull, $"No space is left for the catalog '{home.CatalogFile}'; nothing was changed.", home.CatalogFile, e),
        SQLiteErrorCode.CantOpen or SQLiteErrorCode.IoErr => new StageException(
            StageErrorCode.CatalogUnavailable,
            $"The catalog '{home.CatalogFile}' cannot be opened or read; check the folder, its permissions and its disk.",
            home.CatalogFile,
            e),
        _ => e,
    };
}
