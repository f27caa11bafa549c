using StageTools.Stages;

namespace StageTools.Drive;

/// <summary>
/// Paths as the provider sees them: <c>@</c> holds all stages, <c>@sales</c> is a stage, <c>@sales/2026/a.csv</c> a file in it. They are stage paths, so
/// what a drive shows in PSPath can be given to any cmdlet. None begins with <c>/</c> or <c>~</c>, which PowerShell would take for the file system's.
/// </summary>
internal static class DrivePath
{
    /// <summary>What holds all stages: the root of the drive <c>Stage:</c>.</summary>
    public const string Top = "@";

    /// <summary>One form for all: <c>/</c> between segments, none doubled by the engine at the ends, <c>@</c> in front.</summary>
    public static string Normalize(string path)
    {
        var text = Slashes(path).TrimStart('/').TrimStart('@').TrimStart('/');
        var key = text.IndexOf('/', StringComparison.Ordinal) + 1;
        return Top + (key > 0 && StageKey.IsExactText(text[key..]) ? text : text.TrimEnd('/'));
    }

    /// <summary>Whether the path is what holds all stages.</summary>
    public static bool IsTop(string path) => Normalize(path).Length == 1;

    /// <summary>The stage path; null for what holds all stages.</summary>
    /// <exception cref="StageException">The name or the key cannot be one.</exception>
    public static StagePath? Parse(string path)
    {
        var normal = Normalize(path);
        return normal.Length == 1 ? null : StagePath.Parse(normal);
    }

    /// <summary>The same without an error: null where it is none.</summary>
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

    /// <summary>The path of a child. The engine also joins what is no path yet, such as two names or <c>..</c>, so nothing is
    /// read into the parts; a folder joined with nothing ends with a slash, by which it knows a root.</summary>
    public static string Join(string parent, string child)
    {
        var (folder, name) = (Slashes(parent).TrimEnd('/'), Slashes(child).Trim('/'));
        return folder.Length == 0 ? name
            : name.Length == 0 ? folder + "/"
            : folder == Top ? folder + name.TrimStart('@')
            : $"{folder}/{name}";
    }

    /// <summary>The path of what holds this; empty at the root and above.</summary>
    public static string Parent(string path, string? root)
    {
        var text = Slashes(path).TrimEnd('/');
        if (text.Length <= 1 || (!string.IsNullOrEmpty(root) && text.Equals(Slashes(root).TrimEnd('/'), StringComparison.OrdinalIgnoreCase)))
        {
            return string.Empty;
        }

        var slash = text.LastIndexOf('/');
        return slash >= 0 ? text[..slash]
            : text[0] == '@' ? Top
            : string.Empty;
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

    /// <summary>The path as seen from a folder: up by <c>..</c> where it does not lie below.</summary>
    public static string Relative(string path, string folder)
    {
        var (to, from) = (Segments(path), Segments(folder));
        var common = 0;
        while (common < Math.Min(to.Length, from.Length) && to[common].Equals(from[common], StringComparison.OrdinalIgnoreCase))
        {
            common++;
        }

        return string.Join('/', [.. Enumerable.Repeat("..", from.Length - common), .. to[common..]]);
    }

    private static string[] Segments(string path) => Normalize(path) is { Length: > 1 } normal ? normal[1..].Split('/') : [];

    private static string Slashes(string path) => OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path;
}
