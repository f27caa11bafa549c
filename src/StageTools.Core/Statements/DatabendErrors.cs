using DuckDB.NET.Native;
using StageTools.DuckDb;
using StageTools.Errors;

namespace StageTools.Statements;

/// <summary>The numbers of Databend's errors (its <c>ErrorCode</c>).</summary>
internal static class DatabendErrors
{
    private const int Internal = 1001;
    private const int SyntaxException = 1005;
    private const int BadDataValueType = 1010;
    private const int UnknownTable = 1025;
    private const int SemanticError = 1065;
    private const int MetaServiceError = 2001;
    private const int InvalidConfig = 2002;
    private const int MetaStorageError = 2003;
    private const int InvalidArgument = 2004;
    private const int UnknownStage = 2501;
    private const int StageAlreadyExists = 2502;
    private const int StageFileAlreadyExists = 2504;
    private const int IllegalStageFileFormat = 2505;
    private const int StagePermissionDenied = 2506;
    private const int IllegalConnection = 2511;
    private const int StorageNotFound = 3001;
    private const int StoragePermissionDenied = 3002;
    private const int StorageUnavailable = 3901;
    private const int StorageUnsupported = 3902;
    private const int InvalidOperation = 3905;
    private const int StorageOther = 4000;

    /// <summary>The number of an error.</summary>
    public static int NumberOf(StageException error) => error.Code switch
    {
        StageErrorCode.QueryInvalid => OfQuery(error),
        StageErrorCode.StatementInvalid => SyntaxException,
        StageErrorCode.StageNotFound => UnknownStage,
        StageErrorCode.StageAlreadyExists => StageAlreadyExists,
        StageErrorCode.StageDisabled or StageErrorCode.StageRequired or StageErrorCode.UserStageFixed => StagePermissionDenied,
        StageErrorCode.StageNameInvalid or StageErrorCode.StageUrlInvalid or StageErrorCode.PathInvalid or StageErrorCode.PathOutsideStage
            or StageErrorCode.ItemKindMismatch or StageErrorCode.OptionInvalid or StageErrorCode.PatternInvalid => InvalidArgument,
        StageErrorCode.FileNotFound => StorageNotFound,
        StageErrorCode.FileAlreadyExists => StageFileAlreadyExists,
        StageErrorCode.DataInvalid => IllegalStageFileFormat,
        StageErrorCode.ValueNotRepresentable => BadDataValueType,
        StageErrorCode.AccessDenied or StageErrorCode.CredentialRequired => StoragePermissionDenied,
        StageErrorCode.StoreUnavailable => StorageUnavailable,
        StageErrorCode.StorageNotServed => StorageUnsupported,
        StageErrorCode.FolderNotEmpty or StageErrorCode.ConfirmationRequired or StageErrorCode.DirectoryTableDisabled or StageErrorCode.TargetBusy =>
            InvalidOperation,
        StageErrorCode.ObjectArchived or StageErrorCode.StoreFull or StageErrorCode.ChecksumMismatch => StorageOther,
        StageErrorCode.DatabaseInvalid => InvalidConfig,
        StageErrorCode.CatalogBusy or StageErrorCode.CatalogUnavailable or StageErrorCode.CatalogNotTrusted => MetaServiceError,
        StageErrorCode.CatalogReadOnly or StageErrorCode.CatalogTooNew or StageErrorCode.CatalogCorrupt => MetaStorageError,
        StageErrorCode.SecretUnreadable => IllegalConnection,
        _ => Internal,
    };

    // DuckDB says "Table with name t does not exist!", and tells by the kind of its error what does not parse.
    private static int OfQuery(StageException error)
    {
        // One that tells of another has it inside.
        Exception? inner = error;
        while (inner is StageException)
            inner = inner.InnerException;

        return inner is DuckDbException { ErrorType: var type }
            ? type switch
            {
                DuckDBErrorType.Parser or DuckDBErrorType.Syntax => SyntaxException,
                DuckDBErrorType.Catalog when inner.Message.Contains("Table with name", StringComparison.Ordinal) => UnknownTable,
                _ => SemanticError,
            }
            : SemanticError;
    }
}
