namespace StageTools.Databases.DuckDb;

/// <summary>What all who open DuckDB have in common: the library must be there, memory is bounded, and no extension comes from the network.</summary>
internal static class DuckDbOpening
{
    private const int MostThreads = 4;
    private const long LeastMemory = 24L << 20;
    private const long EnoughMemory = 256L << 20;

    // With less a thread each DuckDB fails where it could spill.
    private const long MemoryOfThread = 48L << 20;

    /// <summary>The setting of threads for work that others wait beside.</summary>
    public static (string Name, string Value) FewThreads { get; } =
        ("threads", Math.Clamp(Environment.ProcessorCount, 1, MostThreads).ToString(CultureInfo.InvariantCulture));

    /// <summary>How much memory a database takes, in bytes: a quarter of what this process may have, more of little. That is what is left of the
    /// container's limit where there is one.</summary>
    /// <param name="most">The most that it is to take.</param>
    public static long Memory(long most) => Memory(most, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>The same where a process may have so much.</summary>
    internal static long Memory(long most, long available) =>
        Math.Clamp(Math.Max(available / 4, Math.Min(available / 5 * 2, EnoughMemory)), LeastMemory, most);

    /// <summary>Refuses to go on without the library.</summary>
    /// <param name="need">A sentence that says what needs it; empty where that is plain.</param>
    /// <param name="target">What the error is about.</param>
    /// <exception cref="StageException"><c>DuckDbUnavailable</c>.</exception>
    public static void RequireLibrary(string need, object? target)
    {
        if (!DuckDbLibrary.IsAvailable(out var reason))
            throw StageErrorCode.DuckDbUnavailable.Error($"{need} {reason}".TrimStart(), target);
    }

    /// <summary>Makes a database file where there is none: it has its name only when it is one, whoever is killed meanwhile.</summary>
    public static void Make(string path)
    {
        if (Path.Exists(path))
            return;

        var made = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            DuckDbDatabase.Open(made, Settings(LeastMemory)).Dispose();
            File.Move(made, path);
        }
        catch (Exception e) when (e is DuckDbException or IOException or UnauthorizedAccessException)
        {
            // What is against it is told of the file's own name when that is opened; or somebody else has made it.
            FileStoreErrors.TryDelete(made);
        }
    }

    /// <summary>The settings of a database.</summary>
    /// <param name="memory">The most memory it takes, in bytes.</param>
    /// <param name="others">What else is set.</param>
    public static Dictionary<string, string> Settings(long memory, params ReadOnlySpan<(string Name, string Value)> others)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["memory_limit"] = string.Create(CultureInfo.InvariantCulture, $"{memory}B"),
            ["autoinstall_known_extensions"] = "false",
            ["autoload_known_extensions"] = "false",
        };
        foreach (var (name, value) in others)
            settings.Add(name, value);

        var threads = settings.TryGetValue(FewThreads.Name, out var said)
            ? int.Parse(said, CultureInfo.InvariantCulture)
            : Environment.ProcessorCount;
        if (Threads(memory, threads) is var few && few < threads)
            settings[FewThreads.Name] = few.ToString(CultureInfo.InvariantCulture);

        return settings;
    }

    /// <summary>How many threads so much memory is enough for.</summary>
    /// <param name="memory">The memory, in bytes.</param>
    /// <param name="most">The most there are to be.</param>
    public static int Threads(long memory, int most) => (int)Math.Clamp(memory / MemoryOfThread, 1, most);
}
