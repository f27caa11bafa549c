using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace StageTools.Machine;

/// <summary>Whose a file or a folder is, and who else may change it.</summary>
/// <param name="Name">The owner as messages call him.</param>
/// <param name="IsTrusted">Whether the owner is this user, or the machine's administrator.</param>
/// <param name="OthersMayWrite">
/// Whether everybody may change it; not a folder where everybody may change his own alone (the sticky bit). Of what is the administrator's, and of a
/// group, whoever gave the rights decided.
/// </param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileOwner(string Name, bool IsTrusted, bool OthersMayWrite)
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

        using var item = UnixCalls.Open(path, UnixCalls.PathOnly | UnixCalls.NoFollow, out var error) ?? throw UnixCalls.Error(error);
        return OfUnix(UnixCalls.InfoOf(item));
    }

    /// <summary>The owner of an opened file, whatever bears its name by now.</summary>
    /// <exception cref="IOException">It cannot be asked.</exception>
    public static FileOwner Of(FileStream file) =>
        OperatingSystem.IsWindows() ? OfWindows(file.GetAccessControl()) : OfUnix(UnixCalls.InfoOf(file.SafeFileHandle));

    /// <summary>A name for the user of a process whom the system's list of users does not know, as of a container that runs as any number.</summary>
    /// <remarks>No user has a name with a colon: it divides the columns of that list.</remarks>
    public static string NamelessUser() => OperatingSystem.IsWindows() ? "unknown" : $"uid:{UnixCalls.EffectiveUser()}";

    private static FileOwner OfUnix(ItemInfo item)
    {
        // The rights of a link are nobody's concern.
        var others = item.Kind is not ItemKind.Link && (item.Mode & (UnixFileMode.OtherWrite | UnixFileMode.StickyBit)) == UnixFileMode.OtherWrite;
        return new(
            $"the user with the number {item.Owner}", item.Owner == Root || item.Owner == UnixCalls.EffectiveUser(), others && item.Owner != Root);
    }

    [SupportedOSPlatform("windows")]
    private static FileOwner OfWindows(FileSystemSecurity security)
    {
        using var me = WindowsIdentity.GetCurrent();
        var owner = (SecurityIdentifier)security.GetOwner(typeof(SecurityIdentifier))!;
        var trusted = owner == me.User
            || owner.IsWellKnown(WellKnownSidType.BuiltinAdministratorsSid)
            || owner.IsWellKnown(WellKnownSidType.LocalSystemSid);
        return new(owner.Value, trusted, OthersMayWrite: false);
    }
}
