namespace StageTools.Storage.Folders;

/// <summary>What the file system says, in StageTools' words.</summary>
internal static class FileStoreErrors
{
    // Errno where the platform has it (Linux, macOS), HRESULT on Windows.
    private const int NotADirectory = 20;
    private const int NoSpace = 28;
    private const int QuotaOnLinux = 122;
    private const int QuotaOnMac = 69;
    private const int ReadOnlyFileSystem = 30;
    private const int DiskFullOnWindows = unchecked((int)0x80070070);
    private const int HandleDiskFullOnWindows = unchecked((int)0x80070027);

    /// <summary>Whether this is an error of the file system.</summary>
    public static bool Is(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>Whether no space is left, or none that this user may have.</summary>
    public static bool IsFull(Exception e) =>
        e is IOException { HResult: NoSpace or QuotaOnLinux or QuotaOnMac or DiskFullOnWindows or HandleDiskFullOnWindows };

    /// <summary>Removes a file that is nobody's any more. Where its folder is gone, or its disk, it stays, and is swept later.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (Is(e))
        {
            // Whoever calls has told what went wrong before.
        }
    }

    /// <summary>The error for a path of the store.</summary>
    /// <param name="e">What the file system threw.</param>
    /// <param name="root">The stage's folder.</param>
    /// <param name="key">The key it was about.</param>
    public static StageException Explain(Exception e, string root, string key)
    {
        if (!Directory.Exists(root))
            return Gone(root, e);

        return e switch
        {
            LeadsOutsideException => StageErrorCode.PathOutsideStage.Error(
                $"'{key}' is refused: a link on its way leads out of the stage's folder '{root}'.", key, e),
            IOException { HResult: var code } when code == UnixCalls.Loop => StageErrorCode.PathInvalid.Error(
                $"'{key}' is refused: links on its way run in a circle. Mend or remove them.", key, e),
            UndecodedNameException undecoded => Undecoded(undecoded.Message, e),
            FileNotFoundException or DirectoryNotFoundException => StoreErrors.NotFound(key, e),
            PathTooLongException =>
                StageErrorCode.PathInvalid.Error($"'{key}' is too long for the file system of '{root}'; choose a shorter name.", key, e),
            UnauthorizedAccessException => Denied(root, key, e),
            IOException { HResult: ReadOnlyFileSystem } => Denied(root, key, e),
            _ when IsFull(e) => Full(root, key, e),
            IOException { HResult: NotADirectory } => StageErrorCode.ItemKindMismatch.Error(
                $"A part of '{key}' is a file, not a folder; choose another path.", key, e),
            _ => StageErrorCode.StoreUnavailable.Error($"The folder '{root}' failed for '{key}': {Plain(e.Message)}", key, e),
        };
    }

    /// <summary>The error of what is neither file nor folder.</summary>
    public static StageException Special(string shown, ItemKind kind) => StageErrorCode.ItemKindMismatch.Error(
        $"'{shown}' is {Name(kind)}, not a file; it was not opened. Leave it out, or remove it.", shown);

    /// <summary>The error of what has a name in bytes that are no text.</summary>
    public static StageException Undecoded(string shown, Exception? inner = null) => StageErrorCode.PathInvalid.Error(
        $"'{shown}' cannot be reached: its name is not UTF-8, and '\uFFFD' stands for what is not; give it another name.", shown, inner);

    public static StageException Gone(string root, Exception? inner = null) => StageErrorCode.StoreUnavailable.Error(
        $"The stage's folder '{root}' is not there", new Advice(AdviceKind.NameOtherFolder), root, inner);

    public static StageException Full(string root, string key, Exception inner) =>
        StageErrorCode.StoreFull.Error($"No space is left in '{root}' for '{key}'; nothing was written. Free some space and try again.", key, inner);

    /// <summary>The error of a link among the user's own files that stands for no file.</summary>
    public static StageException Link(string shown, bool leadsToFolder) => leadsToFolder
        ? StageErrorCode.ItemKindMismatch.Error(
            $"'{shown}' is a link to a folder, which is not followed: links may run in circles. Name the folder itself, or leave the link out.",
            shown)
        : StageErrorCode.FileNotFound.Error($"'{shown}' is a link that leads nowhere; mend or remove it.", shown);

    private static string Name(ItemKind kind) => kind switch
    {
        ItemKind.Pipe => "a named pipe",
        ItemKind.Socket => "a socket",
        ItemKind.Device => "a device",
        ItemKind.Link => "a link",
        _ => "a folder",
    };

    /// <summary>A message without the path by which an opened folder was reached, which tells nobody anything.</summary>
    private static string Plain(string message) =>
        message.IndexOf("'/proc/self/fd/", StringComparison.Ordinal) is >= 0 and var start ? message[..start].TrimEnd(' ', ':') : message;

    private static StageException Denied(string root, string key, Exception e) => StageErrorCode.AccessDenied.Error(
        $"The operating system refuses access to '{(key.Length == 0 ? root : key)}' in '{root}'; check the permissions of the folder.", key, e);
}
