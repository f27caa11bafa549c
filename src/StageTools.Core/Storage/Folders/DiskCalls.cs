using Microsoft.Win32.SafeHandles;

namespace StageTools.Storage.Folders;

/// <summary>The system calls of Linux that bring files to the disk and let two share its blocks, which .NET has no name for.</summary>
internal static partial class DiskCalls
{
    private const int NoSuchCall = 38;
    private const uint WaitBefore = 1;
    private const uint Write = 2;
    private const uint WaitAfter = 4;

    // FICLONE, as most architectures have it; where it is another number, nothing is shared.
    private const nuint Clone = 0x40049409;

    // Those whose syncfs(2) has all on the disk; that of FUSE, for one, does not ask who serves it.
    private static readonly HashSet<string> FlushedWhole = ["ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "tmpfs"];

    private static readonly ConcurrentDictionary<ulong, bool> Known = [];

    /// <summary>Whether the file system of a folder has all on the disk by one flush, and says of each file whether that went well.</summary>
    public static bool FlushesWhole(OpenedItem folder) =>
        OperatingSystem.IsLinux() && Known.GetOrAdd(folder.Info.Identity.Device, static (_, path) => IsFlushedWhole(path), folder.Path);

    /// <summary>Has a part of a file begin its way to the disk, and waits for none of it; false where the system cannot.</summary>
    public static bool TryStartFlush(SafeFileHandle file, long start, long length) =>
        OperatingSystem.IsLinux() && SysFlushRange(file, start, length, Write) == 0;

    /// <summary>Has on the disk which names the folders of a file system hold; false where that is not sure of each.</summary>
    /// <param name="folder">A folder there.</param>
    public static bool TryFlushAll(OpenedItem folder)
    {
        if (!FlushesWhole(folder))
            return false;

        // O_RDONLY.
        using var opened = UnixCalls.Open(folder.Path, 0, out _);
        return opened is not null && SysFlushAll(opened) == 0;
    }

    /// <summary>Has on the disk all that was written to a file system; false where that is not sure of each file.</summary>
    /// <param name="folder">A folder there.</param>
    /// <param name="file">An opened file there.</param>
    public static bool TryFlushAll(string folder, SafeFileHandle file) =>
        OperatingSystem.IsLinux() && IsFlushedWhole(folder) && SysFlushAll(file) == 0;

    /// <summary>Requires of a file that was flushed so that this went well: each opened file is told of its errors, once.</summary>
    /// <exception cref="IOException">What was written is not on the disk; its code is the system's.</exception>
    public static void RequireFlushed(SafeFileHandle file)
    {
        if (SysFlushRange(file, 0, 0, WaitBefore | Write | WaitAfter) == 0)
            return;

        var failed = Marshal.GetLastPInvokeError();
        if (failed == NoSuchCall)
            DiskFlush.Flush(file);
        else
            throw new IOException(Marshal.GetPInvokeErrorMessage(failed), failed);
    }

    /// <summary>Lets a new file have the blocks of another; false where the file system cannot.</summary>
    public static bool TryClone(SafeFileHandle source, SafeFileHandle target)
    {
        var added = false;
        try
        {
            source.DangerousAddRef(ref added);
            return OperatingSystem.IsLinux() && SysControl(target, Clone, source.DangerousGetHandle()) == 0;
        }
        finally
        {
            if (added)
                source.DangerousRelease();
        }
    }

    private static bool IsFlushedWhole(string folder) => AskDrive(folder, static drive => FlushedWhole.Contains(drive.DriveFormat), otherwise: false);

    /// <summary>What the drive of a folder tells; something else where it has gone meanwhile, or is none that .NET knows, as of a network
    /// path.</summary>
    public static T AskDrive<T>(string folder, Func<DriveInfo, T> ask, T otherwise)
    {
        try
        {
            return ask(new DriveInfo(folder));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return otherwise;
        }
    }

    [LibraryImport("libc", EntryPoint = "syncfs")]
    private static partial int SysFlushAll(SafeFileHandle item);

    [LibraryImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
    private static partial int SysFlushRange(SafeFileHandle file, long start, long length, uint flags);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int SysControl(SafeFileHandle item, nuint request, nint argument);
}
