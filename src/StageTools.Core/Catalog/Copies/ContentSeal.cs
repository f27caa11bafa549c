namespace StageTools.Catalog.Copies;

/// <summary>Opens the secrets of one catalog's content and seals them for another's.</summary>
/// <param name="home">Where this machine's key is.</param>
/// <param name="isOfTeam">Whether the content is of a team's catalog.</param>
/// <param name="keys">What its secrets are opened with.</param>
internal sealed class ContentSeal(MachineHome home, bool isOfTeam, IReadOnlyList<SecretKey> keys)
{
    private readonly SecretBox _box = new(home, isOfTeam);

    /// <summary>Sees that all secrets can be read.</summary>
    /// <exception cref="StageException"><c>SecretUnreadable</c>.</exception>
    public void Require(CatalogContent content)
    {
        foreach (var secrets in BoxesOf(content))
            _ = _box.Open(secrets, keys);
    }

    /// <summary>All sealed secrets of a content.</summary>
    public static IEnumerable<SealedSecrets> BoxesOf(CatalogContent content) => content.Named.Select(SealedSecrets.Of)
        .Concat(content.Stages.Where(static stage => stage.NamedConnection is null).Select(SealedSecrets.Of))
        .Concat(content.Stages.Select(SealedSecrets.ForWriteOf))
        .Where(static secrets => !secrets.Box.IsEmpty);

    /// <summary>What another catalog is to keep.</summary>
    /// <param name="content">What comes.</param>
    /// <param name="there">What that catalog keeps already: connections and file formats of the names keep their ids.</param>
    /// <param name="target">What the other catalog is, and how it is written.</param>
    /// <exception cref="StageException"><c>SecretUnreadable</c>.</exception>
    public CatalogContent For(CatalogContent content, CatalogContent there, in CopyTarget target)
    {
        var (keepsIds, key, isTeam) = (target.KeepsIds, new Lazy<SecretKey>(target.Key), target.IsTeam);
        ReadOnlyMemory<byte> Seal(string id, IReadOnlyDictionary<string, string> secrets) =>
            secrets.Count == 0 ? default : SecretBox.Seal(id, secrets, key.Value);

        List<NamedEntry> named = [];
        foreach (var entry in content.Named)
        {
            var id = there.Find(entry.Kind, entry.Name)?.Id ?? (keepsIds ? entry.Id : EntryId.New());
            named.Add(entry with
            {
                Id = id,
                SealedSecrets = Seal(id, _box.Open(SealedSecrets.Of(entry), keys)),
                Comment = CatalogRows.Kept(entry.Comment),
            });
        }

        var all = new CatalogContent(named, []);
        List<CatalogEntry> stages = [];

        // A catalog that has them is this very one by another name, or a copy of its file: there an id that goes has its files go too.
        var known = there.Stages.Select(static stage => stage.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var stage in content.Stages)
        {
            var id = keepsIds || known.Contains(stage.Id) ? stage.Id : EntryId.New();
            var (own, forWrite) = (_box.Open(SealedSecrets.Of(stage), keys), _box.Open(SealedSecrets.ForWriteOf(stage), keys));
            var connection = stage.NamedConnection is { } older ? all.Find(NamedKind.Connection, older.Name) : null;
            var moved = stage with
            {
                Id = id,
                DirectoryTableRefreshedOn = null,
                NamedConnection = connection,
                NamedFormat = stage.NamedFormat is { } format ? all.Find(NamedKind.FileFormat, format.Name) : null,
                SealedSecrets = connection?.SealedSecrets ?? Seal(id, own),
                SealedWriteSecrets = Seal(id, forWrite),
                Comment = CatalogRows.Kept(stage.Comment),
                IsPrivate = target.Options.Private || content.Grants is not null,
            };

            // One user has one credential for a stage: the one that also writes.
            stages.Add(isTeam || forWrite.Count == 0 ? moved : moved with
            {
                Connection = _box.ConnectionOf(stage, keys).Masked(),
                NamedConnection = null,
                SealedSecrets = Seal(id, forWrite),
                SealedWriteSecrets = default,
            });
        }

        return new CatalogContent(named, stages) { Grants = isTeam && !target.Options.Private ? content.Grants : null };
    }
}

/// <summary>How a catalog is written that another's content comes to.</summary>
/// <param name="IsTeam">Whether it is a team's.</param>
/// <param name="KeepsIds">Whether what comes was this very catalog's: internal stages then find their files.</param>
/// <param name="Key">Its key, made where there is none.</param>
/// <param name="Options">What was asked for.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CopyTarget(bool IsTeam, bool KeepsIds, Func<SecretKey> Key, CatalogCopyOptions Options);
