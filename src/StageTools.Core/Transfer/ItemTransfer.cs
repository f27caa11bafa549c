namespace StageTools.Transfer;

/// <summary>Copies and moves one file or folder between stores, a folder with all that is in it, empty folders too.</summary>
public static class ItemTransfer
{
    private const int RemovalBatch = 1000;

    /// <summary>Copies a file or folder to a name of its own.</summary>
    /// <exception cref="StageException"><c>PathInvalid</c> when one is, or lies in, the other; else the first file's error, after all others were
    /// tried.</exception>
    /// <param name="from">Where it lies.</param>
    /// <param name="item">The file or folder.</param>
    /// <param name="source">Its key.</param>
    /// <param name="to">Where it goes: the name it gets there.</param>
    /// <param name="overwrite">Whether files that are there are replaced.</param>
    /// <param name="wanted">Decides by its key below the folder what of a folder is copied: of a file, and of a folder, whose key ends with a
    /// slash.</param>
    /// <param name="cancellationToken">Ends the copy.</param>
    /// <param name="found">Is told of each file before it is copied.</param>
    /// <param name="copied">Is told of each file and its copy, as <see cref="CopyJob.Copied"/>.</param>
    public static async Task CopyAsync(
        IStore from,
        StageItem item,
        StageKey source,
        Target to,
        bool overwrite,
        Predicate<string> wanted,
        CancellationToken cancellationToken,
        Action<StoreItem>? found = null,
        Action<StoreItem, StoreItem>? copied = null)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(to);

        // By whichever stages they are reached.
        var (here, there) = (from.Identify(source) + "/", to.Store.Identify(to.Key) + "/");
        if (here.StartsWith(there, StringComparison.Ordinal) || there.StartsWith(here, StringComparison.Ordinal)
            || LiesIn(from, source, to.Store, to.Key) || LiesIn(to.Store, to.Key, from, source))
        {
            throw StageErrorCode.PathInvalid.Error(
                $"'{from.Show(source)}' and '{to}' are the same, or one lies in the other; choose another destination.", to.ToString());
        }

        if (item.IsFolder)
        {
            await CopyFoldersAsync(from, source, to, key => wanted(key.AsPrefix[source.AsPrefix.Length..]), cancellationToken).ConfigureAwait(false);
        }

        var job = new CopyJob(new CopyOptions
        {
            Existing = overwrite ? IfFileExists.Replace : IfFileExists.Fail,
            ThrottleLimit = CopyOptions.ThrottleLimitFor(from, to.Store),
        })
        {
            Copied = copied,
        };
        var files = item.IsFolder
            ? CopyPlan.Folder(from, source, to, cancellationToken)
            : CopyPlan.File(from, source, to.Store, to.Key, cancellationToken);
        StageException? first = null;
        await foreach (var result in job.RunAsync(files.Where(IsWanted), cancellationToken).ConfigureAwait(false))
            first ??= result.Error;

        if (first is not null)
            throw first;

        bool IsWanted(CopyItem file)
        {
            var isWanted = !item.IsFolder || wanted(file.File.Key[source.AsPrefix.Length..]);
            if (isWanted)
                found?.Invoke(file.File);

            return isWanted;
        }
    }

    /// <summary>Moves a file or folder: a verified copy, and only then a removal, of what was copied and nothing else.</summary>
    /// <exception cref="StageException">As a copy; <c>FolderNotEmpty</c> when somebody wrote into the folder meanwhile: that stays;
    /// <c>ChecksumMismatch</c> when the file was written meanwhile, or a copy in a bucket is not there any more: its original stays.</exception>
    public static async Task MoveAsync(IStore from, StageItem item, StageKey source, Target to, bool overwrite, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(to);
        var moved = new MovedFiles();
        var isLocal = to.Store.Local is not null;
        await CopyAsync(
            from,
            item,
            source,
            to,
            overwrite,
            static _ => true,
            cancellationToken,
            isLocal ? moved.AddWhole : null,
            isLocal ? null : moved.Add).ConfigureAwait(false);
        if (!isLocal)
            await FindMovedAsync(item.IsFolder, to, moved, cancellationToken).ConfigureAwait(false);

        if (item.IsFolder)
        {
            await RemoveMovedAsync(from, source, moved, cancellationToken).ConfigureAwait(false);
            if (moved.HasLost)
                throw StoreErrors.LostWhileMoved(from.Show(source), to.ToString());

            await RemoveFoldersAsync(from, source, cancellationToken).ConfigureAwait(false);
        }
        else if (await from.FindAsync(source, cancellationToken).ConfigureAwait(false) is { } still && moved.IsMoved(still))
        {
            await RemoveAsync(from, [source], cancellationToken).ConfigureAwait(false);
        }
        else
        {
            throw moved.HasLost
                ? StoreErrors.LostWhileMoved(from.Show(source), to.ToString())
                : StoreErrors.ChangedWhileMoved(from.Show(source), to.ToString());
        }
    }

    private static async Task FindMovedAsync(bool isFolder, Target to, MovedFiles moved, CancellationToken cancellationToken)
    {
        if (!isFolder)
        {
            if (await to.Store.FindAsync(to.Key, cancellationToken).ConfigureAwait(false) is { } file)
                moved.Find(file);

            return;
        }

        try
        {
            await foreach (var there in to.Store.ListAsync(to.Key.AsPrefix, cancellationToken).ConfigureAwait(false))
                moved.Find(there);
        }
        catch (StageException e) when (e.Code == StageErrorCode.AccessDenied)
        {
            // Who may write alone does not see what is there.
            moved.FindAll();
        }
    }

    /// <summary>Whether an item of one store is another's, or lies in that, by another mount.</summary>
    private static bool LiesIn(IStore store, StageKey item, IStore other, StageKey folder)
    {
        if (other.FindIdentity(folder) is not { } identity)
            return false;

        var at = item;
        while (!at.IsRoot && store.FindIdentity(at) != identity)
            at = at.Parent;

        return store.FindIdentity(at) == identity;
    }

    private static async Task RemoveMovedAsync(IStore store, StageKey folder, MovedFiles moved, CancellationToken cancellationToken)
    {
        var files = store.ListAsync(folder.AsPrefix, cancellationToken)
            .Where(file => file.Error is null && moved.IsMoved(file))
            .Select(static file => StageKey.FromStore(file.Key));
        await foreach (var batch in files.Chunk(RemovalBatch).ConfigureAwait(false))
            await RemoveAsync(store, batch, cancellationToken).ConfigureAwait(false);
    }

    private static async Task CopyFoldersAsync(
        IStore from, StageKey folder, Target to, Predicate<StageKey> wanted, CancellationToken cancellationToken)
    {
        // All are found before the first is made, which may be one of those that are copied by another name.
        var folders = new List<StageKey> { folder };
        for (var i = 0; i < folders.Count; i++)
        {
            try
            {
                folders.AddRange((await FoldersAsync(from, folders[i], cancellationToken).ConfigureAwait(false)).Where(below => wanted(below)));
            }
            catch (StageException e) when (e.Code is StageErrorCode.AccessDenied)
            {
                // The listing of the files tells it, among the others that can be copied.
            }
        }

        foreach (var below in folders)
        {
            await to.Store.CreateFolderAsync(
                below == folder ? to.Key : to.Key.Append(below.Value[folder.AsPrefix.Length..]), cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task RemoveFoldersAsync(IStore store, StageKey folder, CancellationToken cancellationToken)
    {
        foreach (var below in await FoldersAsync(store, folder, cancellationToken).ConfigureAwait(false))
            await RemoveFoldersAsync(store, below, cancellationToken).ConfigureAwait(false);

        await store.RemoveFolderAsync(folder, recurse: false, cancellationToken).ConfigureAwait(false);
    }

    private static ValueTask<List<StageKey>> FoldersAsync(IStore store, StageKey folder, CancellationToken cancellationToken) =>
        store.ListFolderAsync(folder, NameSelection.All, cancellationToken)
            .Where(static item => item is { IsFolder: true, Error: null })
            .Select(static item => StageKey.FromStore(item.Key))
            .ToListAsync(cancellationToken);

    private static async Task RemoveAsync(IStore store, IReadOnlyList<StageKey> files, CancellationToken cancellationToken)
    {
        if (await store.RemoveAsync(files, cancellationToken).ConfigureAwait(false) is [var failure, ..])
            throw failure.Error;
    }
}
