namespace StageTools.Stages;

/// <summary>The files of stages: found, listed, removed; the directory tables that list them.</summary>
public sealed class StageFiles
{
    private readonly IStageCatalog _catalog;
    private readonly StageRegistry _stages;

    internal StageFiles(IStageCatalog catalog, StageRegistry stages) => (_catalog, _stages) = (catalog, stages);

    /// <summary>The selected files, as the store gives them.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="keys">Which they are.</param>
    /// <param name="fromDirectoryTable">Whether the catalog's table is asked, and not the store.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <param name="onError">Is told of each item that cannot be read, on whichever thread; null where the first one ends the listing.</param>
    /// <param name="shard">Which part of them is meant; null for all.</param>
    /// <exception cref="StageException"><c>StageNotFound</c>; <c>FileNotFound</c> when a file or folder was named that is not there.</exception>
    public async IAsyncEnumerable<StageFile> ListAsync(
        StageName stage,
        KeySelection keys,
        bool fromDirectoryTable,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        Action<StageException>? onError = null,
        Shard? shard = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var entry = await _stages.GetAsync(stage, cancellationToken).ConfigureAwait(false);
        var set = new FileSet(_stages.OpenStore(entry), keys) { Shard = shard };
        var items = fromDirectoryTable
            ? ListDirectoryTable(entry, keys, cancellationToken).Where(set.Holds)
            : set.ListAsync(cancellationToken, onError);

        // Only a bucket has objects whose names are no keys.
        var areKeys = fromDirectoryTable && set.Store.Local is not null;
        await foreach (var item in items.ConfigureAwait(false))
        {
            var file = areKeys && !StageKey.IsCanonical(item.Key) ? CatalogErrors.NoFile(item) : item;
            if (file.IsReadable(onError))
                yield return new StageFile(entry.Name, file);
        }
    }

    /// <summary>The files and folders directly in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="names">Which of them.</param>
    /// <param name="onError">Is told of each item that is neither or cannot be read, on whichever thread.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async IAsyncEnumerable<StageItem> ListFolderAsync(
        StagePath folder, NameSelection names, Action<StageException> onError, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var entry = await _stages.GetAsync(folder.Stage, cancellationToken).ConfigureAwait(false);
        await foreach (var item in _stages.OpenStore(entry).ListFolderAsync(folder.Key, names, cancellationToken).ConfigureAwait(false))
        {
            if (item.IsReadable(onError))
                yield return new StageItem(entry.Name, item);
        }
    }

    /// <summary>A stage's file or folder, or null. What a bucket answered in the last two seconds is not asked again.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <param name="isFolder">Whether it must be a folder, which on a bucket may have a file's name.</param>
    /// <exception cref="StageException"><c>StageNotFound</c>.</exception>
    public async Task<StageItem?> FindAsync(StagePath path, CancellationToken cancellationToken, bool isFolder = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        var entry = await _stages.GetAsync(path.Stage, cancellationToken).ConfigureAwait(false);
        return await _stages.OpenStore(entry).FindRecentAsync(path.Key, isFolder, cancellationToken).ConfigureAwait(false) is { } item
            ? new StageItem(entry.Name, item)
            : null;
    }

    /// <summary>Forgets what buckets answered in the last two seconds, so that the next question goes to them.</summary>
    public void Refresh() => _stages.Stores.Forget();

    /// <summary>Opens the store of a stage; for writing, the stage must be enabled.</summary>
    /// <exception cref="StageException"><c>StageNotFound</c>, <c>StageDisabled</c>, <c>StorageNotServed</c>.</exception>
    public async Task<IStore> OpenStoreAsync(StageName stage, bool forWriting, CancellationToken cancellationToken)
    {
        var entry = await _stages.GetAsync(stage, cancellationToken).ConfigureAwait(false);
        if (forWriting)
            StageRules.RequireWritable(entry);

        return _stages.OpenStore(entry);
    }

    /// <summary>URLs for a file, whether it is there or not, or for those that a wildcard finds.</summary>
    /// <exception cref="StageException">
    /// <c>StorageNotServed</c> for a folder, <c>StageDisabled</c> for writing, <c>OptionInvalid</c> for a time that cannot be.
    /// </exception>
    public async IAsyncEnumerable<StageFileUrl> PresignAsync(
        StageName stage, KeySelection keys, PresignOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(options);
        var store = await OpenStoreAsync(stage, options.ForWriting, cancellationToken).ConfigureAwait(false);
        if (keys.Exact is { } key)
        {
            yield return keys is { NamesFolder: true, Exact.IsRoot: false }
                ? throw StoreErrors.IsNoFile(store.Show(key))
                : await store.PresignAsync(key, options, cancellationToken).ConfigureAwait(false);
            yield break;
        }

        await foreach (var file in new FileSet(store, keys).ListAsync(cancellationToken).ConfigureAwait(false))
            yield return await store.PresignAsync(StageKey.FromStore(file.Key), options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists a stage's files into its directory table.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="onError">Is told, on whichever thread, of each item that cannot be read and is not in the table.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>The stage as it is then, and how many files its table lists.</returns>
    /// <exception cref="StageException"><c>DirectoryTableDisabled</c>.</exception>
    public async Task<DirectoryTableUpdate> RefreshDirectoryTableAsync(
        StageName stage, Action<StageException> onError, CancellationToken cancellationToken)
    {
        var entry = await _stages.GetAsync(stage, cancellationToken).ConfigureAwait(false);
        RequireDirectoryTable(entry);
        var all = new FileSet(_stages.OpenStore(entry), KeySelection.Parse(string.Empty, isLiteral: true)).ListAsync(cancellationToken, onError);
        var count = await _catalog.Directory.RefreshAsync(entry, all, cancellationToken).ConfigureAwait(false);
        return new DirectoryTableUpdate(entry.Name.Value, count, DateTimeOffset.UtcNow);
    }

    private static void RequireDirectoryTable(CatalogEntry entry)
    {
        if (!entry.DirectoryTable)
        {
            throw StageErrorCode.DirectoryTableDisabled.Error(
                $"The stage '{entry.Name}' has no directory table", new Advice(AdviceKind.MakeDirectoryTable, entry.Name), entry.Name.Value);
        }
    }

    private IAsyncEnumerable<StoreItem> ListDirectoryTable(CatalogEntry entry, KeySelection keys, CancellationToken cancellationToken)
    {
        RequireDirectoryTable(entry);
        if (entry.DirectoryTableRefreshedOn is null)
        {
            throw StageErrorCode.DirectoryTableDisabled.Error(
                $"The directory table of stage '{entry.Name}' was never filled",
                new Advice(AdviceKind.FillDirectoryTable, entry.Name), entry.Name.Value);
        }

        if (keys.NamesFolder || keys.Exact is not { IsRoot: false } named)
            return _catalog.Directory.ListAsync(entry.Id, keys.Prefix, cancellationToken).Where(item => keys.IsMatch(item.Key));

        // The table is asked for "a", to find the file a, or else the files below a/.
        return FileOrFolderAsync(_catalog.Directory.ListAsync(entry.Id, named.Value, cancellationToken), named, keys);
    }

    private static async IAsyncEnumerable<StoreItem> FileOrFolderAsync(IAsyncEnumerable<StoreItem> items, StageKey named, KeySelection keys)
    {
        await foreach (var item in items.ConfigureAwait(false))
        {
            if (keys.IsMatch(item.Key))
                yield return item;

            // In the order of the keys it comes before what lies in a folder of its name.
            if (item.Key == named.Value)
                yield break;
        }
    }
}

/// <summary>What refreshing a directory table found.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Files">How many files the table lists.</param>
/// <param name="RefreshedOn">When the listing ended, UTC.</param>
public sealed record DirectoryTableUpdate(string Stage, long Files, DateTimeOffset RefreshedOn);
