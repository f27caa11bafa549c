using StageTools.Errors;

namespace StageTools.Paths;

/// <summary>Where an external stage's files lie: <c>file:///folder/</c>, <c>s3://bucket/prefix/</c>, <c>oss://…</c> or <c>gcs://…</c>.</summary>
/// <param name="Storage">The kind of store.</param>
/// <param name="Location">A folder's full path in the platform's own form, or <c>bucket/prefix</c> without the last <c>/</c>.</param>
public sealed record StageUrl(StorageType Storage, string Location)
{
    /// <summary>The longest URL or path of the file system, in characters: what a path may have on Windows, and eight times what Linux takes.</summary>
    public const int MaxLength = 32767;

    private const string Served = "A stage can lie in a folder (a path, file:///folder/ or fs:///folder/), in s3://bucket/prefix/, oss://bucket/prefix/ or gcs://bucket/prefix/";

    /// <summary>Reads a URL or a folder's path; a relative path is taken from <paramref name="currentFolder"/>, <c>~</c> is the home folder.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.StageUrlInvalid"/> or <see cref="StageErrorCode.StorageNotServed"/>.</exception>
    public static StageUrl Parse(string text, string currentFolder)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (string.IsNullOrWhiteSpace(text) || text.Contains('\0'))
        {
            throw Invalid(text, "it is empty or holds NUL");
        }

        RequireShort(text);
        var colon = text.IndexOf("://", StringComparison.Ordinal);
        return colon < 0 ? Folder(text, currentFolder) : text[..colon].ToUpperInvariant() switch
        {
            "FILE" or "FS" => FileUrl(text, text[(colon + 3)..], currentFolder),
            "S3" or "S3A" or "S3N" => Bucket(StorageType.S3, text, text[(colon + 3)..]),
            "OSS" => Bucket(StorageType.Oss, text, text[(colon + 3)..]),
            "GCS" or "GS" => Bucket(StorageType.Gcs, text, text[(colon + 3)..]),
            "STAGE" => throw Invalid(text, "a stage cannot contain another stage"),
            var scheme => throw new StageException(
                StageErrorCode.StorageNotServed, $"{UnservedStorage.Describe(scheme.ToLowerInvariant())} is not served. {Served}.", WithoutSecrets(text)),
        };
    }

    /// <summary>Reads a URL that says all of where it leads, wherever one is.</summary>
    /// <exception cref="StageException">As in the other.</exception>
    public static StageUrl ParseFull(string text) => Parse(text, Path.GetPathRoot(AppContext.BaseDirectory)!);

    /// <summary>Refuses what no file system and no service takes, before anybody takes it apart.</summary>
    /// <exception cref="StageException"><c>PathInvalid</c>.</exception>
    public static void RequireShort(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
        {
            throw new StageException(StageErrorCode.PathInvalid, $"A path has at most {MaxLength} characters, and '{text}' has {text.Length}; give a shorter one.", text);
        }
    }

    /// <summary>Reads back what <see cref="ToString"/> wrote. A bucket that was registered stays what it is called.</summary>
    internal static StageUrl FromCatalog(string url)
    {
        foreach (var storage in (StorageType[])[StorageType.S3, StorageType.Oss, StorageType.Gcs])
        {
            var scheme = Scheme(storage);
            if (url.StartsWith(scheme, StringComparison.Ordinal))
            {
                return new StageUrl(storage, WithoutSlash(url[scheme.Length..]));
            }
        }

        return ParseFull(url);
    }

    /// <summary>The URL in its one canonical form, ending with <c>/</c>.</summary>
    public override string ToString() => Storage == StorageType.File
        ? FileUrl(Location)
        : $"{Scheme(Storage)}{Location}/";

    private static string Scheme(StorageType storage) => storage.ToString().ToLowerInvariant() + "://";

    /// <summary>A folder's path as a URL. System.Uri would leave some <c>%20</c> of a name as they stand, which then names another folder.</summary>
    private static string FileUrl(string folder)
    {
        var path = Path.TrimEndingDirectorySeparator(folder).Replace(Path.DirectorySeparatorChar, '/').TrimEnd('/');
        var escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString)).Replace("%3A", ":", StringComparison.Ordinal) + "/";
        return escaped switch
        {
            ['/', '/', ..] => "file:" + escaped,
            ['/', ..] => "file://" + escaped,
            _ => "file:///" + escaped,
        };
    }

    private static StageUrl FileUrl(string text, string path, string currentFolder)
    {
        // file:///C:/data/ on Windows, file:///data/ elsewhere; file://server/share is a UNC path and exists on Windows alone.
        if (!path.StartsWith('/'))
        {
            if (!OperatingSystem.IsWindows())
            {
                throw Invalid(text, "it names a host; write file:///folder/ with three slashes");
            }

            path = "//" + path;
        }
        else if (path is ['/', _, ':', ..])
        {
            path = path[1..];
        }

        return Folder(Uri.UnescapeDataString(path), currentFolder, text);
    }

    private static StageUrl Folder(string path, string currentFolder, string? shown = null)
    {
        if (StagePath.IsStagePath(path))
        {
            throw Invalid(path, "a stage cannot contain another stage");
        }

        return path.Contains('\0')
            ? throw Invalid(shown ?? path, "it holds NUL")
            : new StageUrl(StorageType.File, Path.TrimEndingDirectorySeparator(Path.GetFullPath(shown is null ? WithHome(path) : path, currentFolder)));
    }

    /// <summary>A path as a shell reads it: <c>~</c> before the first <c>/</c> is the home folder.</summary>
    private static string WithHome(string path) => (path is "~" || path.StartsWith("~/", StringComparison.Ordinal)) && Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home
        ? home + path[1..]
        : path;

    private static StageUrl Bucket(StorageType storage, string text, string rest)
    {
        // Of "b/f//" the folder is "f//", which holds other objects than "f/": one slash is the end of the URL, the rest is the folder's name.
        var location = WithoutSlash(rest);
        var bucket = location.Split('/')[0];
        if (bucket.Length == 0)
        {
            throw Invalid(text, "it names no bucket");
        }

        if (bucket.AsSpan().IndexOfAny("@:#? ") >= 0)
        {
            throw Invalid(text, "a bucket's name holds no '@', ':', '#', '?' or blank; keys are given beside it");
        }

        if (rest.Contains('?', StringComparison.Ordinal))
        {
            throw Invalid(text, "it holds a '?', behind which settings stand in other tools; those are given beside it, and no folder may be called so");
        }

        if (BucketName.Refusal(storage, bucket) is { } reason)
        {
            throw Invalid(text, reason);
        }

        StageKey.Check(location, text);
        return new StageUrl(storage, location);
    }

    private static string WithoutSlash(string location) => location is [.. var folder, '/'] ? folder : location;

    private static StageException Invalid(string text, string reason)
    {
        var shown = WithoutSecrets(text);
        return new(StageErrorCode.StageUrlInvalid, $"'{shown}' cannot be a stage's URL: {reason}. {Served}.", shown);
    }

    /// <summary>Keys written into a URL, before an <c>@</c> or behind a <c>?</c>, are shown nowhere.</summary>
    internal static string WithoutSecrets(string text)
    {
        // In a path of a stage or of this machine '?' stands for any character.
        if (text.StartsWith("stage:", StringComparison.OrdinalIgnoreCase))
        {
            return text;
        }

        var start = text.IndexOf("://", StringComparison.Ordinal) + 3;
        var at = text.LastIndexOf('@');
        var shown = start >= 3 && at >= start ? $"{text[..start]}***{text[at..]}" : text;
        var query = shown.IndexOf('?', StringComparison.Ordinal);
        return query < 0 || (start < 3 && !shown.AsSpan(query).Contains('=')) ? shown : shown[..query] + "?***";
    }
}
