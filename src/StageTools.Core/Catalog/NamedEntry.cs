namespace StageTools.Catalog;

/// <summary>What has a name in the catalog beside stages, so that many of them can refer to it.</summary>
public enum NamedKind
{
    /// <summary>Endpoint and credentials (Databend: CREATE CONNECTION).</summary>
    Connection,

    /// <summary>Options of files (Databend: CREATE FILE FORMAT).</summary>
    FileFormat,
}

/// <summary>A connection or a file format as the catalog keeps it.</summary>
/// <remarks>Names of one kind are told apart as stages' names are; a connection and a file format may have the same.</remarks>
public sealed record NamedEntry
{
    /// <summary>The key of a connection's scheme, such as <c>s3</c>.</summary>
    internal const string StorageTypeKey = "storage_type";

    /// <summary>What tells it from any other of the same name, before or after: 32 hexadecimal digits. A changed one keeps it.</summary>
    public required string Id { get; init; }

    /// <summary>Which of the two it is.</summary>
    public required NamedKind Kind { get; init; }

    /// <summary>The name.</summary>
    public required StageName Name { get; init; }

    /// <summary>A JSON object: a connection's settings with its <c>storage_type</c>, secrets masked, or a file format's options.</summary>
    public required string Settings { get; init; }

    /// <summary>A connection's secrets, encrypted.</summary>
    public ReadOnlyMemory<byte> SealedSecrets { get; init; }

    /// <summary>What somebody wanted to say about it.</summary>
    public string? Comment { get; init; }

    /// <summary>Who made it.</summary>
    public string? Creator { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset CreatedOn { get; init; }

    /// <summary>The scheme of a connection's URLs.</summary>
    internal string StorageType => Read(Settings)[StorageTypeKey];

    /// <summary>Whether files of stages that refer to it lie elsewhere than by what it was.</summary>
    internal bool IsElsewhereThan(NamedEntry older) => Kind is NamedKind.Connection && Endpoint != older.Endpoint;

    /// <summary>A connection's server; null where none was given.</summary>
    internal string? Endpoint => Read(Settings).GetValueOrDefault(StageConnection.EndpointKey);

    /// <summary>Settings as they are kept.</summary>
    internal static string Write(IReadOnlyDictionary<string, string> settings) =>
        JsonSerializer.Serialize(settings, SettingsJson.Default.IReadOnlyDictionaryStringString);

    /// <summary>Settings as they were before <see cref="Write"/>.</summary>
    internal static Dictionary<string, string> Read(string settings) =>
        JsonSerializer.Deserialize(settings, SettingsJson.Default.DictionaryStringString)!;

    /// <summary>A connection's settings, its storage type left out.</summary>
    internal Dictionary<string, string> ReadConnection()
    {
        var settings = Read(Settings);
        settings.Remove(StorageTypeKey);
        return settings;
    }
}

/// <summary>The connections and file formats of a catalog. Safe for many processes at once; every method is atomic.</summary>
public interface INamedEntries
{
    /// <summary>The one of that name, or null.</summary>
    Task<NamedEntry?> FindAsync(NamedKind kind, StageName name, CancellationToken cancellationToken);

    /// <summary>Those whose names begin with a text, without case, by name; all of them where it is empty.</summary>
    Task<IReadOnlyList<NamedEntry>> ListAsync(NamedKind kind, string prefix, CancellationToken cancellationToken);

    /// <summary>Makes one, or changes the one that is there; stages that refer to it then have what is new. By another endpoint their files lie
    /// elsewhere, and what their directory tables listed is forgotten with the very change.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="name">The name.</param>
    /// <param name="make">Makes what is kept, of the one that is there or of null, while nobody else can write: its secrets are sealed with the key
    /// that is the catalog's then. What it refuses changes nothing. The id stays as it was.</param>
    /// <param name="cancellationToken">Ends the wait for the catalog.</param>
    Task<NamedEntry> PutAsync(NamedKind kind, StageName name, Func<NamedEntry?, NamedEntry> make, CancellationToken cancellationToken);

    /// <summary>Takes one off the catalog; false where there is none.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.ConnectionInUse"/>, <see cref="StageErrorCode.FileFormatInUse"/> where a stage
    /// refers to it.</exception>
    Task<bool> RemoveAsync(NamedKind kind, StageName name, CancellationToken cancellationToken);
}
