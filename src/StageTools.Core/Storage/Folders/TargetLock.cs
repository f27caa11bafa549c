namespace StageTools.Storage.Folders;

/// <summary>Lets one writer at a time look at a file and take its place: a lock of the operating system's on a file beside it, which goes with its
/// holder.</summary>
internal sealed class TargetLock : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    // It is held for a look and a rename: who takes longer was stopped in the middle.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly string _path;
    private readonly FileStream _held;

    private TargetLock(string path, FileStream held) => (_path, _held) = (path, held);

    /// <summary>Waits for its turn.</summary>
    /// <param name="folder">The opened folder of the file.</param>
    /// <param name="name">The file's name in it.</param>
    /// <param name="shown">What messages call the file.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StageException"><c>StoreUnavailable</c>: another holds it for too long.</exception>
    public static TargetLock Take(OpenedItem folder, string name, string shown, CancellationToken cancellationToken)
    {
        var file = StorePart.LockOf(name);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Longest; cancellationToken.WaitHandle.WaitOne(Pause))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryTake(folder, file) is { } held)
                return new TargetLock(folder.At(file), held);
        }

        throw StageErrorCode.StoreUnavailable.Error(
            $"'{shown}' was not written: another process that writes it holds it for longer than {Longest.TotalSeconds} seconds. See whether one "
                + "hangs, and try again.",
            shown);
    }

    /// <summary>Others may.</summary>
    public void Dispose()
    {
        FileStoreErrors.TryDelete(_path);
        _held.Dispose();
    }

    private static FileStream? TryTake(OpenedItem folder, string file)
    {
        try
        {
            if (folder.InfoOf(file) is null)
            {
                using var made = File.OpenHandle(folder.At(file), FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);

                // Whoever may write in the folder, if its maker dies.
                if (!OperatingSystem.IsWindows())
                    File.SetUnixFileMode(made, Everybody);
            }
        }
        catch (IOException)
        {
            // Another made it first, and may hold it by now.
        }

        return FolderLease.Look(folder, file).Hold as FileStream;
    }
}
