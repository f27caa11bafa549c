namespace StageTools.Storage.Folders;

/// <summary>The name of a file that is still being written: <c>.stagetools-…part</c>, beside its target, kept open by its writer, shown by no
/// listing.</summary>
internal static class StorePart
{
    private const string Prefix = JobName.Prefix;
    private const string Suffix = ".part";

    /// <summary>A writer on a network drive, or to a bucket, that was silent for so long is gone.</summary>
    public static readonly TimeSpan IdleLimit = TimeSpan.FromDays(1);

    private static readonly FileStreamOptions Alone = new()
    {
        Access = FileAccess.ReadWrite,
        Share = FileShare.None,
        BufferSize = 0,
        Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None,
    };

    public static string NewName() => $"{Prefix}{Guid.NewGuid():N}{Suffix}";

    /// <summary>The name of the lock of a file (<see cref="TargetLock"/>): swept as a part is, and as little shown.</summary>
    public static string LockOf(string name)
    {
        var text = OperatingSystem.IsLinux() ? name : name.ToUpperInvariant();
        return $"{Prefix}{XxHash128.HashToUInt128(MemoryMarshal.AsBytes(text.AsSpan())):x32}{Suffix}";
    }

    public static bool IsPart(ReadOnlySpan<char> name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && (name.EndsWith(Suffix, StringComparison.Ordinal) || JobName.IsHidden(name));

    /// <summary>Refuses a key that could be taken for a part, or for something in a folder that no listing shows.</summary>
    public static void Refuse(StageKey key, string shown)
    {
        if (key.Value.Contains(Prefix, StringComparison.Ordinal) && key.Value.Split('/').Any(static segment => IsPart(segment)))
        {
            throw StageErrorCode.PathInvalid.Error($"'{shown}' is a name StageTools keeps for files being written; choose another.", shown);
        }
    }

    /// <summary>Removes the parts in a folder whose writers are gone; a living writer keeps its part locked.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="idle">How long a part must have lain untouched where no lock tells; null for a day.</param>
    public static int RemoveDead(OpenedItem folder, TimeSpan? idle = null)
    {
        var removed = 0;
        DateTimeOffset? youngest = null;
        foreach (var name in Directory.EnumerateFiles(folder.Path, $"{Prefix}*{Suffix}").Select(static path => Path.GetFileName(path)))
        {
            try
            {
                // A link, or a pipe, of such a name is no part, and nobody's to open.
                using var part = folder.TryOpenChild(name, ItemKind.File);
                youngest ??= IsShared(folder.Path) ? DateTimeOffset.UtcNow - (idle ?? IdleLimit) : DateTimeOffset.MaxValue;
                if (part is null || part.Info.LastModified > youngest)
                    continue;

                // The lock is the proof that its writer is gone; the file goes while we hold it.
                using var dead = part.OpenStream(Alone);
                if (!OperatingSystem.IsWindows())
                    File.Delete(folder.At(name));

                removed++;
            }
            catch (Exception e) when (FileStoreErrors.Is(e))
            {
                // Still being written, already gone, or another user's.
            }
        }

        return removed;
    }

    /// <summary>Whether the folder lies on another machine: there .NET takes no lock for a writer (NFS, SMB), and only age tells a dead
    /// part.</summary>
    public static bool IsShared(string folder) => DiskCalls.AskDrive(folder, static drive => drive.DriveType == DriveType.Network, otherwise: true);
}
