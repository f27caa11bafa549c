namespace StageTools.Stages;

/// <summary>
/// The stages of a catalog: made, found, changed, dropped, by the rules of the user stage, of names, and of what goes with a stage.
/// </summary>
public sealed class StageRegistry : IDisposable
{
    private readonly IStageCatalog _catalog;
    private readonly MachineHome _home;
    private readonly StageEntries _entries;
    private readonly SecretBox _secrets;
    private readonly InternalStorage _storage;
    private readonly TemporaryStages _temporary;

    internal StageRegistry(IStageCatalog catalog, MachineHome home, StoreProviders stores)
    {
        (_catalog, _home, Stores) = (catalog, home, stores);
        _secrets = new SecretBox(home, isShared: catalog.Team is not null);
        _storage = new InternalStorage(home, stores, _secrets);
        _temporary = new TemporaryStages(catalog, _storage);
        _entries = new StageEntries(_secrets, _temporary, stores);
        Named = new NamedSettings(catalog.Named, _secrets, stores);
    }

    /// <summary>The connections and file formats that stages may refer to.</summary>
    public NamedSettings Named { get; }

    /// <summary>The kinds of store that stages can lie in.</summary>
    internal StoreProviders Stores { get; }

    /// <summary>Makes a stage.</summary>
    /// <returns>The stage; with <see cref="IfStageExists.Keep"/> it may be an older one, as it is.</returns>
    /// <exception cref="StageException"><c>UserStageFixed</c>, <c>StageAlreadyExists</c>.</exception>
    public async Task<Stage> CreateAsync(StageDefinition definition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        StageRules.RefuseUserStage(definition.Name, "created");
        StageRules.RefuseReserved(definition.Name);
        StageRules.RequireServed(definition, _catalog.Team is not null);
        definition = definition with
        {
            References = await Named.FindAsync(definition.Connection, definition.FileFormat, cancellationToken).ConfigureAwait(false),
        };
        _entries.RefuseConnection(definition.Url, definition.Connection, definition.References.Connection);
        Stores.RefuseConnection(definition.Url, definition.WriteConnection);
        if (definition.Url is { } url)
        {
            Stores.Of(url).Require(url, definition.References.Settings ?? definition.Connection?.Masked());
            StageRules.RefuseHome(Stores.FolderOf(url), _home);
        }

        await _temporary.CleanUpNowAsync(cancellationToken).ConfigureAwait(false);
        if (definition.IfExists == IfStageExists.Keep
            && await _catalog.FindAsync(definition.Name, cancellationToken).ConfigureAwait(false) is { } kept)
        {
            return new Stage(kept);
        }

        CatalogEntry entry;
        try
        {
            var replaces = definition.IfExists == IfStageExists.Replace;
            entry = await _catalog.AddAsync(definition.Name, () => _entries.New(definition), replaces, cancellationToken).ConfigureAwait(false);
        }
        catch (StageException e) when (e.Code == StageErrorCode.StageAlreadyExists && definition.IfExists == IfStageExists.Keep)
        {
            // Another process was quicker.
            return new Stage(await GetAsync(definition.Name, cancellationToken).ConfigureAwait(false));
        }

        if (definition.IfExists == IfStageExists.Replace)
            await _temporary.RemoveDiscardedAsync(cancellationToken).ConfigureAwait(false);

        return new Stage(entry);
    }

    /// <summary>All created stages by name; <c>~</c> is not among them (Databend SHOW STAGES).</summary>
    public Task<IReadOnlyList<Stage>> ListAsync(CancellationToken cancellationToken) => ListAsync(string.Empty, cancellationToken);

    /// <summary>Those of them whose names begin with a text, in any case.</summary>
    public async Task<IReadOnlyList<Stage>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        await _temporary.CleanUpAsync(cancellationToken).ConfigureAwait(false);
        var entries = await _catalog.ListAsync(prefix, cancellationToken).ConfigureAwait(false);
        return [.. entries.Select(static entry => new Stage(entry))];
    }

    /// <summary>The names of created stages that begin with a text, for completion.</summary>
    public Task<IReadOnlyList<string>> ListNamesAsync(string prefix, CancellationToken cancellationToken) =>
        _catalog.ListNamesAsync(prefix, cancellationToken);

    /// <summary>Whether the catalog can be asked without waiting for a connection: what completes a text asks no other.</summary>
    internal bool IsConnected => _catalog.IsConnected;

    /// <summary>Whether at least one created stage takes files; those of processes that are gone do not count.</summary>
    public async Task<bool> AnyEnabledAsync(CancellationToken cancellationToken)
    {
        return await AnyAsync().ConfigureAwait(false)
            && (!await _temporary.CleanUpNowAsync(cancellationToken).ConfigureAwait(false) || await AnyAsync().ConfigureAwait(false));

        Task<bool> AnyAsync() => _catalog.AnyEnabledAsync(cancellationToken);
    }

    /// <summary>Drops the temporary stages of processes that are gone, before it matters which names are taken.</summary>
    internal Task EndDeadAsync(CancellationToken cancellationToken) => _temporary.CleanUpNowAsync(cancellationToken);

    /// <summary>One stage as the catalog keeps it; the user stage too.</summary>
    /// <exception cref="StageException"><c>StageNotFound</c>.</exception>
    public async Task<CatalogEntry> GetAsync(StageName name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.IsUser)
            return StageEntries.User() with { Storage = await _catalog.FindStorageAsync(cancellationToken).ConfigureAwait(false) };

        await _temporary.CleanUpAsync(cancellationToken).ConfigureAwait(false);
        return await _catalog.FindAsync(name, cancellationToken).ConfigureAwait(false)
            ?? throw CatalogErrors.NotFound(name);
    }

    /// <summary>Changes a stage.</summary>
    /// <exception cref="StageException"><c>UserStageFixed</c>, <c>StageNotFound</c>, <c>OptionInvalid</c>.</exception>
    public async Task<Stage> SetAsync(StageName name, StageChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        StageRules.RefuseUserStage(name, "altered");
        if (_catalog.Team is null)
            StageRules.RefuseSecondCredential(name, change.WriteConnection);

        StageRules.RefuseHome(Stores.FolderOf(change.Url), _home);
        change = change with { References = await Named.FindAsync(change.Connection, change.FileFormat, cancellationToken).ConfigureAwait(false) };
        return new Stage(await _catalog.UpdateAsync(name, older => _entries.Changed(older, change), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Gives a stage another name; its files and all else stay.</summary>
    /// <exception cref="StageException"><c>UserStageFixed</c>, <c>StageNotFound</c>, <c>StageAlreadyExists</c>.</exception>
    public async Task<Stage> RenameAsync(StageName name, StageName newName, CancellationToken cancellationToken)
    {
        StageRules.RefuseUserStage(name, "renamed");
        StageRules.RefuseUserStage(newName, "taken as a name");
        StageRules.RefuseReserved(newName);
        await _temporary.CleanUpNowAsync(cancellationToken).ConfigureAwait(false);
        return new Stage(await _catalog.UpdateAsync(name, older => older with { Name = newName }, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Drops a stage. An internal one's files go with it unless kept; an external one's stay where they are.</summary>
    /// <returns>Where the files lie that were kept; null when there are none.</returns>
    /// <exception cref="StageException"><c>UserStageFixed</c>, <c>StageNotFound</c>.</exception>
    public async Task<string?> RemoveAsync(StageName name, bool keepFiles, CancellationToken cancellationToken)
    {
        StageRules.RefuseUserStage(name, "dropped");
        var entry = await _catalog.RemoveAsync(name, keepFiles, cancellationToken).ConfigureAwait(false)
            ?? throw StageErrorCode.StageNotFound.Error(
                $"There is no stage '{name}' to drop", new Advice(AdviceKind.PassOverMissingStage), name.Value);
        if (entry.Kind == StageKind.Internal && !keepFiles)
            await _temporary.RemoveDiscardedAsync(entry, cancellationToken).ConfigureAwait(false);

        return keepFiles && entry.Kind == StageKind.Internal ? _storage.Locate(entry) : null;
    }

    /// <summary>The store of a stage's files.</summary>
    /// <exception cref="StageException"><c>SecretUnreadable</c>, <c>CredentialRequired</c>, <c>OptionInvalid</c>.</exception>
    public IStore OpenStore(CatalogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        StageRules.RefuseHome(Stores.FolderOf(entry.Url), _home);
        var shown = new StagePath(entry.Name, StageKey.Root).ToString();
        var store = entry switch
        {
            { Kind: StageKind.User } => _storage.OpenUser(entry, shown),
            { Kind: StageKind.Internal } => _storage.Open(entry, shown, () => CreateStageFolder(entry)),
            _ => Stores.Open(entry.Url!, _secrets.ConnectionOf(entry), shown),
        };
        return entry.Rights == (StageRights.Read | StageRights.Write) ? store : new GrantedStore(store, entry);
    }

    /// <summary>The folder of this machine that a stage's files lie in; null for a stage in a bucket.</summary>
    internal string? FolderOf(CatalogEntry entry) => entry.Url is { } url && Stores.FolderOf(url) is null ? null : OpenStore(entry).Local?.Root;

    /// <summary>The folders of internal stages, those that are still to be made among them, and of the user stage.</summary>
    internal IReadOnlyList<string> OwnFolders => [_home.StagesFolder, _home.UserFolder()];

    /// <summary>The folders of this machine that external stages lie in; of one that cannot be opened, whoever names it is told why.</summary>
    internal async Task<IReadOnlyList<string>> ListFoldersAsync(CancellationToken cancellationToken)
    {
        var entries = await _catalog.ListAsync(string.Empty, cancellationToken).ConfigureAwait(false);
        return [.. entries.Where(static e => e.Kind is StageKind.External).Select(TryFolderOf).OfType<string>()];

        string? TryFolderOf(CatalogEntry entry)
        {
            try
            {
                return FolderOf(entry);
            }
            catch (StageException)
            {
                return null;
            }
        }
    }

    /// <summary>What is to be told when a stage is made all the same: that its folder is not there; null for nothing.</summary>
    public string? WarningOf(StageDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return Stores.WarningOf(definition.Url);
    }

    /// <summary>Ends this process' temporary stages.</summary>
    public void Dispose()
    {
        _temporary.Dispose();
        Stores.Dispose();
    }

    /// <summary>Makes the folder of an internal stage before its first file; of one that was dropped meanwhile, no folder comes back.</summary>
    private void CreateStageFolder(CatalogEntry entry)
    {
        if (Blocking.Wait(_catalog.FindAsync(entry.Name, CancellationToken.None))?.Id != entry.Id)
        {
            throw StageErrorCode.StageNotFound.Error(
                $"The stage '{entry.Name}' was dropped or replaced meanwhile; nothing was written.", entry.Name.Value);
        }

        _home.CreateFolder(_home.StageFolder(entry.Id));
    }
}
