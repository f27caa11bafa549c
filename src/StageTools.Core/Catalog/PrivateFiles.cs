using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;
using StageTools.Storage.Folders;

namespace StageTools.Catalog;

/// <summary>Folders and files that only the user who made them can reach.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder for this user alone; one that is there already stays as it is.</summary>
    public static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            CreateFolderOnWindows(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerFolder);
        }
    }

    /// <summary>Writes a file for this user alone, whole or not at all; false when it is there already.</summary>
    public static bool TryCreateFile(string path, ReadOnlySpan<byte> content)
    {
        var part = path + "." + Guid.NewGuid().ToString("N");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        using (var stream = new FileStream(part, options))
        {
            if (OperatingSystem.IsWindows())
            {
                RestrictOnWindows(stream);
            }

            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        try
        {
            AtomicRename.Move(part, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(part);
            return false;
        }
    }

    [SupportedOSPlatform("windows")]
    private static void CreateFolderOnWindows(string folder)
    {
        var security = new DirectorySecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        security.AddAccessRule(new FileSystemAccessRule(
            CurrentUser(), FileSystemRights.FullControl, InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit, PropagationFlags.None, AccessControlType.Allow));
        security.CreateDirectory(folder);
    }

    [SupportedOSPlatform("windows")]
    private static void RestrictOnWindows(FileStream stream)
    {
        var security = new FileSecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        security.AddAccessRule(new FileSystemAccessRule(CurrentUser(), FileSystemRights.FullControl, AccessControlType.Allow));
        new FileInfo(stream.Name).SetAccessControl(security);
    }

    [SupportedOSPlatform("windows")]
    private static SecurityIdentifier CurrentUser()
    {
        using var identity = WindowsIdentity.GetCurrent();
        return identity.User ?? throw new UnauthorizedAccessException("This process has no Windows user.");
    }
}
