namespace StageTools.Hosting;

/// <summary>The one place where an error of the engine becomes PowerShell's.</summary>
internal static class ErrorRecords
{
    /// <summary>The error record of an engine's error.</summary>
    public static ErrorRecord From(StageException error) =>
        new(error.Told(CmdletAdvice.Of), error.Code.ToString(), CategoryOf(error.Code), error.Target);

    /// <summary>The error record of PowerShell's error, or of the engine's where that is what a provider ran into.</summary>
    public static ErrorRecord From(RuntimeException error) =>
        error.InnerException is StageException inner ? From(inner) : new ErrorRecord(error.ErrorRecord, error);

    private static ErrorCategory CategoryOf(StageErrorCode code) => code switch
    {
        StageErrorCode.StageNotFound or StageErrorCode.FileNotFound or StageErrorCode.ConnectionNotFound or StageErrorCode.FileFormatNotFound =>
             ErrorCategory.ObjectNotFound,
        StageErrorCode.StageAlreadyExists or StageErrorCode.FileAlreadyExists or StageErrorCode.ConnectionAlreadyExists
            or StageErrorCode.FileFormatAlreadyExists => ErrorCategory.ResourceExists,
        StageErrorCode.StageNameInvalid or StageErrorCode.StageUrlInvalid or StageErrorCode.PathInvalid or StageErrorCode.OptionInvalid
            or StageErrorCode.PatternInvalid or StageErrorCode.ItemKindMismatch or StageErrorCode.QueryInvalid
            or StageErrorCode.StatementInvalid => ErrorCategory.InvalidArgument,
        StageErrorCode.PathOutsideStage or StageErrorCode.CatalogNotTrusted => ErrorCategory.SecurityError,
        StageErrorCode.StageDisabled or StageErrorCode.StageRequired or StageErrorCode.UserStageFixed or StageErrorCode.FolderNotEmpty
            or StageErrorCode.ObjectArchived or StageErrorCode.ConfirmationRequired or StageErrorCode.DirectoryTableDisabled
            or StageErrorCode.ConnectionInUse or StageErrorCode.FileFormatInUse => ErrorCategory.InvalidOperation,
        StageErrorCode.AccessDenied or StageErrorCode.CatalogReadOnly => ErrorCategory.PermissionDenied,
        StageErrorCode.CredentialRequired or StageErrorCode.SecretUnreadable => ErrorCategory.AuthenticationError,
        StageErrorCode.StorageNotServed => ErrorCategory.NotImplemented,
        StageErrorCode.DuckDbUnavailable => ErrorCategory.NotInstalled,
        StageErrorCode.StoreUnavailable or StageErrorCode.CatalogUnavailable => ErrorCategory.ResourceUnavailable,
        StageErrorCode.CatalogBusy or StageErrorCode.TargetBusy => ErrorCategory.ResourceBusy,
        StageErrorCode.StoreFull => ErrorCategory.WriteError,
        StageErrorCode.ValueNotRepresentable or StageErrorCode.DataInvalid or StageErrorCode.ChecksumMismatch or StageErrorCode.CatalogCorrupt
            or StageErrorCode.CatalogTooNew or StageErrorCode.DatabaseInvalid => ErrorCategory.InvalidData,
        _ => ErrorCategory.NotSpecified,
    };
}
