namespace StageTools.Catalog.Copies;

/// <summary>A stage in a backup; what it refers to is named.</summary>
internal sealed record BackupStage
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Null for an internal stage.</summary>
    public string? Url { get; init; }

    public required bool Enabled { get; init; }

    public required bool DirectoryTable { get; init; }

    public string? FileFormat { get; init; }

    public string? FileFormatName { get; init; }

    public IReadOnlyDictionary<string, string>? Connection { get; init; }

    public string? ConnectionName { get; init; }

    public byte[]? Secrets { get; init; }

    public byte[]? WriteSecrets { get; init; }

    public string? Comment { get; init; }

    public string? Creator { get; init; }

    public string? Owner { get; init; }

    public DateTimeOffset? CreatedOn { get; init; }

    /// <summary>Encrypted secrets as a backup has them.</summary>
    public static byte[]? Box(ReadOnlyMemory<byte> secrets) => secrets.IsEmpty ? null : secrets.ToArray();

    public static BackupStage Of(CatalogEntry stage) => new()
    {
        Id = stage.Id,
        Name = stage.Name.Value,
        Url = stage.Url?.ToString(),
        Enabled = stage.Enabled,
        DirectoryTable = stage.DirectoryTable,
        FileFormat = stage.OwnFormat,
        FileFormatName = stage.NamedFormat?.Name.Value,
        Connection = stage.OwnConnection,
        ConnectionName = stage.NamedConnection?.Name.Value,
        Secrets = Box(stage.OwnSecrets),
        WriteSecrets = Box(stage.SealedWriteSecrets),
        Comment = stage.Comment,
        Creator = stage.Creator,
        Owner = stage.Owner,
        CreatedOn = stage.CreatedOn,
    };

    /// <summary>The stage, with what it refers to.</summary>
    /// <exception cref="InvalidOperationException">That is not there.</exception>
    public CatalogEntry ToEntry(CatalogContent named) => new CatalogEntry
    {
        Id = Id,
        Name = StageName.Parse(Name),
        Url = Url is null ? null : StageUrl.FromCatalog(Url),
        Enabled = Enabled,
        DirectoryTable = DirectoryTable,
        FileFormat = FileFormat is null ? null : Formats.Options.FileFormat.FromJson(FileFormat),
        Connection = Connection,
        SealedSecrets = Secrets,
        SealedWriteSecrets = WriteSecrets,
        Comment = Comment,
        Creator = Creator,
        Owner = Owner,
        CreatedOn = CreatedOn,
    }.Referring(Find(named, NamedKind.Connection, ConnectionName), Find(named, NamedKind.FileFormat, FileFormatName));

    private static NamedEntry? Find(CatalogContent named, NamedKind kind, string? name) => name is null ? null
        : named.Find(kind, StageName.Parse(name)) ?? throw new InvalidOperationException($"There is no {name}.");
}
