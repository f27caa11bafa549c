namespace StageTools.Storage.Folders;

/// <summary>Gives a finished file, or a folder, its name, at once. A link is renamed itself.</summary>
internal static class AtomicRename
{
    /// <summary>Renames a file, over another or, without <paramref name="overwrite"/>, never over another; a folder never over another.</summary>
    /// <remarks>
    /// File.Move looks whether the target is there, and then renames over it: two writers at once would both succeed. renameat2(2), and where it is
    /// not had link(2), refuse by themselves. Where a file system has neither, File.Move must do.
    /// </remarks>
    /// <exception cref="IOException">The target is there.</exception>
    public static void Move(string source, string target, bool overwrite, bool isFolder = false)
    {
        if (isFolder)
        {
            if (OperatingSystem.IsWindows() || !TryMoveNew(source, target))
                Directory.Move(source, target);
        }
        else if (OperatingSystem.IsWindows())
        {
            File.Move(source, target, overwrite);
        }
        else if (overwrite)
        {
            // File.Move would copy where a rename cannot be, through whatever link the target is by then.
            Check(UnixCalls.Rename(source, target));
        }
        else if (!TryMoveNew(source, target))
        {
            MoveByLink(source, target);
        }
    }

    private static bool TryMoveNew(string source, string target)
    {
        var error = UnixCalls.RenameNew(source, target);
        if (error is UnixCalls.InvalidArgument or UnixCalls.NotImplemented or UnixCalls.NotPermitted)
            return false;

        Check(error, target);
        return true;
    }

    private static void MoveByLink(string source, string target)
    {
        var error = UnixCalls.Link(source, target);
        if (error is 0)
        {
            File.Delete(source);
        }
        else if (error is UnixCalls.FileExists)
        {
            Check(error, target);
        }
        else
        {
            File.Move(source, target, overwrite: false);
        }
    }

    private static void Check(int error, string? target = null)
    {
        if (error is not 0)
            throw error is UnixCalls.FileExists ? new IOException($"'{Path.GetFileName(target)}' is there already.", error) : UnixCalls.Error(error);
    }
}
