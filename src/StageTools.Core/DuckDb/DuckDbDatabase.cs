using DuckDB.NET.Native;

namespace StageTools.DuckDb;

/// <summary>A database: a file, or in memory.</summary>
/// <remarks>This process opens a file once, however often it is asked for. DuckDB's lock on a file keeps other processes off, not this one: a second
/// database over the same file would write its own state over what the first has committed.</remarks>
internal sealed class DuckDbDatabase : IDisposable
{
    private static readonly Dictionary<string, OpenedDatabase> Files =
        new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    private readonly OpenedDatabase _opened;
    private int _isClosed;

    private DuckDbDatabase(OpenedDatabase opened) => _opened = opened;

    /// <summary>Opens a database; makes the file where there is none. One that this process has open already keeps the settings it was opened
    /// with.</summary>
    /// <param name="path">The file; null for a database in memory.</param>
    /// <param name="settings">DuckDB's settings by name (<c>memory_limit</c>, <c>threads</c>, <c>access_mode</c> …).</param>
    /// <param name="kept">What the settings need, such as a folder: disposed of when the database is closed, or at once where the file was open
    /// already. Not when this fails.</param>
    /// <param name="begin">The first statements of a database that is newly opened, such as those that lock its settings, before anybody else has
    /// it.</param>
    /// <exception cref="DuckDbException">A setting is unknown, or the file cannot be opened or is no database.</exception>
    /// <exception cref="DllNotFoundException">The native library is not there: <see cref="DuckDbLibrary.IsAvailable"/>.</exception>
    public static DuckDbDatabase Open(
        string? path, IReadOnlyDictionary<string, string>? settings = null, IDisposable? kept = null, Action<DuckDbConnection>? begin = null)
    {
        DuckDbLibrary.Require();
        if (path is null or "" or ":memory:")
            return new(new OpenedDatabase(OpenNew(path, settings, begin), File: null, kept));

        lock (Files)
        {
            if (Files.TryGetValue(FileOf(path), out var known))
            {
                if (known.IsBroken)
                    throw new DuckDbException(DuckDBErrorType.Fatal, $"An error inside DuckDB has ended '{path}', which is in use still.");

                known.Users++;
                kept?.Dispose();
                return new(known);
            }

            // A file that is made now has its name only then.
            var made = OpenNew(path, settings, begin);
            var file = FileOf(path);
            return new(Files[file] = new OpenedDatabase(made, file, kept));
        }
    }

    /// <summary>Whether an error inside DuckDB has ended it: it takes no statements any more, and what was committed is there when it is opened
    /// anew.</summary>
    public bool IsBroken => _opened.IsBroken;

    /// <summary>Opens a connection. One thread at a time may use it; several threads use several.</summary>
    public DuckDbConnection Connect()
    {
        ObjectDisposedException.ThrowIf(_isClosed != 0, this);
        return new(_opened);
    }

    /// <summary>Closes it, once its last connection and result are closed, and nobody else has the file open.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
            return;

        lock (Files)
        {
            if (--_opened.Users > 0)
                return;

            if (_opened.File is not null)
                Files.Remove(_opened.File);

            _opened.Handle.Dispose();
        }

        _opened.Kept?.Dispose();
    }

    /// <summary>Whether a database takes statements.</summary>
    internal static bool IsAlive(DuckDBDatabase database)
    {
        if (NativeMethods.Startup.DuckDBConnect(database, out var connection) != DuckDBState.Success)
            return false;

        using (connection)
        {
            var state = NativeMethods.Query.DuckDBQuery(connection, "SELECT 1", out var result);
            result.Close();
            return state == DuckDBState.Success;
        }
    }

    internal static DuckDBNativeConnection Connect(DuckDBDatabase database) =>
        NativeMethods.Startup.DuckDBConnect(database, out var connection) == DuckDBState.Success
            ? connection
            : throw new DuckDbException(DuckDBErrorType.Connection, "DuckDB made no connection to the database.");

    private static DuckDBDatabase OpenNew(string? path, IReadOnlyDictionary<string, string>? settings, Action<DuckDbConnection>? begin)
    {
        NativeMethods.Configuration.DuckDBCreateConfig(out var config);
        using var configuration = config;
        foreach (var (name, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            var said = StrictUtf8.ForC(value, $"The setting '{name}'");
            if (NativeMethods.Configuration.DuckDBSetConfig(config, StrictUtf8.ForC(name, "The name of a setting"), said) != DuckDBState.Success)
                throw new DuckDbException(DuckDBErrorType.Settings, $"DuckDB does not know the setting '{name}', or it cannot have that value.");
        }

        var file = path is null ? null : StrictUtf8.ForC(path, "The path of a database");
        var state = NativeMethods.Startup.DuckDBOpen(file, out var database, config, out var error);
        return database.Into(opened =>
        {
            if (state != DuckDBState.Success)
                throw new DuckDbException(error ?? "The database cannot be opened.");

            if (begin is not null)
            {
                using var connection = new DuckDbConnection(new OpenedDatabase(opened, File: null, Kept: null));
                begin(connection);
            }

            return opened;
        });
    }

    private static string FileOf(string path)
    {
        var full = Path.GetFullPath(path);
        try
        {
            return File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return full;
        }
    }
}

/// <summary>A database that this process has open, for all its users.</summary>
internal sealed record OpenedDatabase(DuckDBDatabase Handle, string? File, IDisposable? Kept)
{
    public int Users { get; set; } = 1;

    /// <summary>Whether it takes no statements any more.</summary>
    public bool IsBroken { get; set; }

    /// <summary>How much memory it takes.</summary>
    public DuckDbMemory Memory { get; } = new();

    /// <summary>The names of tables that are filled from here: DuckDB neither forgets one, nor minds that it is taken twice.</summary>
    public HashSet<string> SourceNames { get; } = new(StringComparer.OrdinalIgnoreCase);
}
