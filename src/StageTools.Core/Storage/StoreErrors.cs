namespace StageTools.Storage;

/// <summary>What every store says in the same words.</summary>
internal static class StoreErrors
{
    public static StageException NotFound(string shown, Exception? inner = null) =>
        StageErrorCode.FileNotFound.Error($"There is no file or folder '{shown}'; check the path, upper and lower case too.", shown, inner);

    public static StageException AlreadyExists(string shown, Exception? inner = null) =>
        StageErrorCode.FileAlreadyExists.Error($"The file '{shown}' is there already", new Advice(AdviceKind.ReplaceFile), shown, inner);

    public static StageException Changed(string shown, Exception? inner = null) => StageErrorCode.ChecksumMismatch.Error(
        $"'{shown}' was changed by somebody else while it was written anew, and stays as it is now; try again.", shown, inner);

    public static StageException IsFolder(string shown) => StageErrorCode.ItemKindMismatch.Error($"'{shown}' is a folder; name a file in it.", shown);

    public static StageException IsNoFolder(string shown) => StageErrorCode.ItemKindMismatch.Error(
        $"'{shown}' is a file, and a slash at a path's end means a folder; leave the slash away if the file is meant.", shown);

    public static StageException IsFolderAlready(string shown) =>
        StageErrorCode.ItemKindMismatch.Error($"'{shown}' is a folder; choose another name for the file.", shown);

    public static StageException IsFileAlready(string shown) =>
        StageErrorCode.FileAlreadyExists.Error($"'{shown}' is a file; choose another name for the folder.", shown);

    public static StageException IsNoFile(string shown) =>
        StageErrorCode.PathInvalid.Error($"'{shown}' names a place for files, not a file; add the file's name.", shown);

    public static StageException HasDots(string shown) => StageErrorCode.PathOutsideStage.Error(
        $"'{shown}' is refused: a file cannot have the segment '.' or '..', nor one that is written with %2e. Copy it by itself, to a name without "
            + "one.",
        shown);

    public static StageException FolderNotEmpty(string shown) =>
        StageErrorCode.FolderNotEmpty.Error($"The folder '{shown}' is not empty", new Advice(AdviceKind.RemoveBelow), shown);

    public static StageException IsStageItself(string shown) => StageErrorCode.PathInvalid.Error(
        $"'{shown}' is the stage itself", new Advice(AdviceKind.DropOrRemove), shown);

    public static StageException ChangedWhileMoved(string source, string target) => StageErrorCode.ChecksumMismatch.Error(
        $"'{source}' was changed while it was moved: '{target}' is there as it was before, and the original stays.", source);

    public static StageException SameFile(string source, string target) => StageErrorCode.PathInvalid.Error(
        $"'{source}' and '{target}' are one and the same file, by a link or another mount; choose another target.", target);

    public static StageException IntoItself(string shown) =>
        StageErrorCode.PathInvalid.Error($"The folder '{shown}' cannot be moved into itself.", shown);
}
