namespace StageTools.Stages;

/// <summary>A stage of the catalog as it is shown. Holds no secret.</summary>
public sealed record Stage
{
    private readonly CatalogEntry _entry;

    /// <summary>Shows an entry. Its secrets, sealed as they are, go no further than the catalog.</summary>
    public Stage(CatalogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        HasWriteCredentials = !entry.SealedWriteSecrets.IsEmpty;
        HasCredentials = !entry.SealedSecrets.IsEmpty || HasWriteCredentials;
        _entry = entry with
        {
            SealedSecrets = default,
            SealedWriteSecrets = default,
            NamedConnection = entry.NamedConnection is { } named ? named with { SealedSecrets = default } : null,
            Storage = entry.Storage is { } storage ? storage with { Connection = null } : null,
        };
    }

    /// <summary>The name, as created.</summary>
    public string Name => _entry.Name.Value;

    /// <summary>Internal, External or User.</summary>
    public StageKind Type => _entry.Kind;

    /// <summary><c>file</c>, <c>s3</c>, <c>oss</c> or <c>gcs</c>.</summary>
    public string StorageType => (_entry.Url ?? _entry.Storage?.Url)?.Scheme ?? StageUrl.FileScheme;

    /// <summary>Where the files lie; null for stages whose files lie in the catalog's own storage.</summary>
    public string? Url => _entry.Url?.ToString();

    /// <summary>The server's address, where one was given.</summary>
    public string? Endpoint => _entry.Connection?.GetValueOrDefault(StageConnection.EndpointKey);

    /// <summary>Whether the stage takes files.</summary>
    public bool Enabled => _entry.Enabled;

    /// <summary>Whether the stage ends with the process that made it.</summary>
    public bool Temporary => _entry.Session is not null;

    /// <summary>Whether the stage has a directory table.</summary>
    public bool DirectoryTable => _entry.DirectoryTable;

    /// <summary>When the directory table was last refreshed, UTC; null before the first time.</summary>
    public DateTimeOffset? DirectoryTableRefreshedOn => _entry.DirectoryTableRefreshedOn;

    /// <summary>The file format that exports to and imports from this stage begin with.</summary>
    public FileFormat? FileFormat => _entry.FileFormat;

    /// <summary>The name of that format, where it is one of the catalog's.</summary>
    public string? FileFormatName => _entry.NamedFormat?.Name.Value;

    /// <summary>Whether the catalog keeps credentials for the stage.</summary>
    public bool HasCredentials { get; }

    /// <summary>Whether others among them are for who may write.</summary>
    internal bool HasWriteCredentials { get; }

    /// <summary>What this user may do with its files; both, but on a team's catalog.</summary>
    public StageRights Rights => _entry.Rights;

    /// <summary>The connection's settings; secrets are masked.</summary>
    public IReadOnlyDictionary<string, string>? Connection => _entry.Connection;

    /// <summary>The name of that connection, where it is one of the catalog's.</summary>
    public string? ConnectionName => _entry.NamedConnection?.Name.Value;

    /// <summary>What somebody wanted to say about the stage.</summary>
    public string? Comment => _entry.Comment;

    /// <summary>The user who made the stage.</summary>
    public string? Creator => _entry.Creator;

    /// <summary>The user it belongs to.</summary>
    public string? Owner => _entry.Owner;

    /// <summary>When the stage was made, UTC; null for the user stage, which never was.</summary>
    public DateTimeOffset? CreatedOn => _entry.CreatedOn;

    /// <summary>The stage path: what a stage becomes where a path is wanted.</summary>
    public override string ToString() => "@" + Name;
}
