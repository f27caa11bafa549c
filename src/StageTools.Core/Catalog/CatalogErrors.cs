namespace StageTools.Catalog;

/// <summary>What every catalog says of what is there, or is not.</summary>
internal static class CatalogErrors
{
    /// <summary>How the sentence of a refused right begins; both systems say it so.</summary>
    public const string NoPrivilege = "You do not have privilege to execute the statement";

    /// <summary>A new stage has the name of another.</summary>
    public static StageException Exists(StageName name) => StageErrorCode.StageAlreadyExists.Error(
        $"The stage '{name}' exists already", new Advice(AdviceKind.KeepOrReplaceStage), name.Value);

    /// <summary>A stage's new name is taken.</summary>
    public static StageException Taken(StageName newer, StageName older) => StageErrorCode.StageAlreadyExists.Error(
        $"The stage '{newer}' exists already; choose another name for '{older}'.", newer.Value);

    /// <summary>A team's catalog is to keep files itself.</summary>
    public static StageException NoInternal(StageName name) => StageErrorCode.OptionInvalid.Error(
        $"The stage '{name}' cannot be internal: this team's catalog has no bucket for files", new Advice(AdviceKind.GiveUrl), name.Value);

    /// <summary>The stage was dropped while its directory table was filled.</summary>
    public static StageException DroppedWhileListed() => StageErrorCode.StageNotFound.Error(
        "The stage was dropped while its files were listed", new Advice(AdviceKind.ListStages));

    /// <summary>The stage's files lie elsewhere than when its directory table began to be filled.</summary>
    public static StageException MovedWhileListed(StageName name) => StageErrorCode.StageNotFound.Error(
        $"The stage '{name}' was given another place while its files were listed, and its directory table shows none of them",
        new Advice(AdviceKind.FillDirectoryTable, name), name.Value);

    /// <summary>A directory table names what its stage cannot hold.</summary>
    public static StoreItem NoFile(StoreItem item)
    {
        var shown = StageKey.FromStore(item.Key).ToString();
        return item with
        {
            Error = StageErrorCode.CatalogCorrupt.Error(
                $"The directory table has '{shown}', which no listing of the stage wrote there: fill it anew, and see who may write to the stage.",
                shown),
        };
    }

    /// <summary>No stage has the name.</summary>
    public static StageException NotFound(StageName name) => StageErrorCode.StageNotFound.Error(
        $"There is no stage '{name}'", new Advice(AdviceKind.ListStages), name.Value);

    /// <summary>A new connection or file format has the name of another.</summary>
    public static StageException Exists(NamedKind kind, StageName name) => new(
        kind is NamedKind.Connection ? StageErrorCode.ConnectionAlreadyExists : StageErrorCode.FileFormatAlreadyExists,
        $"The {NounOf(kind)} '{name}' exists already",
        new Advice(AdviceKind.KeepOrReplaceStage),
        name.Value);

    /// <summary>What is to be copied has names of what is there.</summary>
    public static StageException Exist(StageErrorCode code, string noun, IReadOnlyList<string> names, string catalog) => new(
        code,
        $"The {noun}{(names.Count > 1 ? "s" : string.Empty)} {Joined(names)} exist{(names.Count > 1 ? string.Empty : "s")} already in the catalog "
            + $"{catalog}, and nothing was copied",
        new Advice(AdviceKind.ReplaceInCatalog),
        names[0]);

    /// <summary>Grants that are to be copied are to roles that are not there.</summary>
    public static StageException NoRoles(IReadOnlyList<string> roles) => StageErrorCode.OptionInvalid.Error(
        $"Stages are granted to the role{(roles.Count > 1 ? "s" : string.Empty)} {Joined(roles)}, which the database does not have; "
            + "nothing was copied",
        new Advice(AdviceKind.MakeRolesOrCopyPrivately), roles[0]);

    /// <summary>Internal stages are to be copied into a team's catalog that keeps no files.</summary>
    public static StageException NoInternal(IReadOnlyList<string> stages, string catalog) => StageErrorCode.OptionInvalid.Error(
        $"Internal stages ({Joined(stages)}) cannot be copied into the catalog {catalog}, which has no storage of its own; nothing was copied",
        new Advice(AdviceKind.LeaveOutInternal), stages[0]);

    /// <summary>No connection or file format has the name.</summary>
    public static StageException NotFound(NamedKind kind, StageName name) => new(
        kind is NamedKind.Connection ? StageErrorCode.ConnectionNotFound : StageErrorCode.FileFormatNotFound,
        $"There is no {NounOf(kind)} '{name}'",
        new Advice(kind is NamedKind.Connection ? AdviceKind.ListConnections : AdviceKind.ListFileFormats),
        name.Value);

    /// <summary>Stages refer to a connection or a file format that is to go.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="name">Its name.</param>
    /// <param name="stages">Some of the stages; none where who asks may not see them.</param>
    public static StageException InUse(NamedKind kind, StageName name, IReadOnlyList<string> stages)
    {
        var users = stages.Count == 0 ? "a stage" : string.Join(", ", stages.Take(3).Select(static stage => $"'{stage}'"));
        return new StageException(
            kind is NamedKind.Connection ? StageErrorCode.ConnectionInUse : StageErrorCode.FileFormatInUse,
            $"The {NounOf(kind)} '{name}' is in use by {users}{(stages.Count > 3 ? " and others" : string.Empty)}, and stays; give "
                + $"{(stages.Count > 1 ? "those stages" : "that stage")} another one first.",
            name.Value);
    }

    /// <summary>A connection that stages refer to is to become one of another kind of store by a copy.</summary>
    public static StageException OtherKind(NamedEntry older, NamedEntry newer, IReadOnlyList<string> stages, string catalog) =>
        StageErrorCode.ConnectionInUse.Error(
            $"The connection '{older.Name}' is one of {older.StorageType} in the catalog {catalog}, where {Joined(stages)} "
                + $"refer{(stages.Count > 1 ? string.Empty : "s")} to it, and what comes is one of {newer.StorageType}; nothing was copied. Give "
                + "what refers to it another connection first.",
            older.Name.Value);

    /// <summary>What a stage refers to was dropped by somebody else, just now.</summary>
    public static StageException Dropped(CatalogEntry stage, Exception inner)
    {
        var named = (NamedEntry?[])[stage.NamedConnection, stage.NamedFormat];
        return new StageException(
            stage.NamedConnection is null ? StageErrorCode.FileFormatNotFound : StageErrorCode.ConnectionNotFound,
            $"The {string.Join(" or the ", named.OfType<NamedEntry>().Select(static n => $"{NounOf(n.Kind)} '{n.Name}'"))} was dropped meanwhile; "
                + $"the stage '{stage.Name}' stays as it was.",
            stage.Name.Value,
            inner);
    }

    /// <summary>Names for a sentence; of many, some.</summary>
    private static string Joined(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(3).Select(static name => $"'{name}'")) + (names.Count > 3 ? $" and {names.Count - 3} more" : string.Empty);

    /// <summary>What a kind is called.</summary>
    public static string NounOf(NamedKind kind) => kind is NamedKind.Connection ? "connection" : "file format";
}
