namespace StageTools.Export;

/// <summary>
/// The files that are in the folders of an export already, so that an export which is run again does not double its rows: an error, or, with -Force,
/// what leaves when the new files are whole. In a partition these are all files, in a folder of parts those that an export named; in a row of
/// numbered files, what follows behind the last new one.
/// </summary>
internal sealed class OlderFiles(ExportTarget target, ExportOptions options) : IDisposable
{
    private const int AtOnce = 8;

    private readonly Dictionary<StageKey, Task> _looks = [];
    private readonly ConcurrentQueue<StoreItem> _files = new();
    private readonly SemaphoreSlim _places = new(AtOnce);
    private readonly PartNames _names = new(target);
    private volatile StageException? _refused;
    private volatile bool _isBlind;

    /// <summary>Whether the rows of the files that are there would be there twice. What a shard replaces is found when its files are whole; who writes
    /// one file and may not look leaves those of others alone.</summary>
    public bool Counts => options.Shard is null && target.IsFolder && !options.Append && !_isBlind;

    /// <summary>What was found to be replaced, once all looks have ended.</summary>
    public IReadOnlyCollection<StoreItem> Found => _files;

    /// <summary>Begins to look into a folder that the export writes to.</summary>
    public void Look(StageKey folder, CancellationToken cancellationToken)
    {
        if (_refused is { } refused)
            throw refused;

        if (Counts && !_looks.ContainsKey(folder))
            _looks.Add(folder, LookAsync(folder, cancellationToken));
    }

    /// <summary>Waits for all looks; what is in the way is said now.</summary>
    /// <exception cref="StageException"><c>FileAlreadyExists</c>.</exception>
    public Task RequireAsync() => Task.WhenAll(_looks.Values);

    /// <summary>Looks once more into the folders that were looked into.</summary>
    /// <exception cref="StageException"><c>FileAlreadyExists</c>.</exception>
    public async Task LookAgainAsync(CancellationToken cancellationToken)
    {
        if (_looks.Count > 0)
        {
            await RequireAsync().ConfigureAwait(false);
            _files.Clear();
            await Task.WhenAll(_looks.Keys.Select(folder => LookAsync(folder, cancellationToken))).ConfigureAwait(false);
        }
    }

    /// <summary>Looks behind the last of a row of numbered files: an older and longer row ended there.</summary>
    public async Task LookBehindAsync(int count, CancellationToken cancellationToken)
    {
        if (target.IsFolder || !options.Overwrite || options.MaxFileSize is null)
            return;

        for (var number = count; await target.Store.FindAsync(
            _names.Numbered(number), cancellationToken).ConfigureAwait(false) is { IsFolder: false } older; number++)
        {
            _files.Enqueue(older);
        }
    }

    /// <summary>What leaves: what was found, and files whose names the new ones take. Null where nothing does.</summary>
    public async Task<IReadOnlyCollection<StoreItem>?> ReplacedAsync(IEnumerable<StageKey> written, CancellationToken cancellationToken)
    {
        if (!options.Overwrite)
            return null;

        List<StoreItem> replaced = [.. _files];
        foreach (var key in target.IsFolder ? [] : written)
        {
            if (await target.Store.FindAsync(key, cancellationToken).ConfigureAwait(false) is { IsFolder: false } there)
                replaced.Add(there);
        }

        return replaced.Count > 0 ? replaced : null;
    }

    public void Dispose() => _places.Dispose();

    private async Task LookAsync(StageKey folder, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var count = 0;
            var names = options.IsPartitioned ? NameSelection.All : PartNames.MadeUp;
            await foreach (var item in target.Store.ListFolderAsync(folder, names, cancellationToken).ConfigureAwait(false))
            {
                if (item.IsFolder)
                    continue;

                if (item.Error is not null)
                    throw item.Error;

                count++;
                if (options.Overwrite)
                    _files.Enqueue(item);
            }

            if (count > 0 && !options.Overwrite)
                throw _refused = Refused(folder, count);
        }
        catch (StageException e) when (e.Code == StageErrorCode.AccessDenied && !options.MayBeMany && !options.Overwrite)
        {
            _isBlind = true;
        }
        finally
        {
            _places.Release();
        }
    }

    private StageException Refused(StageKey folder, int count)
    {
        var shown = target.Store.Show(folder);
        return StageErrorCode.FileAlreadyExists.Error(
            $"'{shown}' holds {count} {(count == 1 ? "file" : "files")} of an earlier export, and nothing was written",
            new Advice(AdviceKind.AddOrReplaceFiles), shown);
    }
}
