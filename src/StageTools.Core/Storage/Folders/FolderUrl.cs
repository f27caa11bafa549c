using StageTools.Paths;

namespace StageTools.Storage.Folders;

/// <summary>A folder's path as a URL, and back.</summary>
internal static class FolderUrl
{
    /// <summary>The URL of a folder.</summary>
    /// <param name="folder">Its full path.</param>
    /// <remarks>System.Uri would leave some <c>%20</c> of a name as they stand, which then names another folder.</remarks>
    public static StageUrl Of(string folder)
    {
        var path = Path.TrimEndingDirectorySeparator(folder).Replace(Path.DirectorySeparatorChar, '/').TrimEnd('/');
        var escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString)).Replace("%3A", ":", StringComparison.Ordinal);

        // file:///C:/data/ on Windows, file:///data/ elsewhere; file://server/share is a UNC path and exists on Windows alone.
        return new StageUrl(StageUrl.FileScheme, escaped.StartsWith("//", StringComparison.Ordinal) ? escaped[2..] : escaped is "" or ['/', ..] ? escaped : "/" + escaped);
    }

    /// <summary>The folder's full path in the platform's own form.</summary>
    public static string PathOf(StageUrl url) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(Unescaped(url.Location + "/")));

    /// <summary>The path that stands behind <c>file://</c>.</summary>
    public static string Unescaped(string location) => Uri.UnescapeDataString(location switch
    {
        ['/', _, ':', ..] when OperatingSystem.IsWindows() => location[1..],
        ['/', ..] => location,
        _ => "//" + location,
    });
}
