using System.Collections.Concurrent;
using StageTools.Machine;

namespace StageTools.Hosting;

/// <summary>The engines of this process: one a catalog, made when it is first needed.</summary>
internal static class Engines
{
    private static readonly ConcurrentDictionary<MachineHome, Lazy<StageEngine>> ByHome = new();

    /// <summary>The engine of the catalog that <c>$STAGETOOLS_HOME</c> names now.</summary>
    public static StageEngine Current =>
        ByHome.GetOrAdd(MachineHome.FromEnvironment(), home => new Lazy<StageEngine>(() => new StageEngine(home))).Value;
}
