using DuckDB.NET.Native;

namespace StageTools.Statements;

/// <summary>An error of a statement as its own system tells it, by number and state.</summary>
/// <param name="Number">The system's number of such an error.</param>
/// <param name="State">The SQL state.</param>
/// <param name="Message">The system's sentence where it has one; else StageTools' own.</param>
/// <param name="Detail">StageTools' own sentence, with what to do, where the system's stands in its place.</param>
public sealed record SystemError(int Number, string State, string Message, string? Detail)
{
    // Both systems have no other for what may go wrong here.
    private const string GeneralState = "HY000";

    /// <summary>The error of a statement. A query of DuckDB's (<see cref="Dialect.Standard"/>) has Databend's numbers.</summary>
    public static SystemError Of(StageException error, Dialect dialect)
    {
        ArgumentNullException.ThrowIfNull(error);
        var (databend, matrixOne) = IsPrivilege(error) ? (Databend.PermissionDenied, MatrixOne.Internal) : NumbersOf(error.Code);
        if (dialect is not Dialect.MatrixOne)
        {
            var number = error.Code is StageErrorCode.QueryInvalid ? OfQuery(error) : databend;
            return new SystemError(number, GeneralState, error.Message, Detail: null);
        }

        return SentenceOf(error) is { } own
            ? new SystemError(matrixOne, GeneralState, own, DetailOf(error.Message))
            : new SystemError(matrixOne, GeneralState, $"{KindOf(matrixOne)}: {error.Message}", Detail: null);
    }

    /// <summary>The error in the form that both systems' clients show: <c>ERROR 20101 (HY000): internal error: …</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"ERROR {Number} ({State}): {Message}");

    /// <summary>Whether a right was not granted; a store refuses with the same code, and other numbers.</summary>
    private static bool IsPrivilege(StageException error) =>
        error.Code is StageErrorCode.AccessDenied && error.Message.StartsWith(CatalogErrors.NoPrivilege, StringComparison.Ordinal);

    /// <summary>The number of an error in Databend, and in MatrixOne.</summary>
    private static (int Databend, int MatrixOne) NumbersOf(StageErrorCode code) => code switch
    {
        StageErrorCode.StatementInvalid => (Databend.SyntaxException, MatrixOne.ParseError),
        StageErrorCode.QueryInvalid => (Databend.SemanticError, MatrixOne.InvalidInput),
        StageErrorCode.StageNotFound => (Databend.UnknownStage, MatrixOne.Internal),
        StageErrorCode.StageAlreadyExists => (Databend.StageAlreadyExists, MatrixOne.Internal),
        StageErrorCode.ConnectionNotFound => (Databend.UnknownConnection, MatrixOne.Internal),
        StageErrorCode.ConnectionAlreadyExists => (Databend.ConnectionAlreadyExists, MatrixOne.Internal),
        StageErrorCode.FileFormatNotFound => (Databend.UnknownFileFormat, MatrixOne.Internal),
        StageErrorCode.FileFormatAlreadyExists => (Databend.FileFormatAlreadyExists, MatrixOne.Internal),
        StageErrorCode.StageDisabled or StageErrorCode.StageRequired or StageErrorCode.UserStageFixed =>
            (Databend.StagePermissionDenied, MatrixOne.Internal),
        StageErrorCode.StageNameInvalid or StageErrorCode.StageUrlInvalid or StageErrorCode.PathInvalid or StageErrorCode.PathOutsideStage
            or StageErrorCode.ItemKindMismatch or StageErrorCode.OptionInvalid or StageErrorCode.PatternInvalid =>
            (Databend.InvalidArgument, MatrixOne.InvalidInput),
        StageErrorCode.FileNotFound => (Databend.StorageNotFound, MatrixOne.FileNotFound),
        StageErrorCode.FileAlreadyExists => (Databend.StageFileAlreadyExists, MatrixOne.FileAlreadyExists),
        StageErrorCode.DataInvalid => (Databend.IllegalStageFileFormat, MatrixOne.InvalidInput),
        StageErrorCode.ValueNotRepresentable => (Databend.BadDataValueType, MatrixOne.InvalidInput),
        StageErrorCode.AccessDenied => (Databend.StoragePermissionDenied, MatrixOne.Internal),
        StageErrorCode.CredentialRequired => (Databend.StoragePermissionDenied, MatrixOne.BadConfig),
        StageErrorCode.StoreUnavailable => (Databend.StorageUnavailable, MatrixOne.Internal),
        StageErrorCode.StorageNotServed => (Databend.StorageUnsupported, MatrixOne.NotSupported),
        StageErrorCode.FolderNotEmpty or StageErrorCode.ConfirmationRequired or StageErrorCode.DirectoryTableDisabled or StageErrorCode.TargetBusy
            or StageErrorCode.ConnectionInUse or StageErrorCode.FileFormatInUse =>
            (Databend.InvalidOperation, MatrixOne.Internal),
        StageErrorCode.ObjectArchived or StageErrorCode.StoreFull or StageErrorCode.ChecksumMismatch => (Databend.StorageOther, MatrixOne.Internal),
        StageErrorCode.DatabaseInvalid => (Databend.InvalidConfig, MatrixOne.BadConfig),
        StageErrorCode.CatalogBusy or StageErrorCode.CatalogUnavailable or StageErrorCode.CatalogNotTrusted =>
            (Databend.MetaServiceError, MatrixOne.Internal),
        StageErrorCode.CatalogReadOnly or StageErrorCode.CatalogTooNew or StageErrorCode.CatalogCorrupt =>
            (Databend.MetaStorageError, MatrixOne.Internal),
        StageErrorCode.SecretUnreadable => (Databend.IllegalConnection, MatrixOne.BadConfig),
        _ => (Databend.Internal, MatrixOne.Internal),
    };

    // DuckDB says "Table with name t does not exist!", and tells by the kind of its error what does not parse.
    private static int OfQuery(StageException error)
    {
        // One that tells of another has it inside.
        Exception? inner = error;
        while (inner is StageException)
            inner = inner.InnerException;

        return (inner as DuckDbException)?.ErrorType switch
        {
            DuckDBErrorType.Parser or DuckDBErrorType.Syntax => Databend.SyntaxException,
            DuckDBErrorType.Catalog when inner!.Message.Contains("Table with name", StringComparison.Ordinal) => Databend.UnknownTable,
            _ => Databend.SemanticError,
        };
    }

    /// <summary>What stands before the sentence of an error that MatrixOne has no sentence for.</summary>
    private static string KindOf(int number) => number switch
    {
        MatrixOne.ParseError => "SQL parser error",
        MatrixOne.NotSupported => "not supported",
        MatrixOne.BadConfig => "invalid configuration",
        MatrixOne.InvalidInput => "invalid input",
        _ => "internal error",
    };

    /// <summary>StageTools' sentence beside MatrixOne's own: what that says already is not said twice.</summary>
    private static string DetailOf(string sentence) => sentence.StartsWith(ExportTarget.PolicyMessage, StringComparison.Ordinal)
        ? sentence[ExportTarget.PolicyMessage.Length..].TrimStart(':', ' ')
        : sentence;

    /// <summary>MatrixOne's own sentence; null where it has none, or the error does not say what it is about.</summary>
    private static string? SentenceOf(StageException error) => (error.Code, error.Target) switch
    {
        (StageErrorCode.AccessDenied, _) when IsPrivilege(error) => "internal error: do not have privilege to execute the statement",
        (StageErrorCode.StageRequired, _) => $"internal error: {ExportTarget.PolicyMessage}",
        (StageErrorCode.StageDisabled, string name) => $"internal error: stage '{name}' is invalid, please check",
        (StageErrorCode.StageNotFound, string name) => $"internal error: stage '{name}' is not exists, please check",
        (StageErrorCode.StageAlreadyExists, string name) => $"internal error: the stage {name} exists",
        (StageErrorCode.FileNotFound, string path) => $"file {path} is not found",
        (StageErrorCode.FileAlreadyExists, string path) => $"file {path} already exists",
        _ => null,
    };

    /// <summary>Databend's numbers (its <c>ErrorCode</c>).</summary>
    private static class Databend
    {
        public const int Internal = 1001;
        public const int SyntaxException = 1005;
        public const int BadDataValueType = 1010;
        public const int UnknownTable = 1025;
        public const int PermissionDenied = 1063;
        public const int SemanticError = 1065;
        public const int MetaServiceError = 2001;
        public const int InvalidConfig = 2002;
        public const int MetaStorageError = 2003;
        public const int InvalidArgument = 2004;
        public const int UnknownStage = 2501;
        public const int StageAlreadyExists = 2502;
        public const int StageFileAlreadyExists = 2504;
        public const int IllegalStageFileFormat = 2505;
        public const int StagePermissionDenied = 2506;
        public const int UnknownFileFormat = 2507;
        public const int FileFormatAlreadyExists = 2509;
        public const int UnknownConnection = 2510;
        public const int IllegalConnection = 2511;
        public const int ConnectionAlreadyExists = 2512;
        public const int StorageNotFound = 3001;
        public const int StoragePermissionDenied = 3002;
        public const int StorageUnavailable = 3901;
        public const int StorageUnsupported = 3902;
        public const int InvalidOperation = 3905;
        public const int StorageOther = 4000;
    }

    /// <summary>MatrixOne's numbers (its <c>moerr</c>).</summary>
    private static class MatrixOne
    {
        public const int ParseError = 1064;
        public const int Internal = 20101;
        public const int NotSupported = 20105;
        public const int BadConfig = 20300;
        public const int InvalidInput = 20301;
        public const int FileNotFound = 20405;
        public const int FileAlreadyExists = 20406;
    }
}
