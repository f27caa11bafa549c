using System.Runtime.InteropServices;

namespace StageTools.Storage.Folders;

/// <summary>Gives a finished file its name, at once.</summary>
internal static partial class AtomicRename
{
    private const int FileExists = 17;

    /// <summary>Renames a file, over another or, without <paramref name="overwrite"/>, never over another.</summary>
    /// <remarks>
    /// File.Move looks whether the target is there, and then renames over it: two writers at once would both succeed. link(2) refuses by itself.
    /// Where a file system has no links, File.Move must do.
    /// </remarks>
    /// <exception cref="IOException">The target is there.</exception>
    public static void Move(string source, string target, bool overwrite)
    {
        if (overwrite || OperatingSystem.IsWindows())
        {
            File.Move(source, target, overwrite);
        }
        else if (Link(source, target) == 0)
        {
            File.Delete(source);
        }
        else if (Marshal.GetLastPInvokeError() == FileExists)
        {
            throw new IOException($"The file '{target}' is there already.");
        }
        else
        {
            File.Move(source, target, overwrite: false);
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string created);
}
