using StageTools.Catalog;
using StageTools.Machine;

namespace StageTools.Stages;

/// <summary>What no stage may be, and what is not done to one.</summary>
internal static class StageRules
{
    private const string Reserved = "_databend_";

    /// <summary>Names that begin as Databend's own do are not given (Databend: reserved).</summary>
    /// <exception cref="StageException"><c>StageNameInvalid</c>.</exception>
    public static void RefuseReserved(StageName name)
    {
        if (name.Value.StartsWith(Reserved, StringComparison.OrdinalIgnoreCase))
        {
            throw new StageException(
                StageErrorCode.StageNameInvalid,
                $"'{name}' cannot be a stage's name: names that begin with '{Reserved}' are reserved. Choose another.",
                name.Value);
        }
    }

    /// <summary>The user stage is never created, altered, renamed or dropped.</summary>
    public static void RefuseUserStage(StageName name, string what)
    {
        if (name.IsUser)
        {
            throw new StageException(
                StageErrorCode.UserStageFixed,
                $"The user stage '~' cannot be {what}: every user has one, always. Choose a stage of another name.",
                name.Value);
        }
    }

    /// <summary>The catalog's own folder is nobody's stage: its key, its database and other users' stages lie there.</summary>
    /// <param name="folder">The folder of this machine that a stage is to lie in, or lies in; null for none.</param>
    /// <param name="home">The catalog's.</param>
    public static void RefuseHome(string? folder, MachineHome home)
    {
        if (folder is not null && home.Holds(folder))
        {
            throw new StageException(
                StageErrorCode.StageUrlInvalid,
                $"'{folder}' lies in the catalog's own folder '{home.Folder}', which no stage can be; name another folder.",
                folder);
        }
    }

    /// <summary>Refuses a disabled stage as the target of files; it can still be listed and read (MatrixOne: ENABLE = FALSE).</summary>
    /// <exception cref="StageException"><c>StageDisabled</c>.</exception>
    public static void RequireEnabled(CatalogEntry entry)
    {
        if (!entry.Enabled)
        {
            throw new StageException(
                StageErrorCode.StageDisabled,
                $"The stage '{entry.Name}' is disabled and takes no files",
                new Advice(AdviceKind.EnableStage, entry.Name),
                entry.Name.Value);
        }
    }
}
