using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace StageTools.Catalog;

/// <summary>Whose a file or a folder is, and who else may change it.</summary>
/// <param name="Name">The owner as messages call him.</param>
/// <param name="IsTrusted">Whether the owner is this user, or the machine's administrator.</param>
/// <param name="OthersMayWrite">
/// Whether everybody may change it; not a folder where everybody may change his own alone (the sticky bit). Of what is the administrator's, and of a group, whoever
/// gave the rights decided.
/// </param>
internal readonly partial record struct FileOwner(string Name, bool IsTrusted, bool OthersMayWrite)
{
    private const uint Root = 0;

    /// <summary>The owner of what has this path; a link is its own.</summary>
    /// <exception cref="IOException">It cannot be asked.</exception>
    public static FileOwner Of(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return OfWindows(Directory.Exists(path)
                ? new DirectoryInfo(path).GetAccessControl(AccessControlSections.Owner)
                : new FileInfo(path).GetAccessControl(AccessControlSections.Owner));
        }

        return OperatingSystem.IsMacOS() ? OfMac(path) : OfLinux(CurrentFolder, path, DoNotFollow, path);
    }

    /// <summary>The owner of an opened file, whatever bears its name by now.</summary>
    /// <exception cref="IOException">It cannot be asked.</exception>
    public static FileOwner Of(FileStream file)
    {
        if (OperatingSystem.IsWindows())
        {
            return OfWindows(file.GetAccessControl());
        }

        var descriptor = (int)file.SafeFileHandle.DangerousGetHandle();
        return OperatingSystem.IsMacOS() ? OfMac($"/dev/fd/{descriptor}") : OfLinux(descriptor, "", EmptyPath, file.Name);
    }

    /// <summary>A name for the user of a process whom the system's list of users does not know, as of a container that runs as any number.</summary>
    /// <remarks>No user has a name with a colon: it divides the columns of that list.</remarks>
    public static string NamelessUser() => OperatingSystem.IsWindows() ? "unknown" : $"uid:{EffectiveUser()}";

    private static FileOwner OfUnix(uint owner, UnixFileMode mode)
    {
        var others = (mode & (UnixFileMode.OtherWrite | UnixFileMode.StickyBit)) == UnixFileMode.OtherWrite;
        return new($"the user with the number {owner}", owner == Root || owner == EffectiveUser(), others && owner != Root);
    }

    // Linux: statx(2), whose structure is the same on every architecture.
    private const int CurrentFolder = -100;
    private const int DoNotFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint ModeAndOwner = 0x2 | 0x8;

    private static FileOwner OfLinux(int folder, string path, int flags, string shown) =>
        Statx(folder, path, flags, ModeAndOwner, out var found) == 0 ? OfUnix(found.Owner, (UnixFileMode)(found.Mode & 0xFFF)) : throw Failed(shown);

    // macOS: the structure of stat(2) with inodes of 64 bits.
    private static FileOwner OfMac(string path)
    {
        var result = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? LinkStat(path, out var found) : LinkStat64(path, out found);
        return result == 0 ? OfUnix(found.Owner, (UnixFileMode)(found.Mode & 0xFFF)) : throw Failed(path);
    }

    private static IOException Failed(string path) => new($"'{path}': {Marshal.GetLastPInvokeErrorMessage()}");

    [SupportedOSPlatform("windows")]
    private static FileOwner OfWindows(FileSystemSecurity security)
    {
        using var me = WindowsIdentity.GetCurrent();
        var owner = (SecurityIdentifier)security.GetOwner(typeof(SecurityIdentifier))!;
        var trusted = owner == me.User || owner.IsWellKnown(WellKnownSidType.BuiltinAdministratorsSid) || owner.IsWellKnown(WellKnownSidType.LocalSystemSid);
        return new(owner.Value, trusted, OthersMayWrite: false);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out LinuxStatus status);

    [LibraryImport("libc", EntryPoint = "lstat", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int LinkStat(string path, out MacStatus status);

    [LibraryImport("libc", EntryPoint = "lstat$INODE64", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int LinkStat64(string path, out MacStatus status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct LinuxStatus
    {
        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(28)]
        public ushort Mode;
    }

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct MacStatus
    {
        [FieldOffset(4)]
        public ushort Mode;

        [FieldOffset(16)]
        public uint Owner;
    }
}
