namespace StageTools.Catalog;

/// <summary>A stage as the catalog keeps it.</summary>
public sealed record CatalogEntry
{
    /// <summary>What tells this stage from any other of the same name, before or after: 32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The name.</summary>
    public required StageName Name { get; init; }

    /// <summary>Internal, external or user.</summary>
    public StageKind Kind => Name.IsUser ? StageKind.User : Url is null ? StageKind.Internal : StageKind.External;

    /// <summary>Where an external stage's files lie; null for the catalog's own storage.</summary>
    public StageUrl? Url { get; init; }

    /// <summary>Whether the stage takes files.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The session that a temporary stage ends with; null for a permanent one.</summary>
    public string? Session { get; init; }

    /// <summary>Whether the stage has a directory table.</summary>
    public bool DirectoryTable { get; init; }

    /// <summary>When the directory table was last refreshed, UTC.</summary>
    public DateTimeOffset? DirectoryTableRefreshedOn { get; init; }

    /// <summary>What exports and imports begin with.</summary>
    public FileFormat? FileFormat { get; init; }

    /// <summary>The file format by name that <see cref="FileFormat"/> is; null where the stage has its own.</summary>
    public NamedEntry? NamedFormat { get; init; }

    /// <summary>The connection's settings, secrets masked.</summary>
    public IReadOnlyDictionary<string, string>? Connection { get; init; }

    /// <summary>The connection's secrets, encrypted.</summary>
    public ReadOnlyMemory<byte> SealedSecrets { get; init; }

    /// <summary>The connection by name whose settings and secrets those are; null where the stage has its own.</summary>
    public NamedEntry? NamedConnection { get; init; }

    /// <summary>Other secrets in their place for who may write, encrypted; empty where there are none, or for who may not.</summary>
    public ReadOnlyMemory<byte> SealedWriteSecrets { get; init; }

    /// <summary>Where the catalog itself keeps the stage's files; null for external stages, and where they lie on this machine.</summary>
    public CatalogStorage? Storage { get; init; }

    /// <summary>What this user may do with the stage's files.</summary>
    public StageRights Rights { get; init; } = StageRights.Read | StageRights.Write;

    /// <summary>Whether a new stage of a team is granted to nobody yet, rather than to everybody.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>What somebody wanted to say about it.</summary>
    public string? Comment { get; init; }

    /// <summary>Who made it.</summary>
    public string? Creator { get; init; }

    /// <summary>Whom it belongs to.</summary>
    public string? Owner { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset? CreatedOn { get; init; }

    /// <summary>Whether what its directory table lists is nothing of what it is to be.</summary>
    internal bool LosesListing(CatalogEntry newer) => newer.IsElsewhereThan(this) || (DirectoryTable && !newer.DirectoryTable);

    /// <summary>The same, as what an older one of it becomes: never listed, where that loses its listing.</summary>
    internal CatalogEntry Forgetting(CatalogEntry older) => older.LosesListing(this) ? this with { DirectoryTableRefreshedOn = null } : this;

    /// <summary>Whether its files lie elsewhere than those of another.</summary>
    internal bool IsElsewhereThan(CatalogEntry other) => Url != other.Url || Endpoint != other.Endpoint;

    /// <summary>The server that its files lie on; null where none was given.</summary>
    private string? Endpoint => Storage?.Connection?.Endpoint ?? Connection?.GetValueOrDefault(StageConnection.EndpointKey);

    /// <summary>The options of its own file format, as they are kept; null where it has none, or refers to one by name.</summary>
    internal string? OwnFormat => NamedFormat is null ? FileFormat?.ToJson() : null;

    /// <summary>The settings of its own connection; null where it has none, or refers to one by name.</summary>
    internal IReadOnlyDictionary<string, string>? OwnConnection => NamedConnection is null ? Connection : null;

    /// <summary>The secrets of its own connection; empty where it has none, or refers to one by name.</summary>
    internal ReadOnlyMemory<byte> OwnSecrets => NamedConnection is null ? SealedSecrets : default;

    /// <summary>The stage as it is where it refers to a connection and to a file format by name; null leaves its own.</summary>
    internal CatalogEntry Referring(NamedEntry? connection, NamedEntry? format) => this with
    {
        NamedConnection = connection,
        Connection = connection is null ? Connection : connection.ReadConnection(),
        SealedSecrets = connection is null ? SealedSecrets : connection.SealedSecrets,
        NamedFormat = format,
        FileFormat = format is null ? FileFormat : FileFormat.FromJson(format.Settings),
    };
}

/// <summary>The bucket that a catalog keeps files in.</summary>
/// <param name="Url">The bucket, and what all keys begin with.</param>
/// <param name="Connection">How it is reached; null where each machine knows. Its secrets are for internal stages.</param>
public sealed record CatalogStorage(StageUrl Url, NamedEntry? Connection)
{
    /// <summary>What the database calls who asks; null where nobody asked.</summary>
    public string? User { get; init; }
}

/// <summary>What waits to be cleaned up.</summary>
/// <param name="Sessions">The sessions that temporary stages belong to, but for those that are known to live.</param>
/// <param name="Discarded">Ids of internal stages whose files were given up and may still lie in the storage.</param>
/// <param name="Storage">The catalog's bucket, where files lie in it.</param>
public sealed record CatalogRemains(IReadOnlyList<string> Sessions, IReadOnlyList<string> Discarded, CatalogStorage? Storage);

/// <summary>Whose storage a stage's files lie in.</summary>
public enum StageKind
{
    /// <summary>The storage of the catalog itself.</summary>
    Internal,

    /// <summary>A folder or bucket elsewhere.</summary>
    External,

    /// <summary><c>@~</c>: private to one user, never created, never dropped.</summary>
    User,
}

/// <summary>Encrypted secrets, and whose they are.</summary>
/// <param name="Id">The id of the stage or the connection, which is authenticated with them.</param>
/// <param name="Name">Its name; null where that is not known.</param>
/// <param name="IsOfStage">Whether it is a stage.</param>
/// <param name="Box">What <c>SecretBox</c> made of them; empty for none.</param>
public sealed record SealedSecrets(string Id, StageName? Name, bool IsOfStage, ReadOnlyMemory<byte> Box)
{
    /// <summary>The secrets that a stage is reached with: its own, or its connection's.</summary>
    internal static SealedSecrets Of(CatalogEntry stage) =>
        stage.NamedConnection is { } named ? Of(named) : new SealedSecrets(stage.Id, stage.Name, IsOfStage: true, stage.SealedSecrets);

    /// <summary>The secrets that a stage is written with; empty where those are the others.</summary>
    internal static SealedSecrets ForWriteOf(CatalogEntry stage) =>
        new(stage.Id, stage.Name, IsOfStage: true, stage.SealedWriteSecrets) { IsForWrite = true };

    /// <summary>Whether they are for who may write, in the place of a stage's others.</summary>
    public bool IsForWrite { get; init; }

    /// <summary>The secrets of a connection.</summary>
    internal static SealedSecrets Of(NamedEntry connection) => new(connection.Id, connection.Name, IsOfStage: false, connection.SealedSecrets);
}
