namespace StageTools.Import;

/// <summary>Loads files into a table (Databend COPY INTO table, MatrixOne LOAD DATA). Rows and the ledger that says so are committed together, so
/// that a file's rows are there once or not at all, whatever dies.</summary>
public sealed class LoadJob
{
    private const int SmallFile = 1 << 20;
    private const string MakingClaim = "table";

    private readonly Func<DatabaseLoad> _open;
    private readonly LoadOptions _options;
    private readonly LoadProgress _progress;
    private readonly ErrorLimit? _limit;
    private readonly TableName _name;
    private readonly LoadTable _table;
    private long _filesLoaded;

    /// <summary>A load into a database.</summary>
    /// <param name="database">The database.</param>
    /// <param name="options">The table, and how.</param>
    /// <param name="progress">Is told how far it is.</param>
    public LoadJob(Database database, LoadOptions options, LoadProgress progress)
        : this(() => database.NewLoad(), options, progress)
    {
    }

    /// <summary>A load by what loads into a database.</summary>
    internal LoadJob(Func<DatabaseLoad> open, LoadOptions options, LoadProgress progress)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_open, _options, _progress, _name) = (open, options, progress, TableName.Parse(options.Table));
        _table = new LoadTable(options, _name);
        _limit = options.OnError == OnLoadError.Abort && options.IsTolerant ? new ErrorLimit(options.AbortAfter) : null;
    }

    private bool IsFull => _filesLoaded >= (_options.MaxFiles ?? long.MaxValue);

    /// <summary>Loads the files, in their order.</summary>
    /// <param name="files">The files.</param>
    /// <param name="cancellationToken">Ends it; what was not committed is undone.</param>
    /// <returns>What became of each, told when it is committed: with <see cref="OnLoadError.Abort"/>, of all at the end.</returns>
    /// <exception cref="StageException">With <see cref="OnLoadError.Abort"/>, the first error of a file; always, what is wrong with the database or
    /// the table.</exception>
    public async IAsyncEnumerable<StageLoad> RunAsync(IReadOnlyList<ImportFile> files, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count == 0)
            yield break;

        // Two wildcards may find the same file, which is loaded once all the same, also with Force.
        files = [.. files.DistinctBy(static file => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(file.Store.Identify(file.Key).AsSpan())))];

        // SQLite and DuckDB work on the thread they are called on: not on the caller's.
        await Task.Yield();
        var load = _open();
        await using (load.ConfigureAwait(false))
        {
            var ledger = new LoadLedger(load);
            if (_options.Shard is { } shard)
            {
                // The table and the ledger are made by one of many, and then all go on side by side: no two with the same part.
                load.Claim = MakingClaim;
                await _table.MakeAsync(load, ledger, files, cancellationToken).ConfigureAwait(false);
                load.Claim = shard.ToString();
            }

            foreach (var together in _options.OnError == OnLoadError.Abort ? [files] : files.Select(static file => (IReadOnlyList<ImportFile>)[file]))
            {
                if (IsFull)
                    yield break;

                var results = await LoadTogetherAsync(load, ledger, together, files, cancellationToken).ConfigureAwait(false);
                for (var i = 0; i < results.Count; i++)
                {
                    var result = results[i] ?? new StageLoad(together[i].Name, 0, 0, null, null, LoadStatus.AlreadyLoaded);
                    yield return result.IsPurged ? await PurgeAsync(result).ConfigureAwait(false) : result;
                }
            }
        }
    }

    // What became of each, null of one that was loaded before: of a million files that is nearly all.
    private async Task<IReadOnlyList<StageLoad?>> LoadTogetherAsync(
        DatabaseLoad load, LoadLedger ledger, IReadOnlyList<ImportFile> together, IReadOnlyList<ImportFile> all, CancellationToken cancellationToken)
    {
        // What is read again where a row is refused is not to be much.
        load.Gathers = load.CanGather && together.Count > 1 && !_options.IsTolerant && together.Average(static file => file.Item.Size) < SmallFile;
        try
        {
            return await LoadOnceAsync(load, ledger, together, all, cancellationToken).ConfigureAwait(false);
        }
        catch (RefusedRowException) when (load.Gathers)
        {
            // Nothing is in the table. File by file it is told which one's row that is.
            load.Gathers = false;
            return await LoadOnceAsync(load, ledger, together, all, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<IReadOnlyList<StageLoad?>> LoadOnceAsync(
        DatabaseLoad load, LoadLedger ledger, IReadOnlyList<ImportFile> together, IReadOnlyList<ImportFile> all, CancellationToken cancellationToken)
    {
        var (committed, before) = (false, _filesLoaded);
        await load.BeginAsync(_name, cancellationToken).ConfigureAwait(false);
        try
        {
            var table = await _table.FindOrMakeAsync(load, ledger, all, cancellationToken).ConfigureAwait(false);
            var results = new List<StageLoad?>(together.Count);
            foreach (var some in together.Chunk(LoadLedger.MostAsked).TakeWhile(_ => !IsFull))
            {
                if (!_options.Force)
                    await ledger.LookUpAsync(table, some.Select(static f => f.Store.Identify(f.Key)), cancellationToken).ConfigureAwait(false);

                foreach (var file in some.TakeWhile(_ => !IsFull))
                    results.Add(await LoadAsync(load, ledger, table, file, cancellationToken).ConfigureAwait(false));
            }

            if (results is [{ Status: LoadStatus.PartiallyLoaded, RowsLoaded: 0 } none])
                return [none with { Status = LoadStatus.LoadFailed }];

            await ledger.WriteAsync(cancellationToken).ConfigureAwait(false);
            await load.CommitAsync(cancellationToken).ConfigureAwait(false);
            committed = true;
            return results;
        }
        catch (StageException e) when (_options.OnError != OnLoadError.Abort && IsOfFile(e))
        {
            return [new StageLoad(together[0].Name, 0, 1, e.Message, e.Line, LoadStatus.LoadFailed) { Error = e }];
        }
        catch (StageException e) when (IsOfFile(e))
        {
            var hint = Hint(e);
            throw e.Reworded(message => $"{message.TrimEnd('.')}. Nothing was loaded{(hint is null ? "." : "")}", e.Target, e, hint);
        }
        finally
        {
            if (!committed)
            {
                _filesLoaded = before;
                await load.RollbackAsync().ConfigureAwait(false);
                ledger.Forget();
            }
        }
    }

    private async Task<StageLoad?> LoadAsync(
        DatabaseLoad load, LoadLedger ledger, TargetTable table, ImportFile file, CancellationToken cancellationToken)
    {
        // What is taken down is what is read: the file may be another one than when it was listed.
        file = await file.FindAgainAsync(cancellationToken).ConfigureAwait(false);
        var identity = file.Store.Identify(file.Key);
        if (!_options.Force && await ledger.FindAsync(table, identity, file.Item, cancellationToken).ConfigureAwait(false) is { } loaded)
        {
            _progress.Done();
            return _options.Purge && loaded.WithPurge
                ? new StageLoad(file.Name, 0, 0, null, null, LoadStatus.AlreadyLoaded) { Source = file, IsPurged = true }
                : null;
        }

        var result = await new FileLoad(file, table, load, _options, _limit, _progress).RunAsync(cancellationToken).ConfigureAwait(false);
        var purges = _options.Purge && result is { Status: LoadStatus.Loaded, Notice: null };
        await ledger.AddAsync(table, identity, file.Item, result.RowsLoaded, _options.Purge ? purges : null, cancellationToken).ConfigureAwait(false);
        _progress.Done();
        _filesLoaded++;
        return purges ? result with { Source = file, IsPurged = true } : result;
    }

    // A row far down that does not fit a type found by its forerunners.
    private Advice? Hint(StageException error) => _table.IsNew && error.Line > _options.SampleSize && _options.SampleSize > 0
        ? new Advice(AdviceKind.SampleMore, _options.SampleSize)
        : null;

    // A database that cannot be used ends the whole load; a file that cannot be read is one file less.
    internal static bool IsOfFile(StageException error) => error.Code is
        StageErrorCode.DataInvalid or StageErrorCode.ChecksumMismatch or StageErrorCode.FileNotFound or StageErrorCode.AccessDenied
            or StageErrorCode.ObjectArchived
        or StageErrorCode.StoreUnavailable or StageErrorCode.OptionInvalid or StageErrorCode.ValueNotRepresentable or StageErrorCode.ItemKindMismatch;

    // The rows are committed: what cannot be removed is told of, and the load stands. A file that was changed meanwhile stays, and so does one that
    // was loaded before without PURGE.
    private static async Task<StageLoad> PurgeAsync(StageLoad result)
    {
        if (result is not { IsPurged: true, Source: { } file })
            return result;

        var store = file.Store;
        try
        {
            if (await store.FindAsync(file.Key, CancellationToken.None).ConfigureAwait(false) is not { } now || !now.HasSameContent(file.Item))
                return result;

            var failures = await store.RemoveAsync([file.Key], CancellationToken.None).ConfigureAwait(false);
            return failures is [var failure, ..] ? result with { Error = failure.Error } : result;
        }
        catch (StageException e)
        {
            return result with { Error = e };
        }
    }
}
