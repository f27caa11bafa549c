using StageTools.Machine;

namespace StageTools.Hosting;

/// <summary>The engines of this process: one a catalog, made when it is first needed.</summary>
internal static class Engines
{
    private static readonly ConcurrentDictionary<(MachineHome Home, string? Catalog, string? User), Lazy<StageEngine>> ByCatalog = new();

    /// <summary>The engine of the catalog that the environment names now.</summary>
    public static StageEngine Current => ByCatalog.GetOrAdd(
        (MachineHome.FromEnvironment(), KnownCatalogs.Named, KnownCatalogs.User),
        static key => new Lazy<StageEngine>(() => new StageEngine(key.Home, key.Catalog))).Value;

    /// <summary>What completions are made of, in that catalog.</summary>
    public static StageCompletion Completion => new(static () => Current.Stages, static () => Current.Files);
}
