using Microsoft.Win32.SafeHandles;

namespace StageTools.Storage.Folders;

/// <summary>An item of Linux, opened with O_PATH. <c>/proc/self/fd</c> makes it a path that leads to it and nothing else, whatever its name leads to
/// by now.</summary>
internal sealed class LinuxItem(SafeFileHandle handle, bool byKernel) : OpenedItem(handle)
{
    // An old kernel, or a filter of system calls that does not know it: asked once.
    private static volatile bool _hasOpenat2 = true;

    public override string Path { get; } = $"/proc/self/fd/{handle.DangerousGetHandle()}";

    public override string RealPath => RealPaths.Of(Handle);

    public static LinuxItem Root(string path, bool byKernel) =>
        UnixCalls.Open(path, UnixCalls.PathOnly | UnixCalls.FolderOnly, out var error) is { } handle
            ? new LinuxItem(handle, byKernel)
            : throw UnixCalls.Error(error);

    public override OpenedItem? TryOpenBelow(string relative, bool confined, bool isFolder)
    {
        relative = relative.Length == 0 ? "." : relative;
        var flags = UnixCalls.PathOnly | (isFolder ? UnixCalls.FolderOnly : 0);
        var left = false;
        if (confined && byKernel && _hasOpenat2)
        {
            if (UnixCalls.OpenBeneath(Handle, relative, flags, out var error) is { } beneath)
                return new LinuxItem(beneath, byKernel);

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
        if (UnixCalls.OpenAt(Handle, relative, flags, out var failed) is not { } opened)
        {
            // What is missing outside, or cannot be reached there, is nobody's to know.
            return !left || IsMissingInside(relative) ? Missing(failed) : throw new LeadsOutsideException();
        }

        return Inside(new LinuxItem(opened, byKernel), confined);
    }

    protected override OpenedItem? OpenChild(string name, ItemKind? kind)
    {
        var flags = UnixCalls.PathOnly | UnixCalls.NoFollow | (kind is ItemKind.Folder ? UnixCalls.FolderOnly : 0);
        if (UnixCalls.OpenAt(Handle, name, flags, out var error) is not { } opened)
            return Missing(error);

        var item = new LinuxItem(opened, byKernel);
        return KeptIf(kind is null or ItemKind.Folder || item.Info.Kind == kind, item);
    }

    public override ItemInfo? InfoOf(string name) => UnixCalls.InfoOf(Handle, name);

    public override FileStream OpenStream(FileStreamOptions options) => new(Path, options);

    protected override ItemInfo Look() => UnixCalls.InfoOf(Handle);

    /// <summary>Whether the folder of what was not found lies inside, and holds nothing of that name, not even a link.</summary>
    private bool IsMissingInside(string relative)
    {
        var slash = relative.LastIndexOf('/');
        using var folder = TryOpenBelow(relative[..Math.Max(slash, 0)], confined: true, isFolder: true);
        if (folder is not LinuxItem opened)
            return true;

        using var item = UnixCalls.OpenAt(opened.Handle, relative[(slash + 1)..], UnixCalls.PathOnly | UnixCalls.NoFollow, out var error);
        return item is null && error is UnixCalls.NotFound;
    }

    private static OpenedItem? Missing(int error) => error is UnixCalls.NotFound or UnixCalls.NotADirectory ? null : throw UnixCalls.Error(error);
}
