using DuckDB.NET.Native;

namespace StageTools.DuckDb;

/// <summary>DuckDB's native library: the file that <c>STAGETOOLS_DUCKDB</c> names, for platforms that no package serves (Alpine), or else the one
/// beside this assembly in <c>runtimes/&lt;platform&gt;/native/</c>. It is loaded when it is first asked for.</summary>
internal static class DuckDbLibrary
{
    /// <summary>The environment variable that names another file.</summary>
    public const string Variable = "STAGETOOLS_DUCKDB";

    /// <summary>What functions are bound to, here and in DuckDB.NET.</summary>
    public const string Name = "duckdb";

    private const string Remedy = $"install a package of StageTools for this platform, or let {Variable} name a library of DuckDB 1.5 for it";

    private static readonly Lazy<(IntPtr Handle, string Reason)> Loaded = new(static () => Load(Path!));

    /// <summary>From now on calls go to that file, DuckDB.NET's too, and to no other library of that name.</summary>
    static DuckDbLibrary()
    {
        foreach (var assembly in new[] { typeof(DuckDbLibrary).Assembly, typeof(NativeMethods).Assembly })
        {
            NativeLibrary.SetDllImportResolver(
                assembly, static (name, _, _) => string.Equals(name, Name, StringComparison.Ordinal) ? Require() : IntPtr.Zero);
        }
    }

    /// <summary>The file that is looked for.</summary>
    public static string Path { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : PathBeside();

    /// <summary>Whether the library can be used; loads it.</summary>
    /// <param name="reason">Why not, in one sentence: which file was looked for, and what to do. Empty where it can.</param>
    public static bool IsAvailable(out string reason)
    {
        reason = Loaded.Value.Reason;
        return reason.Length == 0;
    }

    /// <summary>Loads the library.</summary>
    /// <exception cref="DllNotFoundException">It is not there, or cannot be loaded here, as <see cref="IsAvailable"/> says.</exception>
    public static IntPtr Require() => IsAvailable(out var reason) ? Loaded.Value.Handle : throw new DllNotFoundException(reason);

    /// <summary>Loads a file, or says why that cannot be.</summary>
    public static (IntPtr Handle, string Reason) Load(string path)
    {
        if (!File.Exists(path))
            return (IntPtr.Zero, $"DuckDB's library is not there: '{path}' was looked for; {Remedy}.");

        try
        {
            return (NativeLibrary.Load(path), string.Empty);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            var reason = e.Message.ReplaceLineEndings(" ").Trim();
            return (IntPtr.Zero, $"DuckDB's library '{path}' cannot be loaded on this machine ({reason}); {Remedy}.");
        }
    }

    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "A native program has no assembly beside it: it has its own folder.")]
    private static string PathBeside()
    {
        var file = OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";

        // As StageTools.Loader composes it: a distribution's own build of .NET names itself, and musl is told by the loader it brings.
        // One library serves both of Apple's processors.
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        var platform = OperatingSystem.IsWindows() ? $"win-{architecture}"
            : OperatingSystem.IsMacOS() ? "osx"
            : Directory.Exists("/lib") && Directory.EnumerateFiles("/lib", "ld-musl-*").Any() ? $"linux-musl-{architecture}"
            : $"linux-{architecture}";
        var beside = typeof(DuckDbLibrary).Assembly.Location;
        var folder = beside.Length > 0 ? System.IO.Path.GetDirectoryName(beside)! : AppContext.BaseDirectory;

        // What was compiled ahead of time for a platform lies in runtimes/<platform>/ itself.
        var path = System.IO.Path.Combine(folder, "runtimes", platform, "native", file);
        var above = System.IO.Path.Combine(folder, "..", platform, "native", file);
        return !File.Exists(path) && File.Exists(above) ? System.IO.Path.GetFullPath(above) : path;
    }
}
