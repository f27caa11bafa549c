using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;

namespace StageTools.Machine;

/// <summary>Folders and files that only the user who made them can reach.</summary>
internal static class PrivateFiles
{
    private const string PartSuffix = ".part";

    // What an open says of a file that another has for itself alone: EWOULDBLOCK, and ERROR_SHARING_VIOLATION.
    private const int HeldOnLinux = 11;
    private const int HeldOnMac = 35;
    private const int HeldOnWindows = unchecked((int)0x80070020);

    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder for this user alone; one that is there already stays as it is.</summary>
    public static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
            return;

        if (OperatingSystem.IsWindows())
        {
            CreateFolderOnWindows(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerFolder);
        }
    }

    /// <summary>Writes a file for this user alone, whole or not at all: whoever reads it sees an older one or this.</summary>
    /// <param name="path">Where.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="overwrite">Whether it takes the place of an older one; then there is one writer at a time.</param>
    /// <returns>False where one is there that it may not replace.</returns>
    public static bool TryWrite(string path, ReadOnlySpan<byte> content, bool overwrite)
    {
        // What a killed writer left holds what the file holds.
        var left = overwrite ? Directory.EnumerateFiles(Path.GetDirectoryName(path)!, "*" + PartSuffix).Where(left => IsPart(left, path)) : [];
        foreach (var file in left)
            File.Delete(file);

        var part = $"{path}.{Guid.NewGuid():N}{PartSuffix}";
        try
        {
            WritePart(part, content);
            AtomicRename.Move(part, path, overwrite);
        }
        catch (Exception e)
        {
            FileStoreErrors.TryDelete(part);
            if (!overwrite && e is IOException && File.Exists(path))
                return false;

            throw;
        }

        // So that the rename outlives a power failure: what is encrypted with a key must not be on the disk before the key's name is. Windows keeps
        // the order of renames and later writes by itself, and so do file systems that refuse to flush a folder.
        DiskFlush.FlushFolder(Path.GetDirectoryName(path)!);
        return true;
    }

    /// <summary>Opens a file that processes have in turn; null while another has it. It is made where it is missing, and stays: were it removed, two
    /// could have one each.</summary>
    public static FileStream? TryHold(string path)
    {
        var options = New(FileAccess.ReadWrite);
        (options.Mode, options.Share, options.BufferSize) = (FileMode.OpenOrCreate, FileShare.None, 0);
        try
        {
            return new FileStream(path, options);
        }
        catch (IOException e) when (e.HResult is HeldOnLinux or HeldOnMac or HeldOnWindows)
        {
            return null;
        }
    }

    // Others may have files that end so.
    private static bool IsPart(string left, string path)
    {
        var (name, start) = (Path.GetFileName(left)[..^PartSuffix.Length], Path.GetFileName(path) + ".");
        return name.StartsWith(start, StringComparison.Ordinal) && Guid.TryParseExact(name[start.Length..], "N", out _);
    }

    private static FileStreamOptions New(FileAccess access)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = access };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerFile;

        return options;
    }

    private static void WritePart(string part, ReadOnlySpan<byte> content)
    {
        using var stream = new FileStream(part, New(FileAccess.Write));
        if (OperatingSystem.IsWindows())
            RestrictOnWindows(stream);

        stream.Write(content);
        DiskFlush.Flush(stream);
    }

    /// <summary>Makes a file that is gone when it is closed, and when this process dies.</summary>
    /// <param name="path">Where, in the folder for temporary files: nobody else has a file of that name there.</param>
    /// <param name="bufferSize">How much is kept between two writes.</param>
    public static FileStream OpenTemporary(string path, int bufferSize)
    {
        var options = New(FileAccess.ReadWrite);
        (options.Share, options.BufferSize, options.Options) = (FileShare.None, bufferSize, FileOptions.DeleteOnClose);
        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
            File.Delete(path);

        return file;
    }

    [SupportedOSPlatform("windows")]
    private static void CreateFolderOnWindows(string folder)
    {
        var security = new DirectorySecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        security.AddAccessRule(new FileSystemAccessRule(
            CurrentUser(),
            FileSystemRights.FullControl,
            InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit,
            PropagationFlags.None,
            AccessControlType.Allow));
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
