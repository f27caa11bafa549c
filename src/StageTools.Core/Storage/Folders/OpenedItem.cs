using Microsoft.Win32.SafeHandles;

namespace StageTools.Storage.Folders;

/// <summary>
/// A file or folder that was opened to be looked at, and is used by what was opened: its name may meanwhile stand for something else. Nothing is read
/// by opening it, and a named pipe does not make it wait.
/// </summary>
/// <param name="handle">What it was opened by.</param>
internal abstract class OpenedItem(SafeFileHandle handle) : IDisposable
{
    private ItemInfo? _info;

    /// <summary>The path by which .NET reaches this very item, as long as it is open.</summary>
    public abstract string Path { get; }

    /// <summary>The path it has, every link in it followed.</summary>
    public abstract string RealPath { get; }

    /// <summary>What it was when first asked.</summary>
    public ItemInfo Info => _info ??= Look();

    /// <summary>Opens a folder, links followed: a stage's own.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="opening">By which means; null for the best that this machine has.</param>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static OpenedItem Root(string path, Opening? opening = null) => (opening ?? Default) is Opening.Portable
        ? PortableItem.Root(path)
        : LinuxItem.Root(path, byKernel: opening is not Opening.Descriptor);

    /// <summary>The path of an item in this folder.</summary>
    /// <param name="name">A name, and no path: that would lead past the folder.</param>
    public string At(string name) => System.IO.Path.Join(Path, RequireName(name));

    /// <summary>Opens what lies below this folder, links followed; null where nothing does.</summary>
    /// <param name="relative">Its path from here, <c>/</c> between segments; empty for the folder itself.</param>
    /// <param name="confined">Whether a link that leads out of this folder is refused.</param>
    /// <param name="isFolder">Whether it must be a folder: null for anything else.</param>
    /// <exception cref="LeadsOutsideException">It lies outside.</exception>
    public abstract OpenedItem? TryOpenBelow(string relative, bool confined, bool isFolder);

    /// <summary>Opens what lies directly in this folder, and is of a kind, or any; null where nothing of that kind is there. No link is
    /// followed.</summary>
    public OpenedItem? TryOpenChild(string name, ItemKind? kind) => OpenChild(RequireName(name), kind);

    /// <summary>What a name in this folder stands for, a link for itself; null where it is gone.</summary>
    public abstract ItemInfo? InfoOf(string name);

    /// <summary>Whether another opened item is this one, by whatever name.</summary>
    public bool IsSame(OpenedItem other) => Info.Identity == default ? RealPath == other.RealPath : Info.Identity == other.Info.Identity;

    /// <summary>Opens the content of a file.</summary>
    public abstract FileStream OpenStream(FileStreamOptions options);

    /// <summary>Opens the file's content, which nobody is kept from writing, renaming or removing meanwhile.</summary>
    public FileStream OpenRead(int bufferSize, FileOptions options = FileOptions.None) =>
        OpenStream(new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = bufferSize, Options = options });

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    /// <summary>What it was opened by.</summary>
    protected SafeFileHandle Handle => handle;

    /// <inheritdoc cref="TryOpenChild"/>
    protected abstract OpenedItem? OpenChild(string name, ItemKind? kind);

    private static string RequireName(string name) =>
        name.Length > 0
            && name is not ("." or "..")
            && !name.Contains('/', StringComparison.Ordinal)
            && !name.Contains(System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? name
            : throw new ArgumentException("This is a path and not a name.", nameof(name));

    /// <summary>An item, where it lies in this folder or need not; else it is closed.</summary>
    /// <exception cref="LeadsOutsideException">It lies outside.</exception>
    protected OpenedItem Inside(OpenedItem item, bool confined) =>
        KeptIf(!confined || RealPaths.IsBelow(RealPath, item.RealPath), item) ?? throw new LeadsOutsideException();

    /// <summary>An item; null for one that is not wanted, which is closed.</summary>
    protected static OpenedItem? KeptIf(bool isWanted, OpenedItem item)
    {
        if (isWanted)
            return item;

        item.Dispose();
        return null;
    }

    /// <summary>Asks the file system what it is.</summary>
    protected abstract ItemInfo Look();

    private static Opening Default => OperatingSystem.IsLinux() ? Opening.Kernel : Opening.Portable;
}

/// <summary>How items are opened.</summary>
internal enum Opening
{
    /// <summary>openat2(2): the kernel lets nothing leave the folder. Where it is refused, <see cref="Descriptor"/>.</summary>
    Kernel,

    /// <summary>Linux without it: opened by a descriptor that reads nothing, whose real path is looked at before it is used.</summary>
    Descriptor,

    /// <summary>Elsewhere: the opened handle's real path is looked at, and that path is used while the handle is open.</summary>
    Portable,
}

/// <summary>What the file system tells of an item.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="LastModified">When its content was last written, UTC.</param>
/// <param name="Identity">What tells it from all others, however they are named: empty where their file system has no numbers for
/// them.</param>
/// <param name="Owner">The number of its user, on Unix.</param>
/// <param name="Mode">Who may do what with it, on Unix.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ItemInfo(
    ItemKind Kind,
    long Size,
    DateTimeOffset LastModified,
    ItemIdentity Identity = default,
    uint Owner = 0,
    UnixFileMode Mode = UnixFileMode.None)
{
    // The bits of st_mode that tell the kind, and their values.
    private const int KindMask = 0xF000;
    private const int RightsMask = 0xFFF;

    /// <summary>What stat(2) tells.</summary>
    public ItemInfo(int mode, long size, DateTimeOffset lastModified, ItemIdentity identity, uint owner)
        : this(KindOf(mode), size, lastModified, identity, owner, (UnixFileMode)(mode & RightsMask))
    {
    }

    /// <summary>Whether it is neither file nor folder nor link: never opened, since that may wait for ever, or do something.</summary>
    public bool IsSpecial => Kind is ItemKind.Pipe or ItemKind.Socket or ItemKind.Device;

    /// <summary>A time of the file system, which is UTC, as such.</summary>
    public static DateTimeOffset Utc(DateTime time) => new(time, TimeSpan.Zero);

    /// <summary>The kind that a mode of stat(2) tells.</summary>
    private static ItemKind KindOf(int mode) => (mode & KindMask) switch
    {
        0x1000 => ItemKind.Pipe,
        0x2000 or 0x6000 => ItemKind.Device,
        0x4000 => ItemKind.Folder,
        0xA000 => ItemKind.Link,
        0xC000 => ItemKind.Socket,
        _ => ItemKind.File,
    };
}

/// <summary>What a name of the file system stands for.</summary>
internal enum ItemKind
{
    /// <summary>A file with content.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link, not what it leads to.</summary>
    Link,

    /// <summary>A named pipe: whoever opens it waits for somebody at its other end.</summary>
    Pipe,

    /// <summary>A socket.</summary>
    Socket,

    /// <summary>A device: a terminal, a disk, an endless source of zeros.</summary>
    Device,
}

/// <summary>What was opened lies outside the folder.</summary>
internal sealed class LeadsOutsideException() : IOException("A link leads out of the folder.");

/// <summary>What lies in a folder has a name that is not UTF-8.</summary>
/// <param name="path">Its path, as far as it can be written.</param>
internal sealed class UndecodedNameException(string path) : IOException(path);
