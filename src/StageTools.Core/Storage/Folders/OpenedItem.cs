namespace StageTools.Storage.Folders;

/// <summary>
/// A file or folder that was opened to be looked at, and is used by what was opened: its name may meanwhile stand for something else. Nothing is read
/// by opening it, and a named pipe does not make it wait.
/// </summary>
internal abstract class OpenedItem : IDisposable
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
    public abstract bool IsSame(OpenedItem other);

    /// <summary>Opens the content of a file.</summary>
    public abstract FileStream OpenStream(FileStreamOptions options);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <inheritdoc cref="TryOpenChild"/>
    protected abstract OpenedItem? OpenChild(string name, ItemKind? kind);

    private static string RequireName(string name) =>
        name.Length > 0
            && name is not ("." or "..")
            && !name.Contains('/', StringComparison.Ordinal)
            && !name.Contains(System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? name
            : throw new ArgumentException("This is a path and not a name.", nameof(name));

    /// <summary>Asks the file system what it is.</summary>
    protected abstract ItemInfo Look();

    private static Opening Default => OperatingSystem.IsLinux() ? Opening.Kernel : Opening.Portable;
}
