using Microsoft.Win32.SafeHandles;

namespace StageTools.Storage.Folders;

/// <summary>Where opened files and folders really lie.</summary>
internal static partial class RealPaths
{
    private const int NotFoundOnWindows = 2;
    private const int PathNotFoundOnWindows = 3;
    private const int AccessDeniedOnWindows = 5;

    /// <summary>Whether a real path is a folder's, or below it.</summary>
    public static bool IsBelow(string folder, string path)
    {
        var comparison = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return path.Equals(folder, comparison)
            || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, comparison);
    }

    /// <summary>Opens a path to be looked at, links followed; null where nothing is there.</summary>
    /// <param name="path">The path.</param>
    /// <param name="isFolder">Whether it is kept in its place while it is open, which Windows can do for a folder.</param>
    public static SafeFileHandle? TryOpen(string path, bool isFolder)
    {
        if (!OperatingSystem.IsWindows())
        {
            var handle = UnixCalls.Open(path, UnixCalls.PathOnly | (isFolder ? UnixCalls.FolderOnly : 0), out var error);
            return handle is not null || error is UnixCalls.NotFound or UnixCalls.NotADirectory ? handle : throw UnixCalls.Error(error);
        }

        // FILE_READ_ATTRIBUTES, and FILE_TRAVERSE for a folder: opened so, and shared for reading and writing alone, it cannot be renamed or removed.
        var opened = CreateFile(@"\\?\" + path, isFolder ? 0xA0u : 0x80u, isFolder ? 0x3u : 0x7u, 0, 3, 0x02000000, 0);
        var failed = Marshal.GetLastPInvokeError();
        if (!opened.IsInvalid)
            return opened;

        opened.Dispose();
        return failed switch
        {
            NotFoundOnWindows or PathNotFoundOnWindows => null,
            AccessDeniedOnWindows => throw new UnauthorizedAccessException(Marshal.GetPInvokeErrorMessage(failed)),
            _ => throw new IOException(Marshal.GetPInvokeErrorMessage(failed), unchecked((int)0x80070000) | failed),
        };
    }

    /// <summary>The real path of an opened file or folder.</summary>
    public static string Of(SafeFileHandle handle)
    {
        if (OperatingSystem.IsLinux())
        {
            return new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget
                ?? throw new IOException("/proc is not there, by which opened folders are reached; mount it.");
        }

        return OperatingSystem.IsWindows() ? OnWindows(handle) : UnixCalls.PathOnMac(handle);
    }

    /// <summary>The real path that a path has, or would have: of what is not there yet, the folder that is decides.</summary>
    public static string Of(string path)
    {
        using var handle = TryReach(path);
        return handle is not null ? Of(handle)
            : Path.GetDirectoryName(path) is { } parent ? Path.Join(Of(parent), Path.GetFileName(path))
            : path;
    }

    /// <summary>What Windows calls an opened file or folder; empty where its file system has no such name.</summary>
    public static ItemIdentity IdentityOnWindows(SafeFileHandle handle)
    {
        // FileIdInfo.
        return GetFileInformationByHandleEx(handle, 18, out var found, Marshal.SizeOf<FileIdInfo>())
            ? new ItemIdentity(found.Volume, new UInt128(found.High, found.Low))
            : default;
    }

    private static SafeFileHandle? TryReach(string path)
    {
        try
        {
            return TryOpen(path, isFolder: false);
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static unsafe string OnWindows(SafeFileHandle handle)
    {
        var buffer = new char[32768];
        uint length;
        fixed (char* start = buffer)
        {
            length = GetFinalPathNameByHandle(handle, start, (uint)buffer.Length, 0);
        }

        if (length == 0 || length >= buffer.Length)
            throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));

        var path = new string(buffer, 0, (int)length);
        return path.StartsWith(@"\\?\UNC\", StringComparison.Ordinal) ? @"\\" + path[8..]
            : path.StartsWith(@"\\?\", StringComparison.Ordinal) ? path[4..]
            : path;
    }

    [LibraryImport("kernel32", EntryPoint = "CreateFileW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    private static partial SafeFileHandle CreateFile(
        string path, uint access, uint share, nint security, uint disposition, uint flags, nint template);

    [LibraryImport("kernel32", EntryPoint = "GetFinalPathNameByHandleW", SetLastError = true)]
    private static unsafe partial uint GetFinalPathNameByHandle(SafeFileHandle file, char* path, uint length, uint flags);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetFileInformationByHandleEx(SafeFileHandle file, int kind, out FileIdInfo found, int size);

    /// <summary>FILE_ID_INFO.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FileIdInfo
    {
        public ulong Volume;
        public ulong Low;
        public ulong High;
    }
}
