namespace StageTools.Machine;

/// <summary>A folder that is this user's alone, and gone with its owner: a lock file in it tells that somebody lives. What a killed process left is
/// removed by whoever makes the next one.</summary>
internal sealed class HeldFolder : IDisposable
{
    private const string LockName = "lock";
    private const int MostAttempts = 10;

    private readonly FileStream _lock;

    private HeldFolder(string path, FileStream held) => (Path, _lock) = (path, held);

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>Makes a folder.</summary>
    /// <param name="parent">Where.</param>
    /// <param name="prefix">What its name begins with, as that of all of its kind.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static HeldFolder Create(string parent, string prefix)
    {
        RemoveDead(parent, prefix);
        for (var attempt = 1; ; attempt++)
        {
            var folder = System.IO.Path.Combine(parent, prefix + Guid.NewGuid().ToString("N"));
            PrivateFiles.CreateFolder(folder);
            if (TryHold(folder, mayFail: attempt < MostAttempts) is { } held)
                return new HeldFolder(folder, held);
        }
    }

    /// <summary>Removes the folder and all that is in it.</summary>
    public void Dispose()
    {
        _lock.Dispose();
        Remove(Path);
    }

    /// <summary>Holds a folder by its lock file; null where another process, between the making of the file and its lock, has taken the folder for a
    /// dead one's.</summary>
    private static FileStream? TryHold(string folder, bool mayFail)
    {
        try
        {
            var held = Lock(folder, FileMode.CreateNew);
            if (File.Exists(held.Name))
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

    private static void RemoveDead(string parent, string prefix)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent, prefix + "*"))
        {
            try
            {
                // Not what somebody else planted where everybody may.
                if (!FileOwner.Of(folder).IsTrusted)
                    continue;

                // Held by whoever lives. One without the file is being made just now.
                using (Lock(folder, FileMode.Open))
                    Remove(folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another's, or in use.
            }
        }
    }

    private static FileStream Lock(string folder, FileMode mode) =>
        new(System.IO.Path.Combine(folder, LockName), mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What stays is removed by the next one.
        }
    }
}
