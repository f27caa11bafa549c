namespace StageTools.Storage.Folders;

/// <summary>The store of a stage that lies in a folder.</summary>
internal sealed class FileStore : IStore, ILocalFiles
{
    private readonly FolderBoundary _boundary;
    private readonly FolderListing _listing;
    private readonly FolderContents _contents;
    private readonly FolderTargets _targets;
    private readonly FolderJobs _jobs;

    /// <summary>Makes the store of a folder.</summary>
    /// <param name="root">The folder's full path.</param>
    /// <param name="createRoot">Makes the folder before the first write; null for a folder that is not ours to make.</param>
    /// <param name="confined">Whether symbolic links that lead out are refused: always for a stage, never for the user's own file system.</param>
    /// <param name="shownAs">What messages call the folder: a stage path; null for its own path.</param>
    /// <param name="opening">By what means what lies there is opened; null for the best of this machine.</param>
    public FileStore(string root, Action? createRoot = null, bool confined = true, string? shownAs = null, Opening? opening = null)
    {
        _boundary = new FolderBoundary(root, confined, shownAs, opening, createRoot);
        _listing = new FolderListing(_boundary);
        _contents = new FolderContents(_boundary);
        _targets = new FolderTargets(_boundary);
        _jobs = new FolderJobs(_boundary, _targets);
    }

    /// <summary>The user's own folder, links and all.</summary>
    /// <param name="folder">Its full path; made when something is written to it.</param>
    public static FileStore Local(string folder) => new(folder, () => Directory.CreateDirectory(folder), confined: false);

    /// <summary>The folder's full path.</summary>
    public string Root => _boundary.Root;

    /// <inheritdoc/>
    IJobStore IStore.Jobs => _jobs;

    /// <inheritdoc/>
    ILocalFiles IStore.Local => this;

    /// <inheritdoc cref="ILocalFiles.Locate"/>
    public (string Path, object State) Locate(StageKey key) => _boundary.Do<(string, object)>(key, () =>
    {
        using var item = _contents.OpenFile(key);
        return (item.RealPath, item.Info);
    });

    /// <inheritdoc cref="ILocalFiles.OpenStream"/>
    public FileStream OpenStream(StageKey key, int bufferSize) => _boundary.Do(key, () => _contents.OpenStream(key, bufferSize, sequential: true));

    /// <inheritdoc cref="ILocalFiles.FoldsCase"/>
    public bool FoldsCase(StageKey file) => _boundary.Do(file, () => _targets.FoldsCase(file));

    /// <inheritdoc cref="ILocalFiles.FlushAsync"/>
    public Task FlushAsync(IReadOnlyList<StoreWriter> files, CancellationToken cancellationToken) =>
        JointCommit.FlushAsync([.. files.Cast<FileStoreWriter>()], cancellationToken);

    /// <inheritdoc cref="ILocalFiles.CommitAsync"/>
    public Task<IReadOnlyList<StageException?>> CommitAsync(IReadOnlyList<StoreWriter> files, CancellationToken cancellationToken) =>
        JointCommit.RunAsync([.. files.Cast<FileStoreWriter>()], cancellationToken);

    /// <inheritdoc/>
    public string Volume => "file:";

    /// <inheritdoc/>
    public string Show(StageKey key) => _boundary.Show(key);

    /// <inheritdoc/>
    public string Identify(StageKey key)
    {
        var path = "file://" + _boundary.Do(key, () => _boundary.RealPathOf(key)).Replace(Path.DirectorySeparatorChar, '/');
        return OperatingSystem.IsLinux() ? path : path.ToUpperInvariant();
    }

    /// <inheritdoc/>
    ItemIdentity? IStore.FindIdentity(StageKey key) => _boundary.Do<ItemIdentity?>(key, () =>
    {
        using var item = Directory.Exists(Root) ? _boundary.TryOpen(key) : null;
        return item?.Info.Identity is { } identity && identity != default ? identity : null;
    });

    /// <inheritdoc/>
    public IAsyncEnumerable<StoreItem> ListAsync(string prefix, Func<string, bool> mayHold, CancellationToken cancellationToken)
    {
        var slash = prefix.LastIndexOf('/');
        var folder = StageKey.Parse(prefix[..(slash + 1)]);
        return _listing.DeepAsync(folder, prefix[(slash + 1)..], mayHold, cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoreItem> ListFolderAsync(StageKey folder, NameSelection names, CancellationToken cancellationToken) =>
        _listing.ShallowAsync(folder, names, cancellationToken);

    /// <inheritdoc/>
    public Task<StoreItem?> FindAsync(StageKey key, CancellationToken cancellationToken) => _boundary.Guard(key, () => _contents.Find(key));

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(
        StoreItem file, long offset, CancellationToken cancellationToken) => _boundary.Guard<Stream>(StageKey.FromStore(file.Key), () =>
    {
        var key = StageKey.FromStore(file.Key);
        var stream = _contents.OpenStream(key, bufferSize: 0, sequential: offset == 0);
        stream.Position = offset;
        return new FileStoreStream(stream, Root, Show(key));
    });

    /// <inheritdoc/>
    public Task<StoreWriter> CreateAsync(
        StageKey key, WriteOptions options, CancellationToken cancellationToken) => _boundary.Guard<StoreWriter>(key, () =>
    {
        if (options.StorageClass is { } name)
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"'{Show(key)}' lies in a folder, and folders have no storage classes such as '{name}'",
                new Advice(AdviceKind.LeaveOutStorageClass), name);
        }

        return _targets.NewWriter(key, options);
    });

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RemoveFailure>> RemoveAsync(IReadOnlyList<StageKey> keys, CancellationToken cancellationToken)
    {
        var failures = new List<RemoveFailure>();
        foreach (var key in keys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await _boundary.Guard(key, () => _contents.RemoveFile(key)).ErrorAsync().ConfigureAwait(false) is { } error)
                failures.Add(new RemoveFailure(key, error));
        }

        return failures;
    }

    /// <inheritdoc/>
    public Task<StoreItem?> TryCopyAsync(IStore source, StoreItem file, StageKey target, WriteOptions options, CancellationToken cancellationToken) =>
        Task.FromResult<StoreItem?>(null);

    /// <inheritdoc/>
    public async Task MoveAsync(StageKey source, StageKey target, bool overwrite, CancellationToken cancellationToken)
    {
        var item = await FindAsync(source, cancellationToken).ConfigureAwait(false) ?? throw StoreErrors.NotFound(Show(source));
        if (item.IsFolder && (target.Value + "/").StartsWith(source.AsPrefix, StringComparison.Ordinal))
            throw StoreErrors.IntoItself(Show(source));

        try
        {
            if (!_targets.TryRename(source, item.IsFolder, target, overwrite))
            {
                await CopyAsync(source, item, target, overwrite, cancellationToken).ConfigureAwait(false);
                if (_contents.Find(source)?.Fingerprint() != item.Fingerprint())
                    throw StoreErrors.ChangedWhileMoved(Show(source), Show(target));

                _contents.RemoveFile(source);
            }
        }
        catch (Exception e) when (FileStoreErrors.Is(e))
        {
            throw FileStoreErrors.Explain(e, Root, Show(source));
        }
    }

    /// <inheritdoc/>
    public Task CreateFolderAsync(StageKey folder, CancellationToken cancellationToken) => _boundary.Guard(folder, () =>
    {
        _boundary.EnsureRoot();
        using var there = _boundary.TryOpen(folder);
        if (there is not null && there.Info.Kind is not ItemKind.Folder)
            throw StoreErrors.IsFileAlready(Show(folder));

        using var made = there is null ? _boundary.MakeFolder(folder) : null;
    });

    /// <inheritdoc/>
    public Task RemoveFolderAsync(StageKey folder, bool recurse, CancellationToken cancellationToken) => _boundary.Guard(folder, () =>
    {
        if (folder.IsRoot)
            throw StoreErrors.IsStageItself(Show(folder));

        _contents.RemoveFolder(folder, recurse, cancellationToken);
    });

    /// <inheritdoc/>
    public Task<bool> RemoveAllAsync(CancellationToken cancellationToken) => _boundary.Guard(StageKey.Root, () =>
    {
        if (Path.GetDirectoryName(Root) is { } above && Directory.Exists(Root))
        {
            using var parent = OpenedItem.Root(above);
            FolderTree.Remove(parent, Path.GetFileName(Root), cancellationToken);
        }

        return true;
    });

    /// <inheritdoc/>
    public async Task<int> RemoveLeftoversAsync(TimeSpan idle, CancellationToken cancellationToken)
    {
        var (removed, folders) = _boundary.Do(StageKey.Root, () => RemoveDeadParts(idle, cancellationToken));
        var (settled, left) = await StoreJob.SettleBelowAsync(this, folders, cancellationToken).ConfigureAwait(false);
        return left is null ? removed + settled : throw left;
    }

    /// <inheritdoc/>
    public Task<StageFileUrl> PresignAsync(StageKey key, PresignOptions options, CancellationToken cancellationToken) =>
        Task.FromException<StageFileUrl>(StageErrorCode.StorageNotServed.Error(
        $"'{Show(key)}' lies in a folder, and only what lies in a bucket has a URL to give away; copy it into a stage on a bucket.", Show(key)));

    /// <summary>Removes what dead writers left, and says how many files that were, and in which folders jobs have their journals.</summary>
    private (int Removed, List<StageKey> FoldersOfJobs) RemoveDeadParts(TimeSpan idle, CancellationToken cancellationToken)
    {
        var (removed, folders) = (0, new List<StageKey>());
        if (_boundary.RootMayBeMissing && !Directory.Exists(Root))
            return (removed, folders);

        using var root = _boundary.Open(StageKey.Root);
        FolderTree.Walk(root, StageKey.Root, Visit, cancellationToken);
        return (removed, folders);

        void Visit(OpenedItem folder, StageKey key)
        {
            removed += StorePart.RemoveDead(folder, idle);
            if (FolderJobs.Journals(folder, key).Count > 0)
                folders.Add(key);
        }
    }

    /// <summary>Copies a file to its new name, verified, with its time and its permissions.</summary>
    private async Task CopyAsync(StageKey source, StoreItem file, StageKey target, bool overwrite, CancellationToken cancellationToken)
    {
        using var original = _contents.OpenFile(source);
        var content = _contents.OpenStream(source, bufferSize: 0, sequential: true);
        await using var closing = content.ConfigureAwait(false);
        var writer = _targets.NewWriter(target, new WriteOptions(overwrite) { LastModified = file.LastModified, Verify = true });
        await using var ending = writer.ConfigureAwait(false);
        writer.KeepMode(original);
        await StoreTransfer.PumpAsync(content, writer.Stream, static _ => { }, cancellationToken).ConfigureAwait(false);
        await writer.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
