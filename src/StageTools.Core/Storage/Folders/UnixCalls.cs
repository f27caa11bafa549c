using Microsoft.Win32.SafeHandles;

namespace StageTools.Storage.Folders;

/// <summary>The system calls of Linux and macOS that .NET has no name for: opening below an opened folder, and renaming without replacing.</summary>
internal static partial class UnixCalls
{
    public const int NotPermitted = 1;
    public const int NotFound = 2;
    public const int TryAgain = 11;
    public const int AccessDenied = 13;
    public const int FileExists = 17;
    public const int CrossDevice = 18;
    public const int NotADirectory = 20;
    public const int InvalidArgument = 22;
    public const int NotImplemented = 38;

    /// <summary>The folder the process works in, where a folder's handle is wanted.</summary>
    public const int WorkingFolder = -100;

    private const int NoReplace = 1;
    private const int Openat2Number = 437;

    public static readonly int TooLong = OperatingSystem.IsLinux() ? 36 : 63;
    public static readonly int Loop = OperatingSystem.IsLinux() ? 40 : 62;

    /// <summary>Opens without reading, waiting or touching anything: O_PATH | O_CLOEXEC; on macOS O_RDONLY | O_NONBLOCK | O_CLOEXEC.</summary>
    public static readonly int PathOnly = OperatingSystem.IsLinux() ? 0x280000 : 0x1000004;

    // These two differ between the architectures of Linux.
    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    /// <summary>O_DIRECTORY.</summary>
    public static readonly int FolderOnly = !OperatingSystem.IsLinux() ? 0x100000 : IsArm ? 0x4000 : 0x10000;

    /// <summary>O_NOFOLLOW.</summary>
    public static readonly int NoFollow = !OperatingSystem.IsLinux() ? 0x100 : IsArm ? 0x8000 : 0x20000;

    /// <summary>Opens a path; null with the error number where it cannot be.</summary>
    public static SafeFileHandle? Open(string path, int flags, out int error) => Handle(SysOpen(path, flags), out error);

    /// <summary>Opens a name or path below an opened folder, links followed wherever they lead.</summary>
    public static SafeFileHandle? OpenAt(SafeFileHandle folder, string path, int flags, out int error) =>
        Handle(SysOpenAt(folder, path, flags), out error);

    /// <summary>Opens a path below an opened folder; the kernel itself refuses, with EXDEV, whatever would leave it on the way.</summary>
    public static SafeFileHandle? OpenBeneath(SafeFileHandle folder, string path, int flags, out int error)
    {
        // RESOLVE_BENEATH, RESOLVE_NO_MAGICLINKS.
        var how = new OpenHow { Flags = (ulong)flags, Resolve = 0x08 | 0x02 };
        return Handle((int)SysOpenAt2(Openat2Number, folder, path, in how, Marshal.SizeOf<OpenHow>()), out error);
    }

    /// <summary>Renames without replacing; the error number, or 0. EINVAL and ENOSYS where the file system or the kernel cannot.</summary>
    public static int RenameNew(string source, string target)
    {
        if (!OperatingSystem.IsLinux())
            return NotImplemented;

        try
        {
            return SysRenameAt2(WorkingFolder, source, WorkingFolder, target, NoReplace) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        catch (EntryPointNotFoundException)
        {
            // An old libc.
            return NotImplemented;
        }
    }

    /// <summary>Renames, over a file that is there; the error number, or 0.</summary>
    public static int Rename(string source, string target) => SysRename(source, target) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Gives a file a second name; the error number, or 0.</summary>
    public static int Link(string source, string target) => SysLink(source, target) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>What an opened item is.</summary>
    public static ItemInfo InfoOf(SafeFileHandle item)
    {
        if (!OperatingSystem.IsLinux())
        {
            var time = SysFStat(item, out var mac) == 0
                ? Time(mac.Modified, (uint)mac.ModifiedNanoseconds)
                : throw Error(Marshal.GetLastPInvokeError());
            return new ItemInfo(mac.Mode, mac.Size, time, new ItemIdentity((ulong)mac.Device, (ulong)mac.Number), mac.Owner);
        }

        // AT_EMPTY_PATH.
        return InfoOf(item, string.Empty, 0x1000) ?? throw new FileNotFoundException();
    }

    /// <summary>What a name in an opened folder of Linux stands for, a link for itself; null where it is gone.</summary>
    public static ItemInfo? InfoOf(SafeFileHandle folder, string name) => InfoOf(folder, name, 0x100);

    private static ItemInfo? InfoOf(SafeFileHandle folder, string name, int flags)
    {
        // STATX_BASIC_STATS.
        if (SysStatx(folder, name, flags, 0x7FF, out var found) == 0)
        {
            var device = ((ulong)found.DeviceMajor << 32) | found.DeviceMinor;
            return new ItemInfo(
                found.Mode, (long)found.Size, Time(found.Modified, found.ModifiedNanoseconds), new ItemIdentity(device, found.Number), found.Owner);
        }

        var error = Marshal.GetLastPInvokeError();
        return error is NotFound ? null : throw Error(error);
    }

    /// <summary>The path that macOS has for an opened file.</summary>
    public static unsafe string PathOnMac(SafeFileHandle item)
    {
        const int GetPath = 50;
        Span<byte> path = stackalloc byte[1024];
        fixed (byte* start = path)
        {
            // fcntl takes what follows the command from the stack on Apple's ARM, where a ninth argument stands; elsewhere it is the third.
            var failed = IsArm ? SysFcntlOnArm(item, GetPath, 0, 0, 0, 0, 0, 0, start) : SysFcntl(item, GetPath, start);
            return failed >= 0 ? Marshal.PtrToStringUTF8((nint)start)! : throw Error(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>An error number as .NET would throw it.</summary>
    public static Exception Error(int error) => error switch
    {
        NotFound => new FileNotFoundException(),
        NotPermitted or AccessDenied => new UnauthorizedAccessException(Marshal.GetPInvokeErrorMessage(error)),
        _ when error == TooLong => new PathTooLongException(),
        _ => new IOException(Marshal.GetPInvokeErrorMessage(error), error),
    };

    private static SafeFileHandle? Handle(int descriptor, out int error)
    {
        error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>A time of the file system; one before the year 1 or after 9999, which .NET has no form for, is the nearest that it has.</summary>
    private static DateTimeOffset Time(long seconds, uint nanoseconds) =>
        seconds < DateTimeOffset.MinValue.ToUnixTimeSeconds() ? DateTimeOffset.MinValue
        : seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.MaxValue
        : DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / 100);

    /// <summary>The number of the user whose rights this process has.</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SysOpen(string path, int flags);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SysOpenAt(SafeFileHandle folder, string path, int flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint SysOpenAt2(nint number, SafeFileHandle folder, string path, in OpenHow how, nint size);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SysRenameAt2(int sourceFolder, string source, int targetFolder, string target, uint flags);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SysRename(string source, string target);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SysLink(string source, string target);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SysStatx(SafeFileHandle folder, string path, int flags, uint mask, out Statx found);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static unsafe partial int SysFcntl(SafeFileHandle item, int command, byte* path);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static unsafe partial int SysFcntlOnArm(SafeFileHandle item, int command, nint a, nint b, nint c, nint d, nint e, nint f, byte* path);

    // .NET's own, which knows the forms that stat(2) has on macOS.
    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_FStat", SetLastError = true)]
    private static partial int SysFStat(SafeFileHandle item, out RuntimeStat found);

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }

    /// <summary>struct statx: the same for every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Statx
    {
        [FieldOffset(20)] public uint Owner;
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong Number;
        [FieldOffset(40)] public ulong Size;
        [FieldOffset(112)] public long Modified;
        [FieldOffset(120)] public uint ModifiedNanoseconds;
        [FieldOffset(136)] public uint DeviceMajor;
        [FieldOffset(140)] public uint DeviceMinor;
    }

    /// <summary>Interop.Sys.FileStatus, with room for what may be added.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct RuntimeStat
    {
        [FieldOffset(4)] public int Mode;
        [FieldOffset(8)] public uint Owner;
        [FieldOffset(16)] public long Size;
        [FieldOffset(40)] public long Modified;
        [FieldOffset(48)] public long ModifiedNanoseconds;
        [FieldOffset(88)] public long Device;
        [FieldOffset(104)] public long Number;
    }
}
