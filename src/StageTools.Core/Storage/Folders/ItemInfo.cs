using System.Runtime.InteropServices;

namespace StageTools.Storage.Folders;

/// <summary>What the file system tells of an item.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="LastModified">When its content was last written, UTC.</param>
/// <param name="Identity">What tells it from all others, however they are named: device and inode; empty where the system has no such
/// numbers.</param>
/// <param name="Owner">The number of its user, on Unix.</param>
/// <param name="Mode">Who may do what with it, on Unix.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ItemInfo(
    ItemKind Kind, long Size, DateTimeOffset LastModified, (ulong Device, ulong Number) Identity =
        default, uint Owner = 0, UnixFileMode Mode = UnixFileMode.None)
{
    // The bits of st_mode that tell the kind, and their values.
    private const int KindMask = 0xF000;

    /// <summary>Whether it is neither file nor folder nor link: never opened, since that may wait for ever, or do something.</summary>
    public bool IsSpecial => Kind is ItemKind.Pipe or ItemKind.Socket or ItemKind.Device;

    /// <summary>The kind that a mode of stat(2) tells.</summary>
    public static ItemKind KindOf(int mode) => (mode & KindMask) switch
    {
        0x1000 => ItemKind.Pipe,
        0x2000 or 0x6000 => ItemKind.Device,
        0x4000 => ItemKind.Folder,
        0xA000 => ItemKind.Link,
        0xC000 => ItemKind.Socket,
        _ => ItemKind.File,
    };
}
