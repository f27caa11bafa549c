namespace StageTools.Drive;

/// <summary>
/// The one place where a path of a drive becomes a stage path. PowerShell is given paths of the drive over all stages,
/// <c>Stage:/sales/2026/a.csv</c>: such a
/// path means the same from every location, in every cmdlet, and inside a text. Taken are these, stage paths (<c>@sales/2026/a.csv</c>), and what is
/// relative to a drive's root.
/// </summary>
/// <remarks>A slash at the end says that the folder is meant: on a bucket a file may have the same name.</remarks>
internal static class DrivePath
{
    /// <summary>What holds all stages: the root of the drive <c>Stage:</c>.</summary>
    public const string Root = Drive + "/";

    /// <summary>What no name of a stage begins with, so that these paths are told from all others.</summary>
    private const string Drive = "Stage:";

    /// <summary>What holds all stages, as a stage path would be written.</summary>
    private const string Top = "@";

    /// <summary>The path as a stage path is written, without a slash at its end.</summary>
    /// <param name="path">A path in any of the forms.</param>
    /// <param name="root">The root of the drive by which it came; none for one that names its provider.</param>
    public static string Normalize(string path, string? root = null)
    {
        var text = Slashes(path);
        if (!IsFull(text) && text is not ['@', ..] && root is { Length: > 0 })
            text = $"{root.TrimEnd('/')}/{text.TrimStart('/')}";

        text = (IsFull(text) ? text[Drive.Length..] : text).TrimStart('/').TrimStart('@').TrimStart('/');
        var key = text.IndexOf('/', StringComparison.Ordinal) + 1;
        return Top + (key > 0 && StageKey.IsExactText(text[key..]) ? text : text.TrimEnd('/'));
    }

    /// <summary>The stage path; null for what holds all stages.</summary>
    /// <exception cref="StageException">The name or the key cannot be one.</exception>
    public static StagePath? Parse(string path, string? root = null)
    {
        var normal = Normalize(path, root);
        return normal.Length == 1 ? null : StagePath.Parse(normal);
    }

    /// <summary>A stage path as PowerShell is given it.</summary>
    public static string Full(string normal) => $"{Drive}/{normal[1..]}";

    /// <summary>Whether the path is what holds all stages.</summary>
    public static bool IsTop(string path) => Normalize(path).Length == 1;

    /// <summary>Whether the path says that it means a folder; the slash of an object that is called so says nothing.</summary>
    public static bool NamesFolder(string path) => Slashes(path) is [_, .., '/'] && Normalize(path) is not [_, .., '/'];

    /// <summary>Whether a path can be one.</summary>
    public static bool IsValid(string path)
    {
        try
        {
            _ = Parse(path);
            return true;
        }
        catch (StageException)
        {
            return false;
        }
    }

    /// <summary>
    /// The path of a child. The engine also joins what is no path yet, such as two names or <c>..</c>, so nothing is read into the parts. A folder
    /// joined with nothing ends with a slash, by which the engine knows a root. It also joins a root with a path that has it already (a new item by
    /// -LiteralPath): that path is the answer.
    /// </summary>
    public static string Join(string parent, string child)
    {
        var (folder, name) = (Slashes(parent).TrimEnd('/'), Slashes(child).TrimStart('/'));
        if (folder.Length == 0 || IsFull(name))
            return name;

        return folder is Top or Drive ? Root + name.TrimStart('@') : $"{folder}/{name}";
    }

    /// <summary>The path of what holds this; empty at the root and above.</summary>
    public static string Parent(string path, string? root)
    {
        var text = Slashes(path);
        text = text.Length > 1 ? text.TrimEnd('/') : text;
        if (text.Length == 0 || text is "/" or Top or Drive || (root is { Length: > 0 } && IsRooted(text) && Relative(text, root).Length == 0))
            return string.Empty;

        return text.LastIndexOf('/') switch
        {
            < 0 => text[0] == '@' ? Top : string.Empty,
            0 => "/",
            var slash when slash == Drive.Length && IsFull(text) => Root,
            var slash => text[..slash],
        };
    }

    /// <summary>The last segment.</summary>
    public static string Name(string path)
    {
        var text = Slashes(path).TrimEnd('/');
        var slash = text.LastIndexOf('/');
        return slash >= 0 ? text[(slash + 1)..]
            : text.Length > 1 && text[0] == '@' ? text[1..]
            : text;
    }

    /// <summary>The path as seen from a folder: up by <c>..</c> where it does not lie below. Seen from nowhere it is the full path.</summary>
    public static string Relative(string path, string folder)
    {
        var slash = NamesFolder(path) ? "/" : string.Empty;
        if (folder.Length == 0)
            return Full(Normalize(path)) is var full && full[^1] == '/' ? full : full + slash;

        var (to, from) = (Segments(path), Segments(folder));
        var common = 0;
        // Stages are named without regard to case, keys with it.
        while (common < Math.Min(to.Length, from.Length)
            && to[common].Equals(from[common], common == 0 ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
        {
            common++;
        }

        var relative = string.Join('/', [.. Enumerable.Repeat("..", from.Length - common), .. to[common..]]);
        return relative.Length == 0 ? relative : relative + slash;
    }

    /// <summary>Whether a path is a folder's, or that of something in it.</summary>
    public static bool LiesIn(string path, string folder) =>
        Relative(path, folder) is not ".." and var relative && !relative.StartsWith("../", StringComparison.Ordinal);

    private static string[] Segments(string path) => Normalize(path) is { Length: > 1 } normal ? normal[1..].Split('/') : [];

    private static bool IsRooted(string text) => text is ['@', ..] || IsFull(text);

    private static bool IsFull(string text) =>
        text.StartsWith(Drive, StringComparison.OrdinalIgnoreCase) && (text.Length == Drive.Length || text[Drive.Length] == '/');

    private static string Slashes(string path) => OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path;
}
