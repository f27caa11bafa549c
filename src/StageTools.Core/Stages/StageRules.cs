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
            throw StageErrorCode.StageNameInvalid.Error(
                $"'{name}' cannot be a stage's name: names that begin with '{Reserved}' are reserved. Choose another.", name.Value);
        }
    }

    /// <summary>The user stage is never created, altered, renamed or dropped.</summary>
    public static void RefuseUserStage(StageName name, string what)
    {
        if (name.IsUser)
        {
            throw StageErrorCode.UserStageFixed.Error(
                $"The user stage '~' cannot be {what}: every user has one, always. Choose a stage of another name.", name.Value);
        }
    }

    /// <summary>The catalog's own folder is nobody's stage: its key, its database and other users' stages lie there.</summary>
    /// <param name="folder">The folder of this machine that a stage is to lie in, or lies in; null for none.</param>
    /// <param name="home">The catalog's.</param>
    public static void RefuseHome(string? folder, MachineHome home)
    {
        if (folder is not null && home.Holds(folder))
        {
            throw StageErrorCode.StageUrlInvalid.Error(
                $"'{folder}' lies in the catalog's own folder '{home.Folder}', which no stage can be; name another folder.", folder);
        }
    }

    /// <summary>Refuses a disabled stage as the target of files (it can still be listed and read, MatrixOne: ENABLE = FALSE), and one that this user
    /// may not write.</summary>
    /// <exception cref="StageException"><c>StageDisabled</c>, <c>AccessDenied</c>.</exception>
    public static void RequireWritable(CatalogEntry entry)
    {
        Require(entry, StageRights.Write);
        if (!entry.Enabled)
        {
            throw StageErrorCode.StageDisabled.Error(
                $"The stage '{entry.Name}' is disabled and takes no files", new Advice(AdviceKind.EnableStage, entry.Name), entry.Name.Value);
        }
    }

    /// <summary>Refuses what this user was not granted on a team's stage, before its store is asked.</summary>
    /// <exception cref="StageException"><c>AccessDenied</c>.</exception>
    public static void Require(CatalogEntry entry, StageRights rights)
    {
        if ((entry.Rights & rights) == rights)
            return;

        var (work, right) = (rights & ~entry.Rights) switch
        {
            StageRights.Read => ("list and read", "READ"),
            StageRights.Write => ("write and remove", "WRITE"),
            _ => ("read and write", "READ and WRITE"),
        };
        throw StageErrorCode.AccessDenied.Error(
            $"{CatalogErrors.NoPrivilege}: to {work} files of the stage '{entry.Name}' wants {right} on it; ask an administrator of the catalog.",
            entry.Name.Value);
    }

    /// <summary>What a team's catalog alone has, or has not.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public static void RequireServed(StageDefinition definition, bool isTeam)
    {
        if (!isTeam && definition.Private)
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"The stage '{definition.Name}' need not be made private: the catalog in use is this user's alone, and nobody else sees it.",
                definition.Name.Value);
        }

        if (!isTeam)
            RefuseSecondCredential(definition.Name, definition.WriteConnection);
    }

    /// <summary>Two credentials are for two kinds of user.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>.</exception>
    public static void RefuseSecondCredential(StageName name, StageConnection? connection)
    {
        if (connection is not null)
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"The stage '{name}' can have one credential: a second, for who may write, is for a team, and the catalog in use is one user's.",
                name.Value);
        }
    }
}
