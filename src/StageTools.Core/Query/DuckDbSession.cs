using StageTools.Catalog;
using StageTools.Databases;
using StageTools.DuckDb;
using StageTools.Stages;

namespace StageTools.Query;

/// <summary>A DuckDB database as this module opens it: in memory, or a file.</summary>
public sealed class DuckDbSession : IDisposable
{
    private readonly DuckDbDatabase _database;
    private DuckDbConnection? _idle;

    private DuckDbSession(DuckDbDatabase database) => _database = database;

    /// <summary>Opens a database.</summary>
    /// <param name="home">The catalog whose cache holds what does not fit into memory.</param>
    /// <param name="file">The file, made where there is none; null for a database in memory.</param>
    /// <exception cref="StageException"><c>DuckDbUnavailable</c>; <c>QueryInvalid</c> for a file that is no DuckDB database.</exception>
    public static DuckDbSession Open(CatalogHome home, string? file)
    {
        ArgumentNullException.ThrowIfNull(home);
        DuckDbOpening.RequireLibrary(string.Empty, DuckDbLibrary.Path);
        RefuseOthers(file);
        var spill = SpillFolder.Begin(home);
        try
        {
            return new DuckDbSession(DuckDbDatabase.Open(file, QuerySettings.Of(home, spill.Path), kept: spill));
        }
        catch (Exception e)
        {
            spill.Dispose();
            throw e is DuckDbException ? new StageException(StageErrorCode.QueryInvalid, QueryErrors.FirstSentence(e.Message), file, e) : e;
        }
    }

    /// <summary>A connection of one's own, to be closed.</summary>
    public DuckDbConnection Connect() => _database.Connect();

    /// <summary>The connection whose temporary tables and transaction last; another one while that is in use.</summary>
    internal DuckDbConnection Take() => Interlocked.Exchange(ref _idle, value: null) ?? _database.Connect();

    /// <summary>Gives a connection back.</summary>
    internal void Return(DuckDbConnection connection)
    {
        if (Interlocked.CompareExchange(ref _idle, connection, comparand: null) is not null)
        {
            connection.Dispose();
        }
    }

    /// <summary>Closes the database.</summary>
    public void Dispose()
    {
        _idle?.Dispose();
        _database.Dispose();
    }

    private static void RefuseOthers(string? file)
    {
        if (file is null || !File.Exists(file))
        {
            return;
        }

        try
        {
            Span<byte> first = stackalloc byte[DatabaseFiles.HeadLength];
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
            first = first[..stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false)];
            if (DatabaseFiles.IsSqlite(first))
            {
                throw new StageException(
                    StageErrorCode.QueryInvalid,
                    $"'{file}' is an SQLite database, and queries run in DuckDB",
                    new Advice("name a DuckDB file, or read its tables with Export-StageData -Database", "name a DuckDB file"),
                    file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StageException(StageErrorCode.AccessDenied, $"The database '{file}' cannot be opened: {e.Message}", file, e);
        }
    }
}
