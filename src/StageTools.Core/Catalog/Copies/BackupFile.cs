namespace StageTools.Catalog.Copies;

/// <summary>What every version of a backup begins with.</summary>
internal record BackupHeader
{
    /// <summary>What tells a backup from any other JSON.</summary>
    public const string OfCatalog = "StageTools catalog";

    /// <summary>The version that this code writes and reads.</summary>
    public const int Current = 1;

    /// <summary>The first module that knew <see cref="Current"/>.</summary>
    private const string FirstModule = "0.2.0";

    /// <summary><see cref="OfCatalog"/>.</summary>
    public string Kind { get; init; } = OfCatalog;

    /// <summary>How the rest is to be read.</summary>
    public int Version { get; init; } = Current;

    /// <summary>The first module that can read it.</summary>
    public string Module { get; init; } = FirstModule;
}

/// <summary>A catalog as a file: JSON, with secrets as the catalog has them, encrypted.</summary>
internal sealed record BackupFile : BackupHeader
{
    /// <summary>The catalog it was.</summary>
    public required string Catalog { get; init; }

    /// <summary>What tells its home from another of its path, as <see cref="HomeId"/> says; null in older files, and of a team's.</summary>
    public string? Origin { get; init; }

    /// <summary>When it was written, UTC.</summary>
    public required DateTimeOffset CreatedOn { get; init; }

    /// <summary>Whether the catalog was a team's.</summary>
    public required bool IsTeam { get; init; }

    /// <summary>The key of the secrets; null where nobody asked for it.</summary>
    public PassphraseBox? Key { get; init; }

    /// <summary>Connections and file formats.</summary>
    public required IReadOnlyList<BackupNamed> Named { get; init; }

    /// <summary>Stages.</summary>
    public required IReadOnlyList<BackupStage> Stages { get; init; }

    /// <summary>Who may use which of them.</summary>
    public IReadOnlyList<BackupGrant>? Grants { get; init; }

    /// <summary>The file of a content.</summary>
    public static BackupFile Of(CatalogContent content, string catalog, PassphraseBox? key) => new()
    {
        Catalog = catalog,
        CreatedOn = DateTimeOffset.UtcNow,
        IsTeam = content.Grants is not null,
        Key = key,
        Named = [.. content.Named.Select(BackupNamed.Of)],
        Stages = [.. content.Stages.Select(BackupStage.Of)],
        Grants = content.Grants is { } grants ? [.. grants.Select(static g => new BackupGrant(g.Stage, g.Role, g.Rights, g.GrantedBy))] : null,
    };

    /// <summary>Writes the file for this user alone, whole or not at all.</summary>
    /// <exception cref="StageException"><c>FileAlreadyExists</c>, and what the file system says.</exception>
    public void Write(string path, bool replace)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(this, BackupJson.Default.BackupFile);
        try
        {
            if (!PrivateFiles.TryWrite(path, content, replace))
                throw StoreErrors.AlreadyExists(path);
        }
        catch (Exception e) when (FileStoreErrors.Is(e))
        {
            throw FileStoreErrors.Explain(e, Path.GetDirectoryName(path)!, path);
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="StageException"><c>FileNotFound</c>; <c>CatalogTooNew</c>; <c>CatalogCorrupt</c> for what is no backup, or a part of
    /// one.</exception>
    public static BackupFile Read(string path)
    {
        try
        {
            var content = File.ReadAllBytes(path);
            var header = JsonSerializer.Deserialize(content, BackupJson.Default.BackupHeader);
            if (header is null || header.Kind != OfCatalog)
                throw Damaged(path);

            return header.Version <= Current
                ? JsonSerializer.Deserialize(content, BackupJson.Default.BackupFile)!
                : throw StageErrorCode.CatalogTooNew.Error(
                    $"'{path}' was written by a newer StageTools (version {header.Version} of such files, this one knows {Current}); update to "
                        + $"StageTools {header.Module} or a later one.",
                    path);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw Damaged(path, e);
        }
        catch (Exception e) when (FileStoreErrors.Is(e))
        {
            throw e is FileNotFoundException or DirectoryNotFoundException
                ? StoreErrors.NotFound(path, e)
                : FileStoreErrors.Explain(e, Path.GetDirectoryName(path)!, path);
        }
    }

    /// <summary>What the file holds.</summary>
    /// <exception cref="StageException"><c>CatalogCorrupt</c>.</exception>
    public CatalogContent ContentOf(string path)
    {
        try
        {
            var named = new CatalogContent(
                Entries(Named, static entry => entry.ToEntry(), static entry => entry.Id, static entry => (entry.Kind, entry.Name)), []);
            return named with
            {
                Stages = Entries(Stages, stage => stage.ToEntry(named), static stage => stage.Id, static stage => stage.Name),
                Grants = Grants is null && !IsTeam ? null
                    : Entries(Grants ?? [], static grant => grant.ToGrant(), static grant => (StageName.Parse(grant.Stage), grant.Role)),
            };
        }
        catch (Exception e) when (e is StageException or JsonException or FormatException or ArgumentException or InvalidOperationException)
        {
            throw Damaged(path, e);
        }
    }

    /// <summary>The keys in the file.</summary>
    /// <exception cref="StageException"><c>SecretUnreadable</c>.</exception>
    public IReadOnlyList<SecretKey> KeysOf(string path, string passphrase)
    {
        if (Key is null)
        {
            throw StageErrorCode.SecretUnreadable.Error(
                $"'{path}' holds no key that a passphrase would open; leave it out, and bring the catalog's key along.", path);
        }

        return Key.Open(passphrase) is { Count: > 0 } keys
            ? keys
            : throw StageErrorCode.SecretUnreadable.Error(
                $"The key in '{path}' does not open: the passphrase is another. Nothing was restored.", path);
    }

    /// <summary>What a list holds, each once by all of its keys.</summary>
    private static List<TEntry> Entries<T, TEntry>(IReadOnlyList<T?> list, Func<T, TEntry> read, params Func<TEntry, object>[] keys)
    {
        List<TEntry> entries = [.. list.Select(item => read(item ?? throw new FormatException("An entry is missing.")))];
        return keys.All(key => entries.DistinctBy(key).Count() == entries.Count) ? entries : throw new FormatException("An entry is there twice.");
    }

    private static StageException Damaged(string path, Exception? inner = null) => StageErrorCode.CatalogCorrupt.Error(
        $"'{path}' is no backup of a catalog, or is damaged; name another. Nothing was restored.", path, inner);
}

/// <summary>A connection or a file format in a backup.</summary>
internal sealed record BackupNamed(
    [property: JsonRequired] string Id,
    [property: JsonRequired] NamedKind Kind,
    [property: JsonRequired] string Name,
    [property: JsonRequired] string Settings,
    byte[]? Secrets,
    string? Comment,
    string? Creator,
    [property: JsonRequired] DateTimeOffset CreatedOn)
{
    public static BackupNamed Of(NamedEntry entry) => new(
        entry.Id, entry.Kind, entry.Name.Value, entry.Settings, CatalogRows.Box(entry.SealedSecrets), entry.Comment, entry.Creator, entry.CreatedOn);

    public NamedEntry ToEntry() => new()
    {
        Id = EntryId.Require(Id),
        Kind = Kind,
        Name = StageName.Parse(Name),
        Settings = Kind switch
        {
            NamedKind.Connection => NamedEntry.Write(ConnectionOf(Settings)),
            NamedKind.FileFormat => FileFormat.FromJson(Settings).ToJson(),
            _ => throw new FormatException($"{Name} is neither a connection nor a file format."),
        },
        SealedSecrets = Secrets,
        Comment = Comment,
        Creator = Creator,
        CreatedOn = CreatedOn,
    };

    /// <summary>Settings of which each has a value.</summary>
    public static IReadOnlyDictionary<string, string> Whole(IReadOnlyDictionary<string, string> settings) =>
        settings.Values.Any(static value => value is null) ? throw new FormatException("A setting has no value.") : settings;

    private static IReadOnlyDictionary<string, string> ConnectionOf(string text) =>
        NamedEntry.Read(text) is { } settings && settings.ContainsKey(NamedEntry.StorageTypeKey)
            ? Whole(settings)
            : throw new FormatException("A connection has no type.");
}

/// <summary>A grant in a backup.</summary>
internal sealed record BackupGrant(
    [property: JsonRequired] string Stage,
    [property: JsonRequired] string Role,
    [property: JsonRequired] StageRights Rights,
    [property: JsonRequired] string GrantedBy)
{
    public StageGrant ToGrant() => Rights is StageRights.Read or StageRights.Write or (StageRights.Read | StageRights.Write)
        ? new(StageName.Parse(Stage), Role, Rights, GrantedBy)
        : throw new FormatException($"{Role} is granted what there is not.");
}

/// <summary>How a backup is written: names as they are, what is null left out.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = false)]
[JsonSerializable(typeof(BackupHeader))]
[JsonSerializable(typeof(BackupFile))]
internal sealed partial class BackupJson : JsonSerializerContext;
