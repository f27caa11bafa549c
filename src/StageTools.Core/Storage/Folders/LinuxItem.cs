using Microsoft.Win32.SafeHandles;

namespace StageTools.Storage.Folders;

/// <summary>An item of Linux, opened with O_PATH. <c>/proc/self/fd</c> makes it a path that leads to it and nothing else, whatever its name leads to
/// by now.</summary>
internal sealed class LinuxItem : OpenedItem
{
    // An old kernel, or a filter of system calls that does not know it: asked once.
    private static volatile bool _hasOpenat2 = true;

    private readonly SafeFileHandle _handle;
    private readonly bool _byKernel;

    private LinuxItem(SafeFileHandle handle, bool byKernel)
    {
        (_handle, _byKernel) = (handle, byKernel);
        Path = $"/proc/self/fd/{handle.DangerousGetHandle()}";
    }

    public override string Path { get; }

    public override string RealPath => new FileInfo(Path).LinkTarget
        ?? throw new IOException("/proc is not there, by which opened folders are reached; mount it.");

    public static LinuxItem Root(string path, bool byKernel) =>
        UnixCalls.Open(path, UnixCalls.PathOnly | UnixCalls.FolderOnly, out var error) is { } handle
            ? new LinuxItem(handle, byKernel)
            : throw UnixCalls.Error(error);

    public override OpenedItem? TryOpenBelow(string relative, bool confined, bool isFolder)
    {
        relative = relative.Length == 0 ? "." : relative;
        var flags = UnixCalls.PathOnly | (isFolder ? UnixCalls.FolderOnly : 0);
        var left = false;
        if (confined && _byKernel && _hasOpenat2)
        {
            if (UnixCalls.OpenBeneath(_handle, relative, flags, out var error) is { } beneath)
                return new LinuxItem(beneath, _byKernel);

            left = error is UnixCalls.CrossDevice;
            if (error is UnixCalls.NotImplemented or UnixCalls.NotPermitted)
            {
                _hasOpenat2 = false;
            }
            else if (!left && error is not UnixCalls.TryAgain && error != UnixCalls.Loop)
            {
                return Missing(error);
            }
        }

        // A link on the way is absolute, or leaves the folder: where it ends is what counts, and is known once it is open.
        if (UnixCalls.OpenAt(_handle, relative, flags, out var failed) is not { } handle)
        {
            // What is missing outside, or cannot be reached there, is nobody's to know.
            return !left || IsMissingInside(relative) ? Missing(failed) : throw new LeadsOutsideException();
        }

        var item = new LinuxItem(handle, _byKernel);
        if (confined && !RealPaths.IsBelow(RealPath, item.RealPath))
        {
            item.Dispose();
            throw new LeadsOutsideException();
        }

        return item;
    }

    protected override OpenedItem? OpenChild(string name, ItemKind? kind)
    {
        var flags = UnixCalls.PathOnly | UnixCalls.NoFollow | (kind is ItemKind.Folder ? UnixCalls.FolderOnly : 0);
        if (UnixCalls.OpenAt(_handle, name, flags, out var error) is not { } handle)
            return Missing(error);

        var item = new LinuxItem(handle, _byKernel);
        if (kind is null or ItemKind.Folder || item.Info.Kind == kind)
            return item;

        item.Dispose();
        return null;
    }

    public override ItemInfo? InfoOf(string name) => UnixCalls.InfoOf(_handle, name);

    public override bool IsSame(OpenedItem other) => Info.Identity == other.Info.Identity;

    public override FileStream OpenStream(FileStreamOptions options) => new(Path, options);

    public override void Dispose() => _handle.Dispose();

    protected override ItemInfo Look() => UnixCalls.InfoOf(_handle);

    /// <summary>Whether the folder of what was not found lies inside, and holds nothing of that name, not even a link.</summary>
    private bool IsMissingInside(string relative)
    {
        var slash = relative.LastIndexOf('/');
        using var folder = TryOpenBelow(relative[..Math.Max(slash, 0)], confined: true, isFolder: true);
        return folder is null || UnixCalls.IsMissing(((LinuxItem)folder)._handle, relative[(slash + 1)..]);
    }

    private static OpenedItem? Missing(int error) =>
        error is UnixCalls.NotFound or UnixCalls.NotADirectory ? null : throw UnixCalls.Error(error);
}
