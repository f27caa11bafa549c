namespace StageTools.Storage.Folders;

/// <summary>Folders of this machine as stages: a path, <c>file:///folder/</c>, <c>fs:///folder/</c>.</summary>
internal sealed class FolderProvider : IStoreProvider
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Schemes { get; } = [StageUrl.FileScheme, "fs", string.Empty];

    /// <inheritdoc/>
    public IReadOnlyList<string> Forms { get; } = ["a folder (a path, file:///folder/ or fs:///folder/)"];

    /// <inheritdoc/>
    public IReadOnlyList<ConnectionKey> Keys { get; } = [];

    /// <summary>The URL of a folder.</summary>
    /// <param name="folder">Its full path.</param>
    /// <remarks>System.Uri would leave some <c>%20</c> of a name as they stand, which then names another folder.</remarks>
    public static StageUrl UrlOf(string folder)
    {
        var path = Path.TrimEndingDirectorySeparator(folder).Replace(Path.DirectorySeparatorChar, '/').TrimEnd('/');
        var escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString)).Replace("%3A", ":", StringComparison.Ordinal);

        // file:///C:/data/ on Windows, file:///data/ elsewhere; file://server/share is a UNC path and exists on Windows alone.
        return new StageUrl(StageUrl.FileScheme, escaped switch
        {
            ['/', '/', ..] => escaped[2..],
            "" or ['/', ..] => escaped,
            _ => "/" + escaped,
        });
    }

    /// <inheritdoc/>
    public StageUrl Read(WrittenUrl url)
    {
        var path = url.Scheme.Length == 0 ? WithHome(url.Rest)
            : url.Rest.StartsWith('/') || OperatingSystem.IsWindows() ? Unescaped(url.Rest)
            : throw url.Refused("it names a host; write file:///folder/ with three slashes");
        return StagePath.IsStagePath(path) ? throw url.Refused("a stage cannot contain another stage")
            : path.Contains('\0') ? throw url.Refused("it holds NUL")
            : UrlOf(Path.GetFullPath(path, url.CurrentFolder));
    }

    /// <inheritdoc/>
    public string FolderOf(StageUrl url) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(Unescaped(url.Location + "/")));

    /// <summary>A stage is a folder, never a file.</summary>
    /// <inheritdoc/>
    public void Require(StageUrl url, IReadOnlyDictionary<string, string>? shown)
    {
        var folder = FolderOf(url);
        if (File.Exists(folder))
        {
            throw StageErrorCode.StageUrlInvalid.Error($"'{folder}' is a file, and a stage is a folder; name the folder it lies in.", folder);
        }
    }

    /// <inheritdoc/>
    public string? WarningOf(StageUrl url) =>
        FolderOf(url) is var folder && Directory.Exists(folder)
            ? null
            : $"The folder '{folder}' is not there yet: the stage can be used once it is.";

    /// <inheritdoc/>
    public IStore Open(StageUrl url, StageConnection connection, string? shownAs) => new FileStore(FolderOf(url), shownAs: shownAs);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is connected.
    }

    /// <summary>A path as a shell reads it: <c>~</c> before the first <c>/</c> is the home folder.</summary>
    private static string WithHome(string path) =>
        path is "~" or ['~', '/', ..] && Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home
            ? home + path[1..]
            : path;

    /// <summary>The path that stands behind <c>file://</c>.</summary>
    private static string Unescaped(string location) => Uri.UnescapeDataString(location switch
    {
        ['/', _, ':', ..] when OperatingSystem.IsWindows() => location[1..],
        ['/', ..] => location,
        _ => "//" + location,
    });
}
