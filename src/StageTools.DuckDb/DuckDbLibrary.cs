using System.Reflection;
using System.Runtime.InteropServices;
using StageTools.DuckDb.Native;

namespace StageTools.DuckDb;

/// <summary>
/// DuckDB's native library: the file that <c>STAGETOOLS_DUCKDB</c> names, for platforms that no package serves (Alpine), or else the one beside this
/// assembly in <c>runtimes/&lt;platform&gt;/native/</c>. It is loaded when it is first asked for.
/// </summary>
public static class DuckDbLibrary
{
    /// <summary>The environment variable that names another file.</summary>
    public const string Variable = "STAGETOOLS_DUCKDB";

    private const string Remedy = $"install a package of StageTools for this platform, or let {Variable} name a library of DuckDB 1.5 for it";

    private static readonly Lazy<(IntPtr Handle, string Reason)> Loaded = new(Load);

    /// <summary>The version, as DuckDB writes it (<c>v1.5.6</c>); null where the library is not available.</summary>
    public static unsafe string? Version => IsAvailable(out _) ? Utf8.Text(NativeMethods.LibraryVersion()) : null;

    /// <summary>The file that is looked for.</summary>
    public static string Path { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : PathBeside(typeof(DuckDbLibrary).Assembly);

    /// <summary>Whether the library can be used; loads it.</summary>
    /// <param name="reason">Why not, in one sentence: which file was looked for, and what to do. Empty where it can.</param>
    public static bool IsAvailable(out string reason)
    {
        reason = Loaded.Value.Reason;
        return reason.Length == 0;
    }

    /// <summary>Loads the library.</summary>
    /// <exception cref="DllNotFoundException">It is not there, or cannot be loaded here; the message is <see cref="IsAvailable"/>'s sentence.</exception>
    internal static void Require()
    {
        if (!IsAvailable(out var reason))
        {
            throw new DllNotFoundException(reason);
        }
    }

    /// <summary>From now on calls go to the file beside this assembly, and to no other library of that name.</summary>
    internal static void Resolve() =>
        NativeLibrary.SetDllImportResolver(typeof(DuckDbLibrary).Assembly, static (name, _, _) =>
        {
            if (!string.Equals(name, NativeMethods.Library, StringComparison.Ordinal))
            {
                return IntPtr.Zero;
            }

            Require();
            return Loaded.Value.Handle;
        });

    /// <summary>Loads a file, or says why that cannot be.</summary>
    internal static (IntPtr Handle, string Reason) Load(string path)
    {
        if (!File.Exists(path))
        {
            return (IntPtr.Zero, $"DuckDB's library is not there: '{path}' was looked for; {Remedy}.");
        }

        try
        {
            return (NativeLibrary.Load(path), string.Empty);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            return (IntPtr.Zero, $"DuckDB's library '{path}' cannot be loaded on this machine ({e.Message.ReplaceLineEndings(" ").Trim()}); {Remedy}.");
        }
    }

    private static (IntPtr Handle, string Reason) Load() => Load(Path);

    private static string PathBeside(Assembly assembly)
    {
        var file = OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";

        // As StageTools.Loader composes it: a distribution's own build of .NET names itself, and musl is told by the loader it brings.
        // One library serves both of Apple's processors.
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        var platform = OperatingSystem.IsWindows() ? $"win-{architecture}"
            : OperatingSystem.IsMacOS() ? "osx"
            : Directory.Exists("/lib") && Directory.EnumerateFiles("/lib", "ld-musl-*").Any() ? $"linux-musl-{architecture}"
            : $"linux-{architecture}";
        var folder = assembly.Location.Length > 0 ? System.IO.Path.GetDirectoryName(assembly.Location)! : AppContext.BaseDirectory;
        return System.IO.Path.Combine(folder, "runtimes", platform, "native", file);
    }
}
