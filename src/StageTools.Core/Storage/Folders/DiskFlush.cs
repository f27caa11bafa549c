using Microsoft.Win32.SafeHandles;

namespace StageTools.Storage.Folders;

/// <summary>Has on the disk what was written to a file, or tells why it is not: a disk that fails, and a server without room, say so no
/// sooner.</summary>
/// <remarks>On Unix .NET's own flush passes over every error.</remarks>
internal static partial class DiskFlush
{
    private const int Invalid = 22;
    private const int ReadOnlyFileSystem = 30;
    private const int NotSupportedOnMac = 45;
    private const int NotSupportedOnLinux = 95;

    /// <summary>Flushes what the stream holds back, too.</summary>
    /// <exception cref="IOException">What was written is not on the disk; its code is the system's.</exception>
    public static void Flush(FileStream file)
    {
        file.Flush();
        Flush(file.SafeFileHandle);
    }

    /// <inheritdoc cref="Flush(FileStream)"/>
    public static void Flush(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
        {
            RandomAccess.FlushToDisk(file);
            return;
        }

        // Some file systems have no flush, and need none.
        if (SysFlush(file) != 0
            && Marshal.GetLastPInvokeError() is var failed and not (Invalid or ReadOnlyFileSystem or NotSupportedOnMac or NotSupportedOnLinux))
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(failed), failed);
        }
    }

    /// <summary>Has on the disk which names a folder holds, where its file system can.</summary>
    public static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return;

        // O_RDONLY.
        using var folder = UnixCalls.Open(path, 0, out _);
        _ = folder is not null && SysFlush(folder) == 0;
    }

    // .NET's own, which knows what macOS wants for it.
    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_FSync", SetLastError = true)]
    private static partial int SysFlush(SafeFileHandle file);
}
