using System.Globalization;
using StageTools.DuckDb;
using StageTools.Stages;

namespace StageTools.Databases;

/// <summary>What all who open DuckDB have in common: the library must be there, memory is bounded, and no extension comes from the network.</summary>
internal static class DuckDbOpening
{
    private const int MostThreads = 4;

    /// <summary>The setting of threads for work that others wait beside.</summary>
    public static (string Name, string Value) FewThreads { get; } =
        ("threads", Math.Clamp(Environment.ProcessorCount, 1, MostThreads).ToString(CultureInfo.InvariantCulture));

    /// <summary>Refuses to go on without the library.</summary>
    /// <param name="need">A sentence that says what needs it; empty where that is plain.</param>
    /// <param name="target">What the error is about.</param>
    /// <exception cref="StageException"><c>DuckDbUnavailable</c>.</exception>
    public static void RequireLibrary(string need, object? target)
    {
        if (!DuckDbLibrary.IsAvailable(out var reason))
        {
            throw new StageException(StageErrorCode.DuckDbUnavailable, $"{need} {reason}".TrimStart(), target);
        }
    }

    /// <summary>The settings of a database.</summary>
    /// <param name="memory">The most memory it takes, as DuckDB writes sizes.</param>
    /// <param name="others">What else is set.</param>
    public static Dictionary<string, string> Settings(string memory, params ReadOnlySpan<(string Name, string Value)> others)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["memory_limit"] = memory,
            ["autoinstall_known_extensions"] = "false",
            ["autoload_known_extensions"] = "false",
        };
        foreach (var (name, value) in others)
        {
            settings.Add(name, value);
        }

        return settings;
    }
}
