namespace StageTools.Stages;

/// <summary>A connection of the catalog as it is shown. Holds no secret.</summary>
public sealed record NamedConnection
{
    internal NamedConnection(NamedEntry entry)
    {
        (Name, Comment, Creator, CreatedOn) = (entry.Name.Value, entry.Comment, entry.Creator, entry.CreatedOn);
        (StorageType, Settings) = (entry.StorageType, entry.ReadConnection());
        HasCredentials = !entry.SealedSecrets.IsEmpty;
    }

    /// <summary>The name, as created.</summary>
    public string Name { get; }

    /// <summary>The scheme of the URLs it is for: <c>s3</c>, <c>oss</c> or <c>gcs</c>.</summary>
    public string StorageType { get; }

    /// <summary>The server's address, where one was given.</summary>
    public string? Endpoint => Settings.GetValueOrDefault(StageConnection.EndpointKey);

    /// <summary>Whether the catalog keeps credentials for it.</summary>
    public bool HasCredentials { get; }

    /// <summary>The settings; secrets are masked.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>What somebody wanted to say about it.</summary>
    public string? Comment { get; }

    /// <summary>The user who made it.</summary>
    public string? Creator { get; }

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset CreatedOn { get; }

    /// <summary>The name: what a connection becomes where one is named.</summary>
    public override string ToString() => Name;
}

/// <summary>A file format of the catalog as it is shown.</summary>
public sealed record NamedFileFormat
{
    internal NamedFileFormat(NamedEntry entry)
    {
        (Name, Comment, Creator, CreatedOn) = (entry.Name.Value, entry.Comment, entry.Creator, entry.CreatedOn);
        Format = FileFormat.FromJson(entry.Settings);
    }

    /// <summary>The name, as created.</summary>
    public string Name { get; }

    /// <summary>The options.</summary>
    public FileFormat Format { get; }

    /// <summary>What somebody wanted to say about it.</summary>
    public string? Comment { get; }

    /// <summary>The user who made it.</summary>
    public string? Creator { get; }

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset CreatedOn { get; }

    /// <summary>The name: what a file format becomes where one is named.</summary>
    public override string ToString() => Name;
}
