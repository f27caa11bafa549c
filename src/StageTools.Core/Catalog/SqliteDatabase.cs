using Microsoft.Data.Sqlite;
using StageTools.Stages;

namespace StageTools.Catalog;

/// <summary>The catalog's SQLite file: opened on first use, in WAL mode, brought to the current schema, retried while others hold its lock.</summary>
internal sealed class SqliteDatabase(CatalogHome home, TimeSpan lockTimeout) : IDisposable
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int IoError = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    private readonly SemaphoreSlim _opening = new(1);
    private string? _connectionString;
    private bool _readOnly;

    /// <summary>Runs work that only reads. Where no catalog was ever written, an empty one is made.</summary>
    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken) =>
        RetryAsync(work, cancellationToken);

    /// <summary>Runs work in one write transaction; it is all done, or nothing is.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken) =>
        RetryAsync(
            connection =>
            {
                if (_readOnly)
                {
                    throw ReadOnlyCatalog();
                }

                // BEGIN IMMEDIATE: a reader that turns writer half way could never be retried.
                using var transaction = connection.BeginTransaction(deferred: false);
                var result = work(connection);
                transaction.Commit();
                return result;
            },
            cancellationToken);

    public void Dispose()
    {
        _opening.Dispose();
        if (_connectionString is { } opened)
        {
            using var connection = new SqliteConnection(opened);
            SqliteConnection.ClearPool(connection);
        }
    }

    private async Task<T> RetryAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancellationToken)
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

                using var connection = Connect(_connectionString!);
                return work(connection);
            }
            catch (SqliteException e) when (e.SqliteErrorCode is Busy or Locked)
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
            catch (SqliteException e)
            {
                throw Explain(e);
            }
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
            var file = home.CatalogFile;
            var isNew = !File.Exists(file);
            if (!isNew && TryOpen(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite }, readOnly: false))
            {
                return;
            }

            if (isNew)
            {
                TryOpen(new SqliteConnectionStringBuilder { DataSource = file }, readOnly: false, rethrow: true);
                return;
            }

            // A file or folder that cannot be written: read it, and where WAL's shared memory cannot be made, read it as it lies.
            if (!TryOpen(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly }, readOnly: true))
            {
                TryOpen(new SqliteConnectionStringBuilder { DataSource = $"{new Uri(file).AbsoluteUri}?immutable=1", Mode = SqliteOpenMode.ReadOnly }, readOnly: true, rethrow: true);
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    private bool TryOpen(SqliteConnectionStringBuilder builder, bool readOnly, bool rethrow = false)
    {
        builder.DefaultTimeout = 1;
        builder.ForeignKeys = true;
        var text = builder.ToString();
        try
        {
            using var connection = Connect(text);
            SqliteSchema.Prepare(connection, home.CatalogFile, readOnly);
            (_connectionString, _readOnly) = (text, readOnly);
            return true;
        }
        catch (Exception e)
        {
            // What was refused must not stay open in the pool: somebody may want to move the file away.
            using var refused = new SqliteConnection(text);
            SqliteConnection.ClearPool(refused);
            if (!rethrow && e is SqliteException { SqliteErrorCode: ReadOnly or CannotOpen })
            {
                return false;
            }

            throw;
        }
    }

    private static SqliteConnection Connect(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
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

    private Exception Explain(SqliteException e) => e.SqliteErrorCode switch
    {
        ReadOnly => ReadOnlyCatalog(e),
        Corrupt or NotADatabase => new StageException(
            StageErrorCode.CatalogCorrupt,
            $"'{home.CatalogFile}' is not a catalog of StageTools or is damaged; put a sound copy in its place, or move it away to begin with an empty catalog.",
            home.CatalogFile,
            e),
        Full => new StageException(
            StageErrorCode.StoreFull, $"No space is left for the catalog '{home.CatalogFile}'; nothing was changed.", home.CatalogFile, e),
        CannotOpen or IoError => new StageException(
            StageErrorCode.CatalogUnavailable,
            $"The catalog '{home.CatalogFile}' cannot be opened or read; check the folder, its permissions and its disk.",
            home.CatalogFile,
            e),
        _ => e,
    };
}
