using StageTools.Stages;
using StageTools.Storage.Jobs;

namespace StageTools.Storage.Folders;

/// <summary>The store of a stage that lies in a folder.</summary>
public sealed class FileStore : IStore
{
    private readonly FolderBoundary _boundary;
    private readonly FolderListing _listing;
    private readonly FolderTargets _targets;
    private readonly FolderJobs _jobs;
    private readonly bool _rootMayBeMissing;

    /// <summary>Makes the store of a folder.</summary>
    /// <param name="root">The folder's full path.</param>
    /// <param name="createRoot">Makes the folder before the first write; null for a folder that is not ours to make.</param>
    /// <param name="confined">Whether symbolic links that lead out are refused: always for a stage, never for the user's own file system.</param>
    /// <param name="shownAs">What messages call the folder: a stage path; null for its own path.</param>
    public FileStore(string root, Action? createRoot = null, bool confined = true, string? shownAs = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        _boundary = new FolderBoundary(root, confined, shownAs);
        _rootMayBeMissing = createRoot is not null;
        _listing = new FolderListing(_boundary, _rootMayBeMissing);
        _targets = new FolderTargets(_boundary, createRoot);
        _jobs = new FolderJobs(_boundary, _targets);
    }

    /// <summary>The folder's full path.</summary>
    public string Root => _boundary.Root;

    /// <inheritdoc/>
    IJobStore IStore.Jobs => _jobs;

    /// <summary>The full path of a file, for what reads files by itself; refused when a link leads out of the folder.</summary>
    /// <exception cref="StageException"><c>PathOutsideStage</c>.</exception>
    internal string PathOf(StageKey key) => _boundary.PathOf(key);

    /// <inheritdoc/>
    public string Volume => "file:";

    /// <inheritdoc/>
    public string Show(StageKey key) => _boundary.Show(key);

    /// <inheritdoc/>
    public string Identify(StageKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var path = "file://" + FolderBoundary.RealPath(_boundary.PathOf(key)).Replace(Path.DirectorySeparatorChar, '/');
        return OperatingSystem.IsLinux() ? path : path.ToUpperInvariant();
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoreItem> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var slash = prefix.LastIndexOf('/');
        var folder = StageKey.Parse(prefix[..(slash + 1)]);
        return _listing.DeepAsync(folder, prefix[(slash + 1)..], cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoreItem> ListFolderAsync(StageKey folder, NameSelection names, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return _listing.ShallowAsync(folder, names, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoreItem?> FindAsync(StageKey key, CancellationToken cancellationToken) => Guard(key, () => Find(key));

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(StoreItem file, long offset, CancellationToken cancellationToken) => Guard<Stream>(StageKey.FromStore(file.Key), () =>
    {
        var key = StageKey.FromStore(file.Key);
        var path = _boundary.PathOf(key);
        if (Directory.Exists(path))
        {
            throw StoreErrors.IsFolder(Show(key));
        }

        var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
            Options = offset == 0 ? FileOptions.SequentialScan : FileOptions.None,
        });
        stream.Position = offset;
        return new FileStoreStream(stream, Root, Show(key));
    });

    /// <inheritdoc/>
    public Task<StoreWriter> CreateAsync(StageKey key, WriteOptions options, CancellationToken cancellationToken) => Guard<StoreWriter>(key, () =>
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.StorageClass is { } name)
        {
            throw new StageException(
                StageErrorCode.OptionInvalid, $"'{Show(key)}' lies in a folder, and folders have no storage classes such as '{name}'", new Advice("leave out -StorageClass", "leave it out"), name);
        }

        var path = _targets.Make(key, options.Overwrite);
        return new FileStoreWriter(_boundary, key, path, options);
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<RemoveFailure>> RemoveAsync(IReadOnlyList<StageKey> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var failures = new List<RemoveFailure>();
        foreach (var key in keys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                Remove(key);
            }
            catch (Exception e) when (e is StageException || FileStoreErrors.Is(e))
            {
                failures.Add(new RemoveFailure(key, e as StageException ?? FileStoreErrors.Explain(e, Root, Show(key))));
            }
        }

        return Task.FromResult<IReadOnlyList<RemoveFailure>>(failures);
    }

    /// <inheritdoc/>
    public Task<StoreItem?> TryCopyAsync(IStore source, StoreItem file, StageKey target, WriteOptions options, CancellationToken cancellationToken) =>
        Task.FromResult<StoreItem?>(null);

    /// <inheritdoc/>
    public Task MoveAsync(StageKey source, StageKey target, bool overwrite, CancellationToken cancellationToken) => Guard(source, () =>
    {
        var item = Find(source) ?? throw StoreErrors.NotFound(Show(source));
        if (item.IsFolder && (target.Value + "/").StartsWith(source.AsPrefix, StringComparison.Ordinal))
        {
            throw StoreErrors.IntoItself(Show(source));
        }

        var from = _boundary.PathOf(source);
        if (item.IsFolder)
        {
            Directory.Move(from, _targets.Make(target, overwrite: false));
        }
        else
        {
            AtomicRename.Move(from, _targets.Make(target, overwrite), overwrite);
        }

        return true;
    });

    /// <inheritdoc/>
    public Task CreateFolderAsync(StageKey folder, CancellationToken cancellationToken) => Guard(folder, () =>
    {
        _targets.EnsureRoot();
        var path = _boundary.PathOf(folder);
        if (File.Exists(path))
        {
            throw StoreErrors.AlreadyExists(Show(folder));
        }

        Directory.CreateDirectory(path);
        return true;
    });

    /// <inheritdoc/>
    public Task RemoveFolderAsync(StageKey folder, bool recurse, CancellationToken cancellationToken) => Guard(folder, () =>
    {
        if (folder.IsRoot)
        {
            throw StoreErrors.IsStageItself(Show(folder));
        }

        var path = _boundary.PathOf(folder);
        if (!recurse && new DirectoryInfo(path).LinkTarget is null && _listing.Shallow(path, folder.AsPrefix, NameSelection.All).Any())
        {
            throw StoreErrors.FolderNotEmpty(Show(folder));
        }

        if (recurse)
        {
            FolderTree.Remove(path, cancellationToken);
        }
        else
        {
            // What a killed writer left is nobody's; a living writer's part makes the removal fail, as it should.
            StorePart.RemoveDead(path);
            Directory.Delete(path);
        }

        return true;
    });

    /// <inheritdoc/>
    public async Task<int> RemoveLeftoversAsync(TimeSpan idle, CancellationToken cancellationToken) =>
        await StoreJob.SettleBelowAsync(this, await Guard(StageKey.Root, () => _jobs.FoldersOfJobs(cancellationToken)).ConfigureAwait(false), cancellationToken).ConfigureAwait(false)
        + await Guard(StageKey.Root, () => _rootMayBeMissing && !Directory.Exists(Root) ? 0 : FolderTree.RemoveDeadParts(Root, idle, cancellationToken)).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<StageFileUrl> PresignAsync(StageKey key, PresignOptions options, CancellationToken cancellationToken) => Task.FromException<StageFileUrl>(new StageException(
        StageErrorCode.StorageNotServed, $"'{Show(key)}' lies in a folder, and only what lies in a bucket has a URL to give away; copy it into a stage on a bucket.", Show(key)));

    private StoreItem? Find(StageKey key)
    {
        var path = _boundary.PathOf(key);
        var file = new FileInfo(path);
        if (file.Exists)
        {
            var content = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return content.Exists ? new StoreItem(key.Value, content.Length, FolderListing.Utc(content.LastWriteTimeUtc)) : null;
        }

        var folder = new DirectoryInfo(path);
        if (folder.Exists)
        {
            return new StoreItem(key.Value, 0, FolderListing.Utc(folder.LastWriteTimeUtc)) { IsFolder = true };
        }

        return !_rootMayBeMissing && !Directory.Exists(Root) ? throw FileStoreErrors.Gone(Root) : null;
    }

    private void Remove(StageKey key)
    {
        var item = Find(key) ?? throw StoreErrors.NotFound(Show(key));
        if (item.IsFolder)
        {
            throw new StageException(StageErrorCode.ItemKindMismatch, $"'{Show(key)}' is a folder, not a file.", Show(key));
        }

        File.Delete(_boundary.PathOf(key));
    }

    private Task<T> Guard<T>(StageKey key, Func<T> work)
    {
        try
        {
            return Task.FromResult(work());
        }
        catch (Exception e) when (FileStoreErrors.Is(e))
        {
            return Task.FromException<T>(FileStoreErrors.Explain(e, Root, Show(key)));
        }
        catch (StageException e)
        {
            return Task.FromException<T>(e);
        }
    }
}
