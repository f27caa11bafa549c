namespace StageTools.Query.Cache;

/// <summary>
/// The files of the cache: each under a name made of what it is a copy of. Whoever uses one has it open, shared; whoever wants to remove one must
/// have it to himself. The operating system lets go of both however a process ends, so no file is removed under a reader, and none stays for ever.
/// </summary>
/// <param name="home">Whose it is.</param>
/// <param name="limit">How much it may hold, in bytes; null for what the environment and the disk say.</param>
internal sealed class CacheFolder(MachineHome home, long? limit)
{
    // In the environment: bytes, or a number with KB, MB, GB or TB (of 1024).
    private const string SizeVariable = "STAGETOOLS_CACHE_SIZE";

    private const long MostBytes = 10L << 30;

    /// <summary>Writes its files: whole, or not at all.</summary>
    public FileStore Store { get; } = new(home.CacheFolder, () => home.CreateFolder(home.CacheFolder), shownAs: "the cache");

    /// <summary>How much is free where a folder lies, in bytes; null where nobody tells, as of a network path.</summary>
    public static long? Free(string folder) => DiskCalls.AskDrive<long?>(folder, static drive => drive.AvailableFreeSpace, otherwise: null);

    /// <summary>A file of the cache, held; null where it is not there.</summary>
    public FileStream? TryHold(string name)
    {
        var path = home.Own(Path.Combine(home.CacheFolder, name));
        try
        {
            var held = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            if (File.Exists(path))
            {
                // The time of a copy tells when it was used last.
                Touch(path);
                return held;
            }

            // It was removed between its opening and its lock.
            held.Dispose();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Removes what was used longest ago, and is not in use, until there is room for a new file.</summary>
    /// <param name="incoming">Its size in bytes.</param>
    public void MakeRoom(long incoming)
    {
        if (!Directory.Exists(home.CacheFolder))
            return;

        var files = new DirectoryInfo(home.Own(home.CacheFolder)).EnumerateFiles()
            .Where(static f => !StorePart.IsPart(f.Name)).OrderBy(static f => f.LastWriteTimeUtc).ToList();
        var held = files.Sum(static f => f.Length);
        var most = limit ?? LimitOf(held);
        foreach (var file in files)
        {
            if (held + incoming <= most)
                return;

            held -= TryRemove(file.FullName) ? file.Length : 0;
        }
    }

    /// <summary>How much it may hold: <c>$STAGETOOLS_CACHE_SIZE</c>, else 10 GiB or a quarter of what is free, whichever is less.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    private long LimitOf(long held) => Environment.GetEnvironmentVariable(SizeVariable) is { } text && !string.IsNullOrWhiteSpace(text)
        ? ByteSize.Parse(text, SizeVariable)
        : Math.Min(MostBytes, ((Free(home.CacheFolder) ?? (MostBytes * 4)) + held) / 4);

    private static bool TryRemove(string path)
    {
        try
        {
            // The lock is the proof that nobody uses it; the file goes while we hold it.
            using var unused = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Touch(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then it is taken for older than it is.
        }
    }
}
