namespace StageTools.Terminal.Prompting;

/// <summary>Completes paths of this machine.</summary>
internal static class LocalPaths
{
    private const int MostItems = 1000;

    /// <summary>The files and folders whose paths begin with a text.</summary>
    public static IReadOnlyList<string> Complete(string path)
    {
        var slash = path.LastIndexOfAny(['/', Path.DirectorySeparatorChar]) + 1;
        var (folder, name) = (path[..slash], path[slash..]);
        try
        {
            return [.. new DirectoryInfo(folder.Length == 0 ? "." : folder).EnumerateFileSystemInfos(name + "*")
                .Where(item => item.Name.StartsWith(name, StringComparison.Ordinal) && (name.Length > 0 || !item.Name.StartsWith('.')))
                .Take(MostItems)
                .Select(item => folder + item.Name + (item is DirectoryInfo ? "/" : string.Empty))
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // A folder that is not there has no files.
            return [];
        }
    }
}
