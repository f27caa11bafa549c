using StageTools.Catalog;

namespace StageTools.Query;

/// <summary>Where DuckDB puts what does not fit into memory: a folder a database, gone with it. A killed process' folder goes when the next one begins.</summary>
internal sealed class SpillFolder : IDisposable
{
    private const string LockSuffix = ".lock";

    private readonly FileStream _lock;

    private SpillFolder(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    /// <summary>The folder; DuckDB makes it when it needs it.</summary>
    public string Path { get; }

    /// <summary>Begins a folder, and removes those that nobody uses any more.</summary>
    public static SpillFolder Begin(CatalogHome home)
    {
        var all = System.IO.Path.Combine(home.CacheFolder, "spill");
        home.CreateFolder(home.CacheFolder);
        home.CreateFolder(all);
        foreach (var left in Directory.EnumerateFiles(all, "*" + LockSuffix))
        {
            TryRemove(left);
        }

        var path = System.IO.Path.Combine(all, Guid.NewGuid().ToString("N"));
        return new SpillFolder(path, Lock(path + LockSuffix, FileMode.CreateNew));
    }

    /// <summary>Removes the folder.</summary>
    public void Dispose()
    {
        Remove(Path);
        _lock.Dispose();
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

    private static FileStream Lock(string path, FileMode mode) => new(path, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);

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
