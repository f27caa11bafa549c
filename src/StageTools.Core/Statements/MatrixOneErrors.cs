using StageTools.Errors;
using StageTools.Export.Parts;

namespace StageTools.Statements;

/// <summary>The numbers and the sentences of MatrixOne's errors (its <c>moerr</c>, and what its statements on stages say).</summary>
internal static class MatrixOneErrors
{
    private const int ParseError = 1064;
    private const int Internal = 20101;
    private const int NotSupported = 20105;
    private const int BadConfig = 20300;
    private const int InvalidInput = 20301;
    private const int FileNotFound = 20405;
    private const int FileAlreadyExists = 20406;

    /// <summary>The number of an error.</summary>
    public static int NumberOf(StageErrorCode code) => code switch
    {
        StageErrorCode.StatementInvalid => ParseError,
        StageErrorCode.StorageNotServed => NotSupported,
        StageErrorCode.CredentialRequired or StageErrorCode.SecretUnreadable or StageErrorCode.DatabaseInvalid => BadConfig,
        StageErrorCode.StageNameInvalid or StageErrorCode.StageUrlInvalid or StageErrorCode.PathInvalid or StageErrorCode.PathOutsideStage
            or StageErrorCode.ItemKindMismatch or StageErrorCode.OptionInvalid or StageErrorCode.PatternInvalid
            or StageErrorCode.ValueNotRepresentable
            or StageErrorCode.DataInvalid or StageErrorCode.QueryInvalid => InvalidInput,
        StageErrorCode.FileNotFound => FileNotFound,
        StageErrorCode.FileAlreadyExists => FileAlreadyExists,
        _ => Internal,
    };

    /// <summary>What stands before the sentence of an error that MatrixOne has no sentence for.</summary>
    public static string KindOf(StageErrorCode code) => NumberOf(code) switch
    {
        ParseError => "SQL parser error",
        NotSupported => "not supported",
        BadConfig => "invalid configuration",
        InvalidInput => "invalid input",
        _ => "internal error",
    };

    /// <summary>StageTools' sentence beside MatrixOne's own: what that says already is not said twice.</summary>
    public static string DetailOf(StageException error) =>
        error.Message.StartsWith(ExportTarget.PolicyMessage, StringComparison.Ordinal)
            ? error.Message[ExportTarget.PolicyMessage.Length..].TrimStart(':', ' ')
            : error.Message;

    /// <summary>MatrixOne's own sentence; null where it has none, or the error does not say what it is about.</summary>
    public static string? SentenceOf(StageException error) => (error.Code, error.Target) switch
    {
        (StageErrorCode.StageRequired, _) => $"internal error: {ExportTarget.PolicyMessage}",
        (StageErrorCode.StageDisabled, string name) => $"internal error: stage '{name}' is invalid, please check",
        (StageErrorCode.StageNotFound, string name) => $"internal error: stage '{name}' is not exists, please check",
        (StageErrorCode.StageAlreadyExists, string name) => $"internal error: the stage {name} exists",
        (StageErrorCode.FileNotFound, string path) => $"file {path} is not found",
        (StageErrorCode.FileAlreadyExists, string path) => $"file {path} already exists",
        _ => null,
    };
}
