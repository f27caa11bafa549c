using StageTools.DuckDb.Native;

namespace StageTools.DuckDb;

/// <summary>
/// A database that this process has open, once, however often it is asked for. DuckDB's lock on a file keeps other processes off, not this one: a second
/// database over the same file would write its own state over what the first has committed.
/// </summary>
internal sealed class OpenDatabase
{
    private static readonly Dictionary<string, OpenDatabase> Files = new(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    private readonly DatabaseHandle _handle;
    private readonly string? _file;
    private readonly IDisposable? _kept;
    private int _users = 1;

    private OpenDatabase(DatabaseHandle handle, string? file, IDisposable? kept) => (_handle, _file, _kept) = (handle, file, kept);

    public DatabaseHandle Handle => _handle;

    /// <summary>The tables that are filled from here, whichever connection registered them: all see them.</summary>
    public SourceRegistry Sources { get; } = new();

    /// <summary>The database of a path: the one that is open, or a new one.</summary>
    /// <param name="path">The file; null for a new database in memory.</param>
    /// <param name="kept">What is let go of when the database is closed; at once where it was open already.</param>
    /// <param name="open">Opens it.</param>
    public static OpenDatabase Take(string? path, IDisposable? kept, Func<DatabaseHandle> open)
    {
        if (path is null or "" or ":memory:")
        {
            return new OpenDatabase(open(), file: null, kept);
        }

        lock (Files)
        {
            if (Files.TryGetValue(FileOf(path), out var known))
            {
                known._users++;
                kept?.Dispose();
                return known;
            }

            // A file that is made now has its name only then.
            var made = open();
            var file = FileOf(path);
            return Files[file] = new OpenDatabase(made, file, kept);
        }
    }

    /// <summary>Closes it, when nobody else uses it.</summary>
    public void Release()
    {
        lock (Files)
        {
            if (--_users > 0)
            {
                return;
            }

            if (_file is not null)
            {
                Files.Remove(_file);
            }

            _handle.Dispose();
        }

        _kept?.Dispose();
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
