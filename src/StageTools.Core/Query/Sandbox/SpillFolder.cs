using StageTools.Machine;

namespace StageTools.Query.Sandbox;

/// <summary>Where a database keeps what is its own: a folder a database, gone with it. A killed process' folder goes when the next one
/// begins.</summary>
internal sealed class SpillFolder : IDisposable
{
    private const string LockSuffix = ".lock";

    private readonly FileStream _lock;

    private SpillFolder(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Where DuckDB puts what does not fit into memory; it makes the folder when it needs it.</summary>
    public string Spilled => System.IO.Path.Combine(Path, "spilled");

    /// <summary>The database of a session's own tables. DuckDB calls it by the file's name, as it calls one in memory.</summary>
    public string Tables => System.IO.Path.Combine(Path, "memory.db");

    /// <summary>Where temporary tables are while the database is opened anew.</summary>
    public string Kept => System.IO.Path.Combine(Path, "kept.db");

    /// <summary>That database's files, with the logs that DuckDB writes beside it.</summary>
    public IReadOnlyList<string> KeptFiles => [Kept, Kept + ".wal", Kept + ".wal.checkpoint", Kept + ".wal.recovery"];

    /// <summary>Begins a folder, and removes those that nobody uses any more. Where the home can only be read, it lies among the temporary
    /// files.</summary>
    /// <exception cref="StageException"><c>AccessDenied</c>: neither can be written.</exception>
    public static SpillFolder Begin(MachineHome home)
    {
        try
        {
            return BeginIn(home);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StageException { Code: StageErrorCode.CatalogUnavailable })
        {
            return BeginElsewhere(home);
        }
    }

    /// <summary>Removes the folder.</summary>
    public void Dispose()
    {
        Remove(Path);
        _lock.Dispose();
    }

    private static SpillFolder BeginIn(MachineHome home)
    {
        var all = System.IO.Path.Combine(home.Folder, "spill");
        home.CreateFolder(all);
        foreach (var left in Directory.EnumerateFiles(all, "*" + LockSuffix))
            TryRemove(left);

        var path = System.IO.Path.Combine(all, Guid.NewGuid().ToString("N"));
        var spill = new SpillFolder(path, Lock(path + LockSuffix, FileMode.CreateNew));
        PrivateFiles.CreateFolder(path);
        return spill;
    }

    private static SpillFolder BeginElsewhere(MachineHome home)
    {
        var temporary = System.IO.Path.GetTempPath();
        try
        {
            var path = Directory.CreateTempSubdirectory("stagetools-spill-").FullName;
            return new SpillFolder(path, Lock(System.IO.Path.Combine(path, "lock"), FileMode.CreateNew));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StageException(
                StageErrorCode.AccessDenied,
                $"Neither in '{home.Folder}' nor in '{temporary}' can a query put what does not fit into memory; make one of them writable, or set "
                    + "TMPDIR to a folder that is.",
                temporary,
                e);
        }
    }

    private static void TryRemove(string lockFile)
    {
        try
        {
            using var dead = Lock(lockFile, FileMode.Open);
            Remove(lockFile[..^LockSuffix.Length]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In use.
        }
    }

    private static FileStream Lock(string path, FileMode mode) =>
        new(path, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It was never made.
        }
    }
}
