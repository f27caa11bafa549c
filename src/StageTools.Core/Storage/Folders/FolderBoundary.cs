using System.Buffers;
using StageTools.Stages;

namespace StageTools.Storage.Folders;

/// <summary>Keeps a folder stage inside its folder: keys become paths, and no symbolic link leads out.</summary>
internal sealed class FolderBoundary
{
    // Windows keeps these for itself; elsewhere they are names like any other.
    private static readonly SearchValues<char> NotOnWindows = SearchValues.Create("<>:\"|?*\\");

    private static readonly HashSet<string> DevicesOnWindows = new(
        ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(0, 10).SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })], StringComparer.OrdinalIgnoreCase);

    private readonly Lazy<string> _realRoot;

    private readonly bool _confined;
    private readonly string? _shownAs;

    public FolderBoundary(string root, bool confined, string? shownAs = null)
    {
        Root = root;
        _confined = confined;
        _shownAs = shownAs;
        _realRoot = new Lazy<string>(() => RealPath(root));
    }

    /// <summary>The folder's full path.</summary>
    public string Root { get; }

    /// <summary>A key as the user would write it.</summary>
    public string Show(StageKey key) => _shownAs is null
        ? Path.Combine(Root, key.Value.TrimStart('/').Replace('/', Path.DirectorySeparatorChar))
        : key.IsRoot ? _shownAs : $"{_shownAs}/{key}";

    /// <summary>The path of a key; refused when a link on the way leads out of the folder.</summary>
    public string PathOf(StageKey key)
    {
        StorePart.Refuse(key, Show(key));
        var path = Root;
        foreach (var segment in key.Value.Split('/', key.IsRoot ? 1 : int.MaxValue))
        {
            if (key.IsRoot)
            {
                break;
            }

            CheckSegment(segment, key);
            path = Path.Combine(path, segment);
            if (_confined && new FileInfo(path) is { LinkTarget: not null } link && !IsInside(link))
            {
                throw new StageException(
                    StageErrorCode.PathOutsideStage,
                    $"'{Show(key)}' is refused: '{path}' is a link that leads out of the stage's folder '{Root}'.",
                    Show(key));
            }
        }

        return path;
    }

    /// <summary>Whether a link ends inside the folder.</summary>
    public bool IsInside(FileSystemInfo link)
    {
        if (!_confined)
        {
            return true;
        }

        try
        {
            return link.ResolveLinkTarget(returnFinalTarget: true) is { } target && IsBelow(RealPath(target.FullName));
        }
        catch (IOException)
        {
            // A link to itself, or through something that cannot be read.
            return false;
        }
    }

    private void CheckSegment(string segment, StageKey key)
    {
        if (segment.Length == 0)
        {
            throw new StageException(
                StageErrorCode.PathInvalid, $"'{Show(key)}' has an empty name between, before or behind '/': neither a file nor a folder is called that. Write one '/', or copy an object of that name by itself, to another name.", Show(key));
        }

        if (segment is "." or ".." || (_confined && key.HasDots))
        {
            throw StoreErrors.HasDots(Show(key));
        }

        if (segment.Contains('\0'))
        {
            throw new StageException(StageErrorCode.PathInvalid, $"'{Show(key)}' holds the character NUL, which no file's name does. Copy it by itself, to a name without it.", Show(key));
        }

        if (OperatingSystem.IsWindows()
            && (segment.AsSpan().IndexOfAny(NotOnWindows) >= 0 || segment[^1] is '.' or ' ' || segment.Any(c => c < ' ')
                || DevicesOnWindows.Contains(segment.Split('.')[0])))
        {
            throw new StageException(
                StageErrorCode.PathInvalid,
                $"'{Show(key)}' cannot be a file on Windows: '{segment}' holds a character, ends with a dot or blank, or is a device's name; choose another name.",
                Show(key));
        }
    }

    private bool IsBelow(string path)
    {
        var comparison = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return path.Equals(_realRoot.Value, comparison)
            || path.StartsWith(Path.EndsInDirectorySeparator(_realRoot.Value) ? _realRoot.Value : _realRoot.Value + Path.DirectorySeparatorChar, comparison);
    }

    /// <summary>The path with every link in it followed.</summary>
    public static string RealPath(string path)
    {
        var root = Path.GetPathRoot(path)!;
        var real = root;
        foreach (var segment in path[root.Length..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries))
        {
            var step = Path.Combine(real, segment);
            var target = new FileInfo(step).LinkTarget is null ? null : new FileInfo(step).ResolveLinkTarget(returnFinalTarget: true);
            real = target is null ? step : RealPath(target.FullName);
        }

        return real;
    }
}
