using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace StageTools.Loader;

/// <summary>
/// Where StageTools.Core and every package below it live, apart from all that a session has loaded: another version of Npgsql or the
/// AWS SDK in the same session neither disturbs the module nor is disturbed by it. What was compiled ahead of time for this platform goes first.
/// </summary>
internal sealed class CoreLoadContext(string folder) : AssemblyLoadContext("StageTools")
{
    private const string Core = "StageTools.Core";

    private static readonly string Platform = PlatformName();

    private static readonly CoreLoadContext Instance = new(Path.Combine(Path.GetDirectoryName(typeof(CoreLoadContext).Assembly.Location)!, "lib"));

    /// <summary>From now on the module finds its engine. Only the engine: what lies below stays unknown to the session.</summary>
    public static void Register()
    {
        Default.Resolving -= ResolveCore;
        Default.Resolving += ResolveCore;
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(folder, assemblyName.Name + ".dll");
        var compiled = Path.Combine(folder, "runtimes", Platform, assemblyName.Name + ".dll");
        return File.Exists(compiled) ? LoadFromAssemblyPath(compiled) : File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName)
    {
        var path = NativePath(unmanagedDllName);
        return File.Exists(path) ? LoadUnmanagedDllFromPath(path) : IntPtr.Zero;
    }

    private static Assembly? ResolveCore(AssemblyLoadContext context, AssemblyName name) =>
        string.Equals(name.Name, Core, StringComparison.Ordinal) ? Instance.LoadFromAssemblyName(name) : null;

    private static string PlatformName()
    {
        // A distribution's own build of .NET names itself, so the portable name is composed here. musl is told by the loader it brings.
        var system = OperatingSystem.IsWindows() ? "win"
            : OperatingSystem.IsMacOS() ? "osx"
            : Directory.Exists("/lib") && Directory.EnumerateFiles("/lib", "ld-musl-*").Any() ? "linux-musl"
            : "linux";
        return $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
    }

    private string NativePath(string name)
    {
        var file = OperatingSystem.IsWindows() ? name + ".dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";
        return Path.Combine(folder, "runtimes", Platform, "native", file);
    }
}
