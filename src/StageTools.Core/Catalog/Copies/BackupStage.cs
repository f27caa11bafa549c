namespace StageTools.Catalog.Copies;

/// <summary>A stage in a backup; what it refers to is named. An internal one has no address.</summary>
internal sealed record BackupStage(
    [property: JsonRequired] string Id,
    [property: JsonRequired] string Name,
    string? Url,
    [property: JsonRequired] bool Enabled,
    [property: JsonRequired] bool DirectoryTable,
    string? FileFormat,
    string? FileFormatName,
    IReadOnlyDictionary<string, string>? Connection,
    string? ConnectionName,
    byte[]? Secrets,
    byte[]? WriteSecrets,
    string? Comment,
    string? Creator,
    string? Owner,
    DateTimeOffset? CreatedOn)
{
    public static BackupStage Of(CatalogEntry stage) => new(
        stage.Id, stage.Name.Value, stage.Url?.ToString(), stage.Enabled, stage.DirectoryTable, stage.OwnFormat, stage.NamedFormat?.Name.Value,
        stage.OwnConnection, stage.NamedConnection?.Name.Value, CatalogRows.Box(stage.OwnSecrets), CatalogRows.Box(stage.SealedWriteSecrets),
        stage.Comment, stage.Creator, stage.Owner, stage.CreatedOn);

    /// <summary>The stage, with what it refers to.</summary>
    /// <exception cref="InvalidOperationException">That is not there.</exception>
    /// <exception cref="StageException">What it says cannot be.</exception>
    /// <exception cref="FormatException">The same.</exception>
    public CatalogEntry ToEntry(CatalogContent named) => new CatalogEntry
    {
        Id = EntryId.Require(Id),
        Name = StageName.Parse(Name) is { IsUser: false } name ? name : throw new FormatException("No stage is called so."),
        Url = Url is null ? null : StageUrl.FromCatalog(Url),
        Enabled = Enabled,
        DirectoryTable = DirectoryTable,
        FileFormat = FileFormat is null ? null : Formats.Options.FileFormat.FromJson(FileFormat),
        Connection = Connection is null ? null : BackupNamed.Whole(Connection),
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
