using StageTools.DuckDb.Native;

namespace StageTools.DuckDb;

/// <summary>A database: a file, or in memory.</summary>
public sealed unsafe class DuckDbDatabase : IDisposable
{
    private readonly OpenDatabase _database;
    private int _isClosed;

    private DuckDbDatabase(OpenDatabase database) => _database = database;

    /// <summary>Opens a database; makes the file where there is none. A file that this process has open already is the same database, with the settings it was opened with.</summary>
    /// <param name="path">The file; null for a database in memory.</param>
    /// <param name="settings">DuckDB's settings by name (<c>memory_limit</c>, <c>threads</c>, <c>access_mode</c> …).</param>
    /// <param name="kept">What the settings need, such as a folder: disposed of when the database is closed, or at once where the file was open already. Not when this fails.</param>
    /// <param name="begin">Runs the first statements of a database that is newly opened, such as those that lock its settings, before anybody else has it.</param>
    /// <exception cref="DuckDbException">A setting is unknown, or the file cannot be opened or is no database.</exception>
    /// <exception cref="DllNotFoundException">The native library is not there: <see cref="DuckDbLibrary.IsAvailable"/>.</exception>
    public static DuckDbDatabase Open(
        string? path, IReadOnlyDictionary<string, string>? settings = null, IDisposable? kept = null, Action<DuckDbConnection>? begin = null)
    {
        DuckDbLibrary.Require();
        return new DuckDbDatabase(OpenDatabase.Take(path, kept, () => Begin(OpenNew(path, settings), begin)));
    }

    /// <summary>Opens a connection. One thread at a time may use it; several threads use several.</summary>
    public DuckDbConnection Connect()
    {
        ObjectDisposedException.ThrowIf(_isClosed != 0, this);
        return Connect(_database.Handle, _database.Sources);
    }

    /// <summary>Closes it, once its last connection and result are closed, and nobody else has the file open.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            _database.Release();
        }
    }

    private static DuckDbConnection Connect(DatabaseHandle database, SourceRegistry sources)
    {
        if (NativeMethods.Connect(database, out var connection) == 0)
        {
            return new DuckDbConnection(connection, sources);
        }

        connection.Dispose();
        throw new DuckDbException(DuckDbErrorType.Connection, "DuckDB made no connection to the database.");
    }

    private static DatabaseHandle Begin(DatabaseHandle database, Action<DuckDbConnection>? begin)
    {
        if (begin is null)
        {
            return database;
        }

        try
        {
            using var connection = Connect(database, new SourceRegistry());
            begin(connection);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private static DatabaseHandle OpenNew(string? path, IReadOnlyDictionary<string, string>? settings)
    {
        _ = NativeMethods.CreateConfig(out var config);
        using (config)
        {
            foreach (var (name, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
            {
                if (NativeMethods.SetConfig(config, Utf8.ForC(name, "The name of a setting"), Utf8.ForC(value, $"The setting '{name}'")) != 0)
                {
                    throw new DuckDbException(DuckDbErrorType.InvalidConfiguration, $"DuckDB does not know the setting '{name}', or it cannot have that value.");
                }
            }

            var state = NativeMethods.Open(path is null ? null : Utf8.ForC(path, "The path of a database"), out var database, config, out var error);
            if (state == 0)
            {
                return database;
            }

            database.Dispose();
            var message = Utf8.Take(error) ?? "The database cannot be opened.";
            throw new DuckDbException(ErrorText.TypeOf(message), message);
        }
    }
}
