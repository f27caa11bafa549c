namespace StageTools.Paths;

/// <summary>
/// Where an external stage's files lie, as its store wrote it: <c>scheme://authority/path/</c>. What the parts mean, and may be, is the store's to
/// say.
/// </summary>
/// <param name="Scheme">The kind of store: <c>file</c>, <c>s3</c>, <c>oss</c>, <c>gcs</c>.</param>
/// <param name="Location">All that follows <c>://</c>, without the last <c>/</c>.</param>
public sealed record StageUrl(string Scheme, string Location)
{
    /// <summary>The scheme of this machine's own files.</summary>
    public const string FileScheme = "file";

    /// <summary>
    /// The longest URL or path of the file system, in characters: what a path may have on Windows, and eight times what Linux takes.
    /// </summary>
    public const int MaxLength = 32767;

    private static readonly string[] LocalStarts = ["fs:///", "file:///"];

    /// <summary>What stands before the first <c>/</c>: a bucket, a host.</summary>
    public string Authority => Location.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? Location[..slash] : Location;

    /// <summary>What follows the first <c>/</c>; empty where nothing does.</summary>
    public string Path => Location.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? Location[(slash + 1)..] : string.Empty;

    /// <summary>A folder below this one.</summary>
    public StageUrl Append(string folder) => this with { Location = $"{Location}/{folder}" };

    /// <summary>Reads back what <see cref="ToString"/> wrote. What was registered stays as it is called.</summary>
    public static StageUrl FromCatalog(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        var colon = url.IndexOf("://", StringComparison.Ordinal);
        return colon < 0 ? new StageUrl(FileScheme, url) : new StageUrl(url[..colon], WithoutSlash(url[(colon + 3)..]));
    }

    /// <summary>Refuses what no file system and no service takes, before anybody takes it apart.</summary>
    /// <exception cref="StageException"><c>PathInvalid</c>.</exception>
    public static void RequireShort(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
        {
            throw StageErrorCode.PathInvalid.Error(
                $"A path has at most {MaxLength} characters, and '{text}' has {text.Length}; give a shorter one.", text);
        }
    }

    /// <summary>The URL in its one canonical form, ending with <c>/</c>.</summary>
    public override string ToString() => $"{Scheme}://{Location}/";

    /// <summary>
    /// Of "b/f//" the folder is "f//", which holds other objects than "f/": one slash is the end of the URL, the rest is the folder's name.
    /// </summary>
    internal static string WithoutSlash(string location) => location is [.. var folder, '/'] ? folder : location;

    /// <summary>Keys written into a URL, before an <c>@</c> or behind a <c>?</c>, are shown nowhere.</summary>
    internal static string WithoutSecrets(string text)
    {
        // In a path of a stage or of this machine '?' stands for any character.
        if (text.StartsWith("stage:", StringComparison.OrdinalIgnoreCase))
            return text;

        // Behind three slashes begins a path.
        var isLocal = LocalStarts.Any(local => text.StartsWith(local, StringComparison.OrdinalIgnoreCase));
        var start = isLocal ? 0 : text.IndexOf("://", StringComparison.Ordinal) + 3;
        var at = text.LastIndexOf('@');
        var shown = start >= 3 && at >= start ? $"{text[..start]}***{text[at..]}" : text;
        var query = shown.IndexOf('?', StringComparison.Ordinal);
        return query < 0 || (start < 3 && !shown.AsSpan(query).Contains('=')) ? shown : shown[..query] + "?***";
    }
}
