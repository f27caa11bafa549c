using StageTools.Machine;

namespace StageTools.Formats.Parquet;

/// <summary>
/// A folder of this machine for Parquet files while they are made: DuckDB writes files, not streams. It lies in the system's folder for temporary
/// files (TMPDIR), is this user's alone, and is gone with its owner; what a killed process left is removed by the next one.
/// </summary>
internal sealed class ParquetFolder : IDisposable
{
    private const string Prefix = "stagetools-parquet-";
    private const string LockName = "lock";
    private const int MostAttempts = 10;

    private readonly FileStream _lock;
    private int _count;

    private ParquetFolder(string folder, FileStream held) => (Folder, _lock) = (folder, held);

    /// <summary>Its full path.</summary>
    public string Folder { get; }

    /// <summary>Makes a folder.</summary>
    /// <exception cref="StageException"><c>AccessDenied</c>, <c>StoreFull</c>.</exception>
    public static ParquetFolder Create()
    {
        var parent = Path.GetTempPath();
        try
        {
            RemoveDead(parent);
            for (var attempt = 1; ; attempt++)
            {
                var folder = Path.Combine(parent, Prefix + Guid.NewGuid().ToString("N"));
                PrivateFiles.CreateFolder(folder);
                if (TryHold(folder, mayFail: attempt < MostAttempts) is { } held)
                    return new ParquetFolder(folder, held);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StageException(
                StageErrorCode.AccessDenied,
                $"No folder can be made in '{parent}', where the Parquet file is put together; set TMPDIR to one that can be written.",
                parent,
                e);
        }
    }

    /// <summary>The path of a new file in it.</summary>
    public string NewFile() => Path.Combine(Folder, $"{Interlocked.Increment(ref _count)}.parquet");

    /// <summary>The error of a file that found no room here.</summary>
    public StageException Full(Exception inner) => new(
        StageErrorCode.StoreFull,
        $"No space is left in '{Path.GetTempPath()}', where the Parquet file is put together; free some, or set TMPDIR to a folder with more. "
            + "Nothing was written.",
        Folder,
        inner);

    /// <summary>Removes the folder and all that is in it.</summary>
    public void Dispose()
    {
        _lock.Dispose();
        Remove(Folder);
    }

    /// <summary>Holds a folder by its lock file; null where another process, between the making of the file and its lock, has taken the folder for a
    /// dead one's.</summary>
    private static FileStream? TryHold(string folder, bool mayFail)
    {
        var file = Path.Combine(folder, LockName);
        try
        {
            var held = new FileStream(file, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            if (File.Exists(file))
                return held;

            held.Dispose();
        }
        catch (IOException)
        {
            Remove(folder);
            if (!mayFail)
                throw;
        }

        return null;
    }

    private static void RemoveDead(string parent)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            try
            {
                // Not what somebody else planted where everybody may.
                if (!FileOwner.Of(folder).IsTrusted)
                    continue;

                // Held by whoever lives. One without the file is being made just now.
                using (new FileStream(Path.Combine(folder, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0))
                {
                    Remove(folder);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another's, or in use.
            }
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What stays is removed by the next export.
        }
    }
}
