using Microsoft.Win32.SafeHandles;

namespace StageTools.Storage.Folders;

/// <summary>An item of Windows or macOS: its handle tells the real path, which is used while the handle is open. On Windows an open folder stays in
/// its place.</summary>
internal sealed class PortableItem(SafeFileHandle handle) : OpenedItem(handle)
{
    public override string Path => RealPath;

    public override string RealPath { get; } = RealPaths.Of(handle);

    public static PortableItem Root(string path) =>
        RealPaths.TryOpen(path, isFolder: true) is { } handle ? new PortableItem(handle) : throw new FileNotFoundException();

    public override OpenedItem? TryOpenBelow(string relative, bool confined, bool isFolder)
    {
        var path = System.IO.Path.Join(RealPath, relative.Replace('/', System.IO.Path.DirectorySeparatorChar));
        if ((isFolder && !Directory.Exists(path)) || RealPaths.TryOpen(path, isFolder) is not { } opened)
            return null;

        return Inside(new PortableItem(opened), confined);
    }

    protected override OpenedItem? OpenChild(string name, ItemKind? kind)
    {
        if (new FileInfo(At(name)).LinkTarget is not null || TryOpenBelow(name, confined: false, kind is ItemKind.Folder) is not { } item)
            return null;

        // Whoever put a link there since the question above is found out by where it leads.
        return KeptIf((kind ?? item.Info.Kind) == item.Info.Kind && System.IO.Path.GetDirectoryName(item.RealPath) == RealPath, item);
    }

    public override ItemInfo? InfoOf(string name)
    {
        var file = new FileInfo(At(name));
        if (file.LinkTarget is not null)
            return new ItemInfo(ItemKind.Link, 0, default);

        if (file is { Exists: true, Length: > 0 })
            return new ItemInfo(ItemKind.File, file.Length, ItemInfo.Utc(file.LastWriteTimeUtc));

        // Pipes, sockets and devices have no length; what has none may be one.
        using var item = TryOpenChild(name, kind: null);
        return item?.Info;
    }

    public override FileStream OpenStream(FileStreamOptions options)
    {
        var stream = new FileStream(RealPath, options);
        if (RealPaths.Of(stream.SafeFileHandle) == RealPath)
            return stream;

        stream.Dispose();
        throw new LeadsOutsideException();
    }

    protected override ItemInfo Look()
    {
        if (!OperatingSystem.IsWindows())
            return UnixCalls.InfoOf(Handle);

        var info = Directory.Exists(RealPath)
            ? new ItemInfo(ItemKind.Folder, 0, ItemInfo.Utc(new DirectoryInfo(RealPath).LastWriteTimeUtc))
            : new FileInfo(RealPath) is { Exists: true } file ? new ItemInfo(ItemKind.File, file.Length, ItemInfo.Utc(file.LastWriteTimeUtc))
            : throw new FileNotFoundException();
        return info with { Identity = RealPaths.IdentityOnWindows(Handle) };
    }
}
