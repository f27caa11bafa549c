namespace StageTools.Errors;

/// <summary>What to do about an error. The engine says which advice it is; each face has its own words for it: a cmdlet's parameters mean nothing
/// to somebody who writes statements.</summary>
/// <param name="Kind">Which advice it is.</param>
/// <param name="Values">What it names, as <see cref="AdviceKind"/> says.</param>
public sealed record Advice(AdviceKind Kind, params IReadOnlyList<object?> Values)
{
    /// <summary>What it names at a place of the sentence, from 0.</summary>
    public object? this[int place] => Values[place];

    /// <summary>What a service adds at the end of the sentence.</summary>
    internal string Suffix { get; init; } = string.Empty;
}

/// <summary>What can be advised, and the values that the words of it name.</summary>
public enum AdviceKind
{
    /// <summary>List the stages there are.</summary>
    ListStages,

    /// <summary>List the connections there are.</summary>
    ListConnections,

    /// <summary>List the file formats there are.</summary>
    ListFileFormats,

    /// <summary>Say that a stage need not be there to be dropped.</summary>
    PassOverMissingStage,

    /// <summary>Keep the stage that is there, replace it, or choose another name.</summary>
    KeepOrReplaceStage,

    /// <summary>Enable a stage: its name.</summary>
    EnableStage,

    /// <summary>Give a stage a directory table: its name.</summary>
    MakeDirectoryTable,

    /// <summary>Fill a stage's directory table: its name.</summary>
    FillDirectoryTable,

    /// <summary>Have an administrator make or upgrade the team's catalog.</summary>
    InitializeCatalog,

    /// <summary>Replace what is there in a catalog that others are copied into.</summary>
    ReplaceInCatalog,

    /// <summary>Make the roles that stages are granted to, or grant the copies to nobody.</summary>
    MakeRolesOrCopyPrivately,

    /// <summary>Give the team's catalog a bucket, or leave internal stages out.</summary>
    LeaveOutInternal,

    /// <summary>Say the passphrase of a catalog's backup that holds its key.</summary>
    GivePassphrase,

    /// <summary>Say where the stage's files lie.</summary>
    GiveUrl,

    /// <summary>Say how a place is reached where it is named.</summary>
    GiveConnectionToo,

    /// <summary>Give a stage that moves another second key, or none.</summary>
    GiveSecondKeyToo,

    /// <summary>Make an external stage.</summary>
    MakeExternalStage,

    /// <summary>Make the stage's folder, bring it back, or name another.</summary>
    NameOtherFolder,

    /// <summary>Bring the catalog's key along or give credentials again: the stage's name, or null.</summary>
    GiveCredentialsAgain,

    /// <summary>Bring the catalog's key along or give a connection's credentials again: its name.</summary>
    GiveConnectionAgain,

    /// <summary>Give the new key of the catalog's secrets, and set the variable to it.</summary>
    GiveNewKey,

    /// <summary>Replace the file, or choose another name.</summary>
    ReplaceFile,

    /// <summary>Add files beside those of an earlier export, or replace them.</summary>
    AddOrReplaceFiles,

    /// <summary>Remove what is in a folder too.</summary>
    RemoveBelow,

    /// <summary>Drop the stage, or remove its files.</summary>
    DropOrRemove,

    /// <summary>Let the next export to the folder end what was begun.</summary>
    EndExport,

    /// <summary>Copy what is in a folder: the folder as a stage path.</summary>
    CopyBelow,

    /// <summary>Take an object by its stage path.</summary>
    TakeByStagePath,

    /// <summary>Name a file as it is, without wildcards.</summary>
    WriteLiterally,

    /// <summary>List what there is: the path as written, and the stage's name.</summary>
    ListFiles,

    /// <summary>Leave out the storage class.</summary>
    LeaveOutStorageClass,

    /// <summary>Leave out that the bucket stands in the path.</summary>
    LeaveOutPathStyle,

    /// <summary>Have a stage take another key: what to do, in words that end before "with".</summary>
    GiveKey,

    /// <summary>Have a stage take another key and session token: what to do, in words that end before "with".</summary>
    GiveToken,

    /// <summary>Give a key or a profile: the ways that are the same everywhere.</summary>
    GiveKeyOrProfile,

    /// <summary>Give the key of Google's HMAC, or none.</summary>
    GiveHmacKey,

    /// <summary>Give credentials beside a URL, or make a stage of it: what such a place is called.</summary>
    GiveCredentials,

    /// <summary>Make a profile or name another: the profile that is not there.</summary>
    MakeProfile,

    /// <summary>Name another profile, or make it.</summary>
    NameProfile,

    /// <summary>Give the region.</summary>
    GiveRegion,

    /// <summary>Give the region of the bucket.</summary>
    GiveRegionOfBucket,

    /// <summary>Set a stage's region: the region.</summary>
    SetRegion,

    /// <summary>Set the bucket's own endpoint or region.</summary>
    SetEndpointOrRegion,

    /// <summary>Give an endpoint or a region: the forms of an endpoint.</summary>
    GiveEndpointOrRegion,

    /// <summary>Give the endpoint: its setting's name.</summary>
    GiveEndpoint,

    /// <summary>Check the endpoint, the region and a session token.</summary>
    CheckEndpoint,

    /// <summary>Check the stage's settings.</summary>
    CheckStage,

    /// <summary>Try again with fewer requests at once: the file.</summary>
    AskLess,

    /// <summary>Say the format: the names of the formats, and their words in statements.</summary>
    GiveFormat,

    /// <summary>Say the format, or have the file's name tell it.</summary>
    GiveFormatOrSuffix,

    /// <summary>Give all values of a column one type, or choose a format without types.</summary>
    GiveOneType,

    /// <summary>Partition by another column.</summary>
    PartitionByOther,

    /// <summary>Look at more rows before the table is made: how many were looked at.</summary>
    SampleMore,

    /// <summary>A connection was given where a file is named.</summary>
    GiveConnection,

    /// <summary>Name a file of SQLite or DuckDB as such.</summary>
    NameDatabaseFile,

    /// <summary>Name a DuckDB file instead of one of SQLite.</summary>
    NameDuckDbFile,

    /// <summary>Name the one database that SQL works in.</summary>
    NameDatabase,

    /// <summary>Give a parameter a value: its name.</summary>
    GiveParameter,

    /// <summary>Give a parameter as a text.</summary>
    GiveText,

    /// <summary>Make a stage of a place in the network.</summary>
    MakeStageOfPlace,

    /// <summary>Make a stage of a place that DuckDB would go to by an extension.</summary>
    MakeStageOfAddress,

    /// <summary>Make a stage of a folder, or let it be read.</summary>
    MakeStageOfFolder,
}
