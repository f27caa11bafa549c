namespace StageTools.Stages;

/// <summary>The connections and file formats of a catalog: made, found, changed, dropped. What changes changes for all stages that refer to
/// it.</summary>
public sealed class NamedSettings
{
    private readonly INamedEntries _entries;
    private readonly SecretBox _secrets;
    private readonly StoreProviders _stores;

    internal NamedSettings(INamedEntries entries, SecretBox secrets, StoreProviders stores) =>
        (_entries, _secrets, _stores) = (entries, secrets, stores);

    /// <summary>Reads the name of a connection or a file format.</summary>
    /// <exception cref="StageException"><c>StageNameInvalid</c>.</exception>
    public static StageName ParseName(NamedKind kind, string text) => StageName.ParseOther(text, $"a {CatalogErrors.NounOf(kind)}'s name");

    /// <summary>Makes a connection.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="storageType">The scheme of the URLs it is for: <c>s3</c>, <c>oss</c>, <c>gcs</c>.</param>
    /// <param name="connection">Its settings and secrets; null for none.</param>
    /// <param name="comment">What is to be said about it.</param>
    /// <param name="ifExists">What to do when one of the name is there; one in its place is of the same storage type.</param>
    /// <param name="cancellationToken">Ends the wait for the catalog.</param>
    /// <returns>The connection; with <see cref="IfStageExists.Keep"/> it may be an older one, as it is.</returns>
    /// <exception cref="StageException"><c>ConnectionAlreadyExists</c>, <c>StorageNotServed</c>, <c>OptionInvalid</c>.</exception>
    public async Task<NamedConnection> CreateConnectionAsync(
        StageName name, string storageType, StageConnection? connection, string? comment, IfStageExists ifExists, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(storageType);
        connection ??= StageConnection.None;
        RefuseReference(connection.Name, "A connection");
        var type = _stores.StorageTypeOf(storageType, connection);
        return new NamedConnection(await PutAsync(
            NamedKind.Connection,
            name,
            ifExists,
            entry => WithConnection(entry, type, connection) with { Comment = CatalogRows.Comment(comment) },
            cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Changes a connection; what is null stays.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="connection">Settings and secrets in place of all older ones.</param>
    /// <param name="comment">Another comment; the empty text removes it.</param>
    /// <param name="cancellationToken">Ends the wait for the catalog.</param>
    /// <exception cref="StageException"><c>ConnectionNotFound</c>, <c>OptionInvalid</c>.</exception>
    public async Task<NamedConnection> SetConnectionAsync(
        StageName name, StageConnection? connection, string? comment, CancellationToken cancellationToken)
    {
        RefuseReference(connection?.Name, "A connection");
        return new NamedConnection(await SetAsync(
            NamedKind.Connection,
            name,
            comment,
            older => connection is null ? older : WithConnection(older, _stores.StorageTypeOf(older.StorageType, connection), connection),
            cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The connections whose names begin with a text, by name; all of them where it is empty.</summary>
    public async Task<IReadOnlyList<NamedConnection>> ListConnectionsAsync(string prefix, CancellationToken cancellationToken) =>
    [
        .. (await _entries.ListAsync(NamedKind.Connection, prefix, cancellationToken).ConfigureAwait(false))
            .Select(static entry => new NamedConnection(entry)),
    ];

    /// <summary>One connection.</summary>
    /// <exception cref="StageException"><c>ConnectionNotFound</c>.</exception>
    public async Task<NamedConnection> GetConnectionAsync(StageName name, CancellationToken cancellationToken) =>
        new(await GetAsync(NamedKind.Connection, name, cancellationToken).ConfigureAwait(false));

    /// <summary>Makes a file format.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="format">Its options.</param>
    /// <param name="comment">What is to be said about it.</param>
    /// <param name="ifExists">What to do when one of the name is there.</param>
    /// <param name="cancellationToken">Ends the wait for the catalog.</param>
    /// <returns>The file format; with <see cref="IfStageExists.Keep"/> it may be an older one, as it is.</returns>
    /// <exception cref="StageException"><c>FileFormatAlreadyExists</c>, <c>OptionInvalid</c>.</exception>
    public async Task<NamedFileFormat> CreateFileFormatAsync(
        StageName name, FileFormat format, string? comment, IfStageExists ifExists, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(format);
        RefuseReference(format.Name, "A file format");
        return new NamedFileFormat(await PutAsync(
            NamedKind.FileFormat,
            name,
            ifExists,
            entry => entry with { Settings = format.ToJson(), Comment = CatalogRows.Comment(comment) },
            cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Changes a file format; what is null stays.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="format">Options in place of all older ones.</param>
    /// <param name="comment">Another comment; the empty text removes it.</param>
    /// <param name="cancellationToken">Ends the wait for the catalog.</param>
    /// <exception cref="StageException"><c>FileFormatNotFound</c>.</exception>
    public async Task<NamedFileFormat> SetFileFormatAsync(StageName name, FileFormat? format, string? comment, CancellationToken cancellationToken)
    {
        RefuseReference(format?.Name, "A file format");
        return new NamedFileFormat(await SetAsync(
            NamedKind.FileFormat,
            name,
            comment,
            older => format is null ? older : older with { Settings = format.ToJson() },
            cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The file formats whose names begin with a text, by name; all of them where it is empty.</summary>
    public async Task<IReadOnlyList<NamedFileFormat>> ListFileFormatsAsync(string prefix, CancellationToken cancellationToken) =>
    [
        .. (await _entries.ListAsync(NamedKind.FileFormat, prefix, cancellationToken).ConfigureAwait(false))
            .Select(static entry => new NamedFileFormat(entry)),
    ];

    /// <summary>One file format.</summary>
    /// <exception cref="StageException"><c>FileFormatNotFound</c>.</exception>
    public async Task<NamedFileFormat> GetFileFormatAsync(StageName name, CancellationToken cancellationToken) =>
        new(await GetAsync(NamedKind.FileFormat, name, cancellationToken).ConfigureAwait(false));

    /// <summary>The names of those that begin with a text, for completion.</summary>
    public async Task<IReadOnlyList<string>> ListNamesAsync(NamedKind kind, string prefix, CancellationToken cancellationToken) =>
        [.. (await _entries.ListAsync(kind, prefix, cancellationToken).ConfigureAwait(false)).Select(static entry => entry.Name.Value)];

    /// <summary>Drops a connection or a file format that no stage refers to.</summary>
    /// <exception cref="StageException"><c>ConnectionNotFound</c>, <c>ConnectionInUse</c>, <c>FileFormatNotFound</c>,
    /// <c>FileFormatInUse</c>.</exception>
    public async Task RemoveAsync(NamedKind kind, StageName name, CancellationToken cancellationToken)
    {
        if (!await _entries.RemoveAsync(kind, name, cancellationToken).ConfigureAwait(false))
            throw CatalogErrors.NotFound(kind, name);
    }

    /// <summary>A format as it is meant: one of the catalog is looked up, and what else is said goes over it.</summary>
    /// <exception cref="StageException"><c>FileFormatNotFound</c>.</exception>
    public async Task<FileFormat> ResolveAsync(FileFormat format, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(format);
        return format.Name is not { } name ? format
            : (await GetFileFormatAsync(ParseName(NamedKind.FileFormat, name), cancellationToken).ConfigureAwait(false)).Format.Merge(
                format with { Name = null });
    }

    /// <summary>A connection as it is meant: one of the catalog is looked up.</summary>
    /// <exception cref="StageException"><c>ConnectionNotFound</c>, <c>SecretUnreadable</c>.</exception>
    internal async Task<StageConnection?> ResolveAsync(StageConnection? connection, CancellationToken cancellationToken) =>
        connection?.Name is { } name
            ? _secrets.ConnectionOf(
                await GetAsync(NamedKind.Connection, ParseName(NamedKind.Connection, name), cancellationToken).ConfigureAwait(false))
            : connection;

    /// <summary>What a stage's connection and file format name.</summary>
    /// <exception cref="StageException"><c>ConnectionNotFound</c>, <c>FileFormatNotFound</c>; <c>OptionInvalid</c> where a stage's file format is a
    /// name and more.</exception>
    internal async Task<StageReferences> FindAsync(StageConnection? connection, FileFormat? format, CancellationToken cancellationToken)
    {
        if (format?.Name is not null && format != new FileFormat { Name = format.Name })
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"The file format '{format.Name}' stands alone in a stage: what changes there changes for all its stages. Leave out the other "
                    + "options, or make another file format.",
                "format_name");
        }

        return new StageReferences(
            await FindAsync(NamedKind.Connection, connection?.Name, cancellationToken).ConfigureAwait(false),
            await FindAsync(NamedKind.FileFormat, format?.Name, cancellationToken).ConfigureAwait(false));
    }

    private async Task<NamedEntry?> FindAsync(NamedKind kind, string? name, CancellationToken cancellationToken) =>
        name is null ? null : await GetAsync(kind, ParseName(kind, name), cancellationToken).ConfigureAwait(false);

    private async Task<NamedEntry> GetAsync(NamedKind kind, StageName name, CancellationToken cancellationToken) =>
        await _entries.FindAsync(kind, name, cancellationToken).ConfigureAwait(false) ?? throw CatalogErrors.NotFound(kind, name);

    private async Task<NamedEntry> PutAsync(
        NamedKind kind, StageName name, IfStageExists ifExists, Func<NamedEntry, NamedEntry> make, CancellationToken cancellationToken)
    {
        if (ifExists is IfStageExists.Keep && await _entries.FindAsync(kind, name, cancellationToken).ConfigureAwait(false) is { } kept)
            return kept;

        return await _entries.PutAsync(kind, name, Make, cancellationToken).ConfigureAwait(false);

        NamedEntry Make(NamedEntry? older) => (older, ifExists) switch
        {
            (null, _) => make(New(kind, name)),
            (_, IfStageExists.Keep) => older,
            (_, IfStageExists.Replace) => make(older),
            _ => throw CatalogErrors.Exists(kind, name),
        };
    }

    private Task<NamedEntry> SetAsync(
        NamedKind kind, StageName name, string? comment, Func<NamedEntry, NamedEntry> change, CancellationToken cancellationToken) =>
        _entries.PutAsync(
            kind,
            name,
            older => change(older ?? throw CatalogErrors.NotFound(kind, name)) with
            {
                Comment = comment switch { null => older.Comment, "" => null, _ => CatalogRows.Comment(comment) },
            },
            cancellationToken);

    private static NamedEntry New(NamedKind kind, StageName name) => new()
    {
        Id = EntryId.New(),
        Kind = kind,
        Name = name,
        Settings = string.Empty,
        Creator = MachineHome.UserName,
        CreatedOn = DateTimeOffset.UtcNow,
    };

    private NamedEntry WithConnection(NamedEntry entry, string storageType, StageConnection connection)
    {
        // Stages would lie elsewhere than their URLs say.
        if (entry.Settings.Length > 0 && entry.StorageType is var before && before != storageType)
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"The connection '{entry.Name}' is one of {before}, and stays one; drop it first, or make another for {storageType}.",
                entry.Name.Value);
        }

        return entry with
        {
            Settings = NamedEntry.Write(
                new SortedDictionary<string, string>(connection.Masked().ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal)
                {
                    [NamedEntry.StorageTypeKey] = storageType,
                }),
            SealedSecrets = connection.Secrets.Count > 0 ? _secrets.Seal(entry.Id, connection.Secrets) : default,
        };
    }

    private static void RefuseReference(string? name, string what)
    {
        if (name is not null)
            throw StageErrorCode.OptionInvalid.Error($"{what} is not made of another ('{name}'); say its settings.", name);
    }
}
