using StageTools.Catalog;
using StageTools.Formats.Options;
using StageTools.Paths;
using StageTools.Storage;

namespace StageTools.Stages;

/// <summary>A stage as it is shown. Holds no secret.</summary>
public sealed record Stage
{
    /// <summary>The name, as created.</summary>
    public required string Name { get; init; }

    /// <summary>Internal, External or User.</summary>
    public required StageKind Type { get; init; }

    /// <summary><c>file</c>, <c>s3</c>, <c>oss</c> or <c>gcs</c>.</summary>
    public required string StorageType { get; init; }

    /// <summary>Where the files lie; null for stages whose files lie in the catalog's own storage.</summary>
    public string? Url { get; init; }

    /// <summary>The server's address, where one was given.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Whether the stage takes files.</summary>
    public bool Enabled { get; init; }

    /// <summary>Whether the stage ends with the process that made it.</summary>
    public bool Temporary { get; init; }

    /// <summary>Whether the stage has a directory table.</summary>
    public bool DirectoryTable { get; init; }

    /// <summary>When the directory table was last refreshed, UTC; null before the first time.</summary>
    public DateTimeOffset? DirectoryTableRefreshedOn { get; init; }

    /// <summary>The file format that exports to and imports from this stage begin with.</summary>
    public FileFormat? FileFormat { get; init; }

    /// <summary>Whether the catalog keeps credentials for the stage.</summary>
    public bool HasCredentials { get; init; }

    /// <summary>The connection's settings; secrets are masked.</summary>
    public IReadOnlyDictionary<string, string>? Connection { get; init; }

    /// <summary>What somebody wanted to say about the stage.</summary>
    public string? Comment { get; init; }

    /// <summary>The user who made the stage.</summary>
    public string? Creator { get; init; }

    /// <summary>The user it belongs to.</summary>
    public string? Owner { get; init; }

    /// <summary>When the stage was made, UTC; null for the user stage, which never was.</summary>
    public DateTimeOffset? CreatedOn { get; init; }

    /// <summary>The stage path: what a stage becomes where a path is wanted.</summary>
    public override string ToString() => "@" + Name;

    /// <summary>A stage of the catalog.</summary>
    public static Stage Of(CatalogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new Stage
        {
            Name = entry.Name.Value,
            Type = entry.Kind,
            StorageType = entry.Url?.Scheme ?? StageUrl.FileScheme,
            Url = entry.Url?.ToString(),
            Endpoint = entry.Connection?.GetValueOrDefault(StageConnection.EndpointKey),
            Enabled = entry.Enabled,
            Temporary = entry.Session is not null,
            DirectoryTable = entry.DirectoryTable,
            DirectoryTableRefreshedOn = entry.DirectoryTableRefreshedOn,
            FileFormat = entry.FileFormat,
            HasCredentials = !entry.SealedSecrets.IsEmpty,
            Connection = entry.Connection,
            Comment = entry.Comment,
            Creator = entry.Creator,
            Owner = entry.Owner,
            CreatedOn = entry.CreatedOn,
        };
    }
}
