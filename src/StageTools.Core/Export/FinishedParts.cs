namespace StageTools.Export;

/// <summary>
/// The files of an export that have all their rows. They go to the store a few at a time, and appear when the last one is complete. One file alone is
/// committed as it is, where others may lie beside it; several are a job's, of which after a kill nothing is left that is not whole.
/// </summary>
internal sealed class FinishedParts(ExportTarget target, ExportOptions options, OlderFiles older) : IAsyncDisposable
{
    private const int AtOnce = 4;

    private readonly ShardFiles? _own = options.Shard is null ? null : new ShardFiles(target, options);

    private readonly List<Task<StoredPart>> _parts = [];
    private readonly SemaphoreSlim _places = new(AtOnce);
    private readonly FlushBatches _flushes = new(target.Store.Local);
    private PartFile? _first;
    private Task _finishing = Task.CompletedTask;
    private StoreJob? _job;
    private volatile bool _hasFailed;

    /// <summary>The files that are there.</summary>
    public IReadOnlyList<StageExportFile> Files { get; private set; } = [];

    /// <summary>Bytes of the files that are there, before compression.</summary>
    public long InputBytes { get; private set; }

    private IStore Store => target.Store;

    // Names of their own are in nobody's way.
    private bool IsAlone => _own is null && (!target.IsFolder || !options.Append);

    private JobName Name => _own is null
        ? JobName.Of(
            target.File.Parent, target.IsFolder ? string.Empty : target.File.Name, PartNames.IdOf(target.File) ?? Guid.NewGuid().ToString("N"))
        : JobName.OfNoTarget(target.File.Parent);

    /// <summary>Takes back what a killed export left here.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (_own is not null)
            await _own.FindAsync(options.IsPartitioned ? null : FoldersOf([target.File]), cancellationToken).ConfigureAwait(false);

        if (options.Validate)
            return;

        // One file beside others is in nobody's way, and what keeps it from being written is told when it is.
        var isOne = !options.MayBeMany;
        try
        {
            var name = isOne ? JobName.OfNoTarget(target.File.Parent) : Name;
            await StoreJob.SettleAsync(Store, name, !isOne && IsAlone, cancellationToken).ConfigureAwait(false);
        }
        catch (StageException) when (isOne)
        {
            // Not everybody who writes may list, or remove what others left.
        }
    }

    /// <summary>Takes a file that has all its rows; waits where many are on their way.</summary>
    public async ValueTask AddAsync(PartFile part, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_first is null && _parts.Count == 0)
            {
                (_first, _finishing) = (part, Task.Run(() => part.FinishAsync(cancellationToken), CancellationToken.None));
                return;
            }

            await BeginJobAsync(cancellationToken).ConfigureAwait(false);
            await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // It is nobody else's any more.
            await part.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        _parts.Add(StoreAsync(part, Task.Run(() => part.FinishAsync(cancellationToken), CancellationToken.None), cancellationToken));
        if (_hasFailed)
            await Task.WhenAll(_parts.Where(static stored => stored.IsFaulted)).ConfigureAwait(false);
    }

    /// <summary>Puts all files in their places.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (_own is not null && !options.Validate && await TryCompleteShardAsync(_own, cancellationToken).ConfigureAwait(false))
            return;

        await older.RequireAsync().ConfigureAwait(false);
        await older.LookBehindAsync(Math.Max(_parts.Count, 1), cancellationToken).ConfigureAwait(false);

        // One file of a bucket looks once more before it gets its name: a job would take four times the requests of the file.
        var looks = older.Counts && !options.MayBeMany && Store.Jobs.NeedsClock;
        if (looks && older.Found.Count == 0)
            await older.LookAgainAsync(cancellationToken).ConfigureAwait(false);

        if (_first is { } alone && (options.Validate || (older.Found.Count == 0 && (looks || !older.Counts))))
        {
            await CompleteAloneAsync(alone, cancellationToken).ConfigureAwait(false);
            return;
        }

        // Others that end at the same time are waited for: hours of work are not to be lost by a moment.
        var waits = _first is not null && older.Counts;
        if (_first is not null)
            await BeginJobAsync(cancellationToken, waits).ConfigureAwait(false);

        var parts = await StagedAsync(cancellationToken).ConfigureAwait(false);
        if (waits)
        {
            await _job!.ClaimAsync(string.Empty, cancellationToken).ConfigureAwait(false);
            await older.LookAgainAsync(cancellationToken).ConfigureAwait(false);
        }

        var replaced = _job is null ? null : await older.ReplacedAsync(KeysOf(parts), cancellationToken).ConfigureAwait(false);
        await CompleteJobAsync(parts, replaced, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives up what was not completed.</summary>
    public async ValueTask DisposeAsync()
    {
        // What is given up needs no flush.
        await _flushes.CompleteAsync(new CancellationToken(canceled: true)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll([_finishing, .. _parts]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_first is not null)
            await _first.DisposeAsync().ConfigureAwait(false);

        if (_job is not null)
            await _job.DisposeAsync([.. _parts.Where(static p => p.IsCompletedSuccessfully).Select(static p => p.Result.File)]).ConfigureAwait(false);

        _places.Dispose();
    }

    /// <summary>One file takes the place of one, at once.</summary>
    private async Task CompleteAloneAsync(PartFile alone, CancellationToken cancellationToken)
    {
        await _finishing.ConfigureAwait(false);
        await alone.CommitAsync(cancellationToken).ConfigureAwait(false);
        (Files, InputBytes) = ([alone.Describe()], alone.InputBytes);
    }

    // Two may write the same shard, one of them forgotten by its scheduler. Rows may lie in their files in other orders, so that some files of one
    // and some of the other would not be all rows once: all files of one take the place of all that are there.
    private async Task<bool> TryCompleteShardAsync(ShardFiles own, CancellationToken cancellationToken)
    {
        if (_first is { } alone && !options.MayBeMany)
        {
            var there = await own.FindAsync(FoldersOf([alone.Key]), cancellationToken).ConfigureAwait(false);
            if (there.TrueForAll(item => item.Key == alone.Key.Value) && !await own.IsClaimedAsync(cancellationToken).ConfigureAwait(false))
            {
                await CompleteAloneAsync(alone, cancellationToken).ConfigureAwait(false);
                return true;
            }
        }

        if (_first is null && _parts.Count == 0 && (await own.FindAsync(FoldersOf([]), cancellationToken).ConfigureAwait(false)).Count == 0)
            return false;

        await BeginJobAsync(cancellationToken).ConfigureAwait(false);
        var parts = await StagedAsync(cancellationToken).ConfigureAwait(false);
        await _job!.ClaimAsync(own.Stem, cancellationToken).ConfigureAwait(false);
        var replaced = await own.FindAsync(FoldersOf(KeysOf(parts)), cancellationToken).ConfigureAwait(false);
        await CompleteJobAsync(parts, replaced.Count > 0 ? replaced : null, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static IEnumerable<StageKey> KeysOf(StoredPart[] parts) => parts.Select(static part => StageKey.FromStore(part.File.Key));

    private static HashSet<StageKey> FoldersOf(IEnumerable<StageKey> files) => [.. files.Select(static file => file.Parent)];

    private async Task CompleteJobAsync(StoredPart[] parts, IReadOnlyCollection<StoreItem>? replaced, CancellationToken cancellationToken)
    {
        if (_job is not null)
            await _job.CompleteAsync([.. parts.Select(static p => p.File)], replaced, cancellationToken).ConfigureAwait(false);

        (Files, InputBytes) = ([.. parts.Select(static p => p.Export)], parts.Sum(static p => p.InputBytes));
    }

    /// <summary>Where there is more than one file, they are a job's, the first one too.</summary>
    private async ValueTask BeginJobAsync(CancellationToken cancellationToken, bool claimsLater = false)
    {
        if (!options.Validate && _job is null)
        {
            var name = claimsLater ? JobName.OfNoTarget(target.File.Parent, PartNames.IdOf(target.File)) : Name;
            _job = await StoreJob.BeginAsync(Store, name, IsAlone && !claimsLater, cancellationToken).ConfigureAwait(false);

            // Who wrote here before this job was known to others may have ended since the first look.
            if (!claimsLater)
                await older.LookAgainAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_first is { } first)
        {
            await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
            _first = null;
            _parts.Add(StoreAsync(first, _finishing, cancellationToken));
            _finishing = Task.CompletedTask;
        }
    }

    private async Task<StoredPart[]> StagedAsync(CancellationToken cancellationToken)
    {
        await _flushes.CompleteAsync(cancellationToken).ConfigureAwait(false);
        return await Task.WhenAll(_parts).ConfigureAwait(false);
    }

    // On a thread of the pool: a file's last bytes are compressed while the next file is written.
    private async Task<StoredPart> StoreAsync(PartFile part, Task finishing, CancellationToken cancellationToken)
    {
        await using var closing = part.ConfigureAwait(false);
        try
        {
            await finishing.ConfigureAwait(false);
            var flushed = await part.JoinAsync(_flushes, cancellationToken).ConfigureAwait(false);
            if (!flushed.IsCompleted)
            {
                // Those that it waits for have its place meanwhile.
                _places.Release();
                await flushed.ConfigureAwait(false);
                await _places.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            }

            var file = await part.StageAsync(_job?.Id ?? string.Empty, cancellationToken).ConfigureAwait(false);
            return new StoredPart(file, new StageExportFile(target.Store.Show(part.Key), part.Key.Name, file.Size, part.RowCount), part.InputBytes);
        }
        catch
        {
            _hasFailed = true;
            throw;
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>A file that is whole in the store.</summary>
    private sealed record StoredPart(PendingFile File, StageExportFile Export, long InputBytes);
}
