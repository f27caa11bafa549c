namespace StageTools.Errors;

/// <summary>The stable ids of StageTools' errors. Scripts may rely on them: <c>FullyQualifiedErrorId</c> begins with one.</summary>
public enum StageErrorCode
{
    /// <summary>No stage of that name is in the catalog.</summary>
    StageNotFound,

    /// <summary>A stage of that name is in the catalog already.</summary>
    StageAlreadyExists,

    /// <summary>No connection of that name is in the catalog.</summary>
    ConnectionNotFound,

    /// <summary>A connection of that name is in the catalog already.</summary>
    ConnectionAlreadyExists,

    /// <summary>A stage refers to the connection, which stays.</summary>
    ConnectionInUse,

    /// <summary>No file format of that name is in the catalog.</summary>
    FileFormatNotFound,

    /// <summary>A file format of that name is in the catalog already.</summary>
    FileFormatAlreadyExists,

    /// <summary>A stage refers to the file format, which stays.</summary>
    FileFormatInUse,

    /// <summary>The text cannot be a stage's name.</summary>
    StageNameInvalid,

    /// <summary>The stage is disabled and takes no files.</summary>
    StageDisabled,

    /// <summary>While a stage is enabled, data may be exported to stages only.</summary>
    StageRequired,

    /// <summary>The user stage cannot be created, altered or dropped.</summary>
    UserStageFixed,

    /// <summary>A URL that no stage can have.</summary>
    StageUrlInvalid,

    /// <summary>A kind of storage that this version does not serve.</summary>
    StorageNotServed,

    /// <summary>The text is not a stage path, or its key is not one the store can hold.</summary>
    PathInvalid,

    /// <summary>The path, or a link it passes through, leads outside its stage.</summary>
    PathOutsideStage,

    /// <summary>No file (or folder) is there.</summary>
    FileNotFound,

    /// <summary>A file is there already and nothing said to overwrite it.</summary>
    FileAlreadyExists,

    /// <summary>A folder stands where a file is wanted, or the other way round.</summary>
    ItemKindMismatch,

    /// <summary>A folder still holds files.</summary>
    FolderNotEmpty,

    /// <summary>The object lies in an archive class and must be restored before it can be read.</summary>
    ObjectArchived,

    /// <summary>The store or the operating system refused.</summary>
    AccessDenied,

    /// <summary>A credential is wanted and none was given.</summary>
    CredentialRequired,

    /// <summary>The store cannot be reached: a folder vanished, a server is away.</summary>
    StoreUnavailable,

    /// <summary>No space is left where the file was to be written.</summary>
    StoreFull,

    /// <summary>What was read or written is not what the source holds.</summary>
    ChecksumMismatch,

    /// <summary>The chosen format cannot hold this value.</summary>
    ValueNotRepresentable,

    /// <summary>The file is not what its format asks for.</summary>
    DataInvalid,

    /// <summary>A database that is none or cannot be opened, or that refused the SQL it was given.</summary>
    DatabaseInvalid,

    /// <summary>An option that does not exist, or does not go with the others.</summary>
    OptionInvalid,

    /// <summary>The regular expression or the wildcard cannot be read.</summary>
    PatternInvalid,

    /// <summary>Another process keeps the catalog locked.</summary>
    CatalogBusy,

    /// <summary>Another job writes to the same folder, or one that may be dead did so until a moment ago.</summary>
    TargetBusy,

    /// <summary>The catalog can be read, not written.</summary>
    CatalogReadOnly,

    /// <summary>The catalog was written by a newer version of StageTools.</summary>
    CatalogTooNew,

    /// <summary>The catalog is not a catalog, or is damaged.</summary>
    CatalogCorrupt,

    /// <summary>The catalog cannot be opened at all.</summary>
    CatalogUnavailable,

    /// <summary>The catalog's folder, or something in it, is another user's, or everybody may change it.</summary>
    CatalogNotTrusted,

    /// <summary>The key of the catalog's secrets is missing or another one.</summary>
    SecretUnreadable,

    /// <summary>Somebody must be asked first, and this session has nobody.</summary>
    ConfirmationRequired,

    /// <summary>The stage has no directory table.</summary>
    DirectoryTableDisabled,

    /// <summary>SQL that cannot be run: it does not parse, names what is not there, or fails on its way.</summary>
    QueryInvalid,

    /// <summary>A statement of Databend's or MatrixOne's that cannot be read: the sentence says the line, the column, and what is expected
    /// there.</summary>
    StatementInvalid,

    /// <summary>DuckDB's library is not there, or not for this machine.</summary>
    DuckDbUnavailable,
}
