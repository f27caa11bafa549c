using StageTools.Hosting;
using StageTools.Paths;
using StageTools.Stages;

namespace StageTools.Completion;

/// <summary>What completions are made of, in the catalog that the environment names.</summary>
internal static class CompletionSource
{
    /// <summary>The names of created stages that begin with a text, and <c>~</c>.</summary>
    public static IReadOnlyList<string> StageNames(string prefix) => Stages().StageNames(prefix);

    /// <summary>The files and folders of a folder whose names begin with a text.</summary>
    public static IReadOnlyList<StageItem> Items(StagePath folder, string namePrefix) => Stages().Items(folder.ToString(), namePrefix);

    private static StageCompletion Stages() => new(static () => Engines.Current.Stages, static () => Engines.Current.Files);
}
