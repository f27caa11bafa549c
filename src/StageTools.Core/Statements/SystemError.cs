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

    // Databend's, for what was not granted.
    private const int PermissionDenied = 1063;

    /// <summary>The error of a statement. A query of DuckDB's (<see cref="Dialect.Standard"/>) has Databend's numbers.</summary>
    public static SystemError Of(StageException error, Dialect dialect)
    {
        ArgumentNullException.ThrowIfNull(error);
        var (databend, matrixOne) = IsPrivilege(error) ? (PermissionDenied, MatrixOne.Internal) : NumbersOf(error.Code);
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

    /// <summary>The number of an error in Databend, whose <c>ErrorCode</c> has the name behind it, and in MatrixOne.</summary>
    private static (int Databend, int MatrixOne) NumbersOf(StageErrorCode code) => code switch
    {
        StageErrorCode.StatementInvalid => (1005, MatrixOne.ParseError), // SyntaxException
        StageErrorCode.QueryInvalid => (1065, MatrixOne.InvalidInput), // SemanticError
        StageErrorCode.StageNotFound => (2501, MatrixOne.Internal), // UnknownStage
        StageErrorCode.StageAlreadyExists => (2502, MatrixOne.Internal), // StageAlreadyExists
        StageErrorCode.ConnectionNotFound => (2510, MatrixOne.Internal), // UnknownConnection
        StageErrorCode.ConnectionAlreadyExists => (2512, MatrixOne.Internal), // ConnectionAlreadyExists
        StageErrorCode.FileFormatNotFound => (2507, MatrixOne.Internal), // UnknownFileFormat
        StageErrorCode.FileFormatAlreadyExists => (2509, MatrixOne.Internal), // FileFormatAlreadyExists
        StageErrorCode.StageDisabled or StageErrorCode.StageRequired or StageErrorCode.UserStageFixed =>
            (2506, MatrixOne.Internal), // StagePermissionDenied
        StageErrorCode.StageNameInvalid or StageErrorCode.StageUrlInvalid or StageErrorCode.PathInvalid or StageErrorCode.PathOutsideStage
            or StageErrorCode.ItemKindMismatch or StageErrorCode.OptionInvalid or StageErrorCode.PatternInvalid =>
            (2004, MatrixOne.InvalidInput), // InvalidArgument
        StageErrorCode.FileNotFound => (3001, MatrixOne.FileNotFound), // StorageNotFound
        StageErrorCode.FileAlreadyExists => (2504, MatrixOne.FileAlreadyExists), // StageFileAlreadyExists
        StageErrorCode.DataInvalid => (2505, MatrixOne.InvalidInput), // IllegalStageFileFormat
        StageErrorCode.ValueNotRepresentable => (1010, MatrixOne.InvalidInput), // BadDataValueType
        StageErrorCode.AccessDenied => (3002, MatrixOne.Internal), // StoragePermissionDenied
        StageErrorCode.CredentialRequired => (3002, MatrixOne.BadConfig), // StoragePermissionDenied
        StageErrorCode.StoreUnavailable => (3901, MatrixOne.Internal), // StorageUnavailable
        StageErrorCode.StorageNotServed => (3902, MatrixOne.NotSupported), // StorageUnsupported
        StageErrorCode.FolderNotEmpty or StageErrorCode.ConfirmationRequired or StageErrorCode.DirectoryTableDisabled or StageErrorCode.TargetBusy
            or StageErrorCode.ConnectionInUse or StageErrorCode.FileFormatInUse =>
            (3905, MatrixOne.Internal), // InvalidOperation
        StageErrorCode.ObjectArchived or StageErrorCode.StoreFull or StageErrorCode.ChecksumMismatch => (4000, MatrixOne.Internal), // StorageOther
        StageErrorCode.DatabaseInvalid => (2002, MatrixOne.BadConfig), // InvalidConfig
        StageErrorCode.CatalogBusy or StageErrorCode.CatalogUnavailable or StageErrorCode.CatalogNotTrusted =>
            (2001, MatrixOne.Internal), // MetaServiceError
        StageErrorCode.CatalogReadOnly or StageErrorCode.CatalogTooNew or StageErrorCode.CatalogCorrupt =>
            (2003, MatrixOne.Internal), // MetaStorageError
        StageErrorCode.SecretUnreadable => (2511, MatrixOne.BadConfig), // IllegalConnection
        _ => (1001, MatrixOne.Internal), // Internal
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
            DuckDBErrorType.Parser or DuckDBErrorType.Syntax => 1005, // SyntaxException
            DuckDBErrorType.Catalog when inner!.Message.Contains("Table with name", StringComparison.Ordinal) => 1025, // UnknownTable
            _ => 1065, // SemanticError
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
