namespace StageTools.Catalog;

/// <summary>What a catalog keeps, as it was at one moment. Listings of files are none of it: they can be made anew.</summary>
/// <param name="Named">Connections and file formats.</param>
/// <param name="Stages">Stages; what they refer to is among the others.</param>
public sealed record CatalogContent(IReadOnlyList<NamedEntry> Named, IReadOnlyList<CatalogEntry> Stages)
{
    /// <summary>Who may use which of the stages; null for what is one user's alone.</summary>
    public IReadOnlyList<StageGrant>? Grants { get; init; }

    /// <summary>The bucket of the catalog itself, which is not copied; null where there is none.</summary>
    internal CatalogStorage? Storage { get; init; }

    /// <summary>The stages of a catalog that another has the name or the id of.</summary>
    internal IReadOnlyList<CatalogEntry> InTheWayOf(CatalogEntry stage) =>
        [.. Stages.Where(older => older.Id == stage.Id || older.Name == stage.Name)];

    /// <summary>The connection or file format of a kind and a name; null where there is none.</summary>
    internal NamedEntry? Find(NamedKind kind, StageName name) => Named.FirstOrDefault(entry => entry.Kind == kind && entry.Name == name);
}

/// <summary>What a copy of a catalog does where there is more than one way.</summary>
public sealed record CatalogCopyOptions
{
    /// <summary>Whether what has a name of what comes is replaced; else nothing is copied.</summary>
    public bool Replace { get; init; }

    /// <summary>Whether stages of a team are granted to nobody, whatever grants come with them.</summary>
    public bool Private { get; init; }

    /// <summary>Whether internal stages, whose files stay where they are, are left out.</summary>
    public bool ExternalOnly { get; init; }
}

/// <summary>What was copied.</summary>
/// <param name="Source">The catalog, or the file, that it came from.</param>
/// <param name="Destination">The catalog, or the file, that it went to.</param>
/// <param name="Stages">How many stages.</param>
/// <param name="Connections">How many connections by name.</param>
/// <param name="FileFormats">How many file formats by name.</param>
/// <param name="InternalStages">The names of stages whose files did not come with them.</param>
/// <param name="HasKey">Whether the key of the secrets is in the file.</param>
public sealed record CatalogCopy(
    string Source, string Destination, int Stages, int Connections, int FileFormats, IReadOnlyList<string> InternalStages, bool HasKey)
{
    /// <summary>Counts a content.</summary>
    internal static CatalogCopy Of(string source, string destination, CatalogContent content, bool hasKey = false) => new(
        source,
        destination,
        content.Stages.Count,
        content.Named.Count(static entry => entry.Kind is NamedKind.Connection),
        content.Named.Count(static entry => entry.Kind is NamedKind.FileFormat),
        [.. content.Stages.Where(static stage => stage.Kind is StageKind.Internal).Select(static stage => stage.Name.Value)],
        hasKey);
}
