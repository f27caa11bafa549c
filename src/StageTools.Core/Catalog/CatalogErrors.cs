using StageTools.Errors;
using StageTools.Paths;

namespace StageTools.Catalog;

/// <summary>What every catalog says of stages that are there, or are not.</summary>
internal static class CatalogErrors
{
    /// <summary>A new stage has the name of another.</summary>
    public static StageException Exists(StageName name) => new(
        StageErrorCode.StageAlreadyExists,
        $"The stage '{name}' exists already",
        new Advice(AdviceKind.KeepOrReplaceStage),
        name.Value);

    /// <summary>A stage's new name is taken.</summary>
    public static StageException Taken(StageName newer, StageName older) => new(
        StageErrorCode.StageAlreadyExists, $"The stage '{newer}' exists already; choose another name for '{older}'.", newer.Value);

    /// <summary>No stage has the name.</summary>
    public static StageException NotFound(StageName name) => new(
        StageErrorCode.StageNotFound, $"There is no stage '{name}'", new Advice(AdviceKind.ListStages), name.Value);
}
