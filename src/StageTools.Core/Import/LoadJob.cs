using System.Runtime.CompilerServices;
using StageTools.Databases;
using StageTools.Stages;

namespace StageTools.Import;

/// <summary>Loads files into a table (Databend COPY INTO table, MatrixOne LOAD DATA). Rows and the ledger that says so are committed together, so that a file's rows are there once or not at all, whatever dies.</summary>
/// <param name="database">The database.</param>
/// <param name="options">The table, and how.</param>
/// <param name="progress">Is told how far it is.</param>
public sealed class LoadJob(Database database, LoadOptions options, LoadProgress progress)
{
    private readonly TableName _name = TableName.Parse(options.Table);
    private IReadOnlyList<TableColumn>? _found;

    /// <summary>Loads the files, in their order.</summary>
    /// <param name="files">The files.</param>
    /// <param name="cancellationToken">Ends it; what was not committed is undone.</param>
    /// <returns>What became of each, told when it is committed: with <see cref="OnLoadError.Abort"/>, of all at the end.</returns>
    /// <exception cref="StageException">With <see cref="OnLoadError.Abort"/>, the first error of a file; always, what is wrong with the database or the table.</exception>
    public async IAsyncEnumerable<StageLoad> RunAsync(IReadOnlyList<ImportFile> files, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count == 0)
        {
            yield break;
        }

        // Two wildcards may find the same file, which is loaded once all the same, also with Force.
        files = [.. files.DistinctBy(static file => file.Place.Store.Identify(file.Key), StringComparer.Ordinal)];

        // SQLite and DuckDB work on the thread they are called on: not on the caller's.
        await Task.Yield();
        var load = DatabaseLoad.For(database);
        await using (load.ConfigureAwait(false))
        {
            var ledger = new LoadLedger(load);
            foreach (var together in options.OnError == OnLoadError.Abort ? [files] : files.Select(static file => (IReadOnlyList<ImportFile>)[file]))
            {
                var results = await LoadTogetherAsync(load, ledger, together, files, cancellationToken).ConfigureAwait(false);
                for (var i = 0; i < results.Count; i++)
                {
                    yield return options.Purge ? await PurgeAsync(results[i]).ConfigureAwait(false) : results[i];
                }
            }
        }
    }

    private async Task<List<StageLoad>> LoadTogetherAsync(
        DatabaseLoad load, LoadLedger ledger, IReadOnlyList<ImportFile> together, IReadOnlyList<ImportFile> all, CancellationToken cancellationToken)
    {
        var committed = false;
        await load.BeginAsync(_name, cancellationToken).ConfigureAwait(false);
        try
        {
            var table = await FindOrCreateTableAsync(load, ledger, all, cancellationToken).ConfigureAwait(false);
            var results = new List<StageLoad>(together.Count);
            foreach (var file in together)
            {
                results.Add(await LoadAsync(load, ledger, table, file, cancellationToken).ConfigureAwait(false));
            }

            if (results is [{ Status: LoadStatus.PartiallyLoaded, RowsLoaded: 0 } none])
            {
                return [none with { Status = LoadStatus.LoadFailed }];
            }

            await load.CommitAsync(cancellationToken).ConfigureAwait(false);
            committed = true;
            return results;
        }
        catch (StageException e) when (options.OnError != OnLoadError.Abort && IsOfFile(e))
        {
            return [new StageLoad(together[0].Name, 0, 1, e.Message, e.Line, LoadStatus.LoadFailed) { Error = e }];
        }
        catch (StageException e) when (IsOfFile(e))
        {
            throw new StageException(e.Code, $"{e.Message.TrimEnd('.')}. Nothing was loaded{Hint(e)}.", e.Target, e) { Line = e.Line };
        }
        finally
        {
            if (!committed)
            {
                await load.RollbackAsync().ConfigureAwait(false);
                ledger.Forget();
            }
        }
    }

    private async Task<StageLoad> LoadAsync(DatabaseLoad load, LoadLedger ledger, TargetTable table, ImportFile file, CancellationToken cancellationToken)
    {
        // What is taken down is what is read: the file may be another one than when it was listed.
        file = await file.FindAgainAsync(cancellationToken).ConfigureAwait(false);
        var identity = file.Place.Store.Identify(file.Key);
        if (!options.Force && await ledger.HasAsync(table, identity, file.Item, cancellationToken).ConfigureAwait(false))
        {
            progress.Done();
            return new StageLoad(file.Name, 0, 0, null, null, LoadStatus.AlreadyLoaded) { Source = file };
        }

        var result = await new FileLoad(file, table, load, options.OnError == OnLoadError.Continue, progress).RunAsync(cancellationToken).ConfigureAwait(false);
        await ledger.AddAsync(table, identity, file.Item, result.RowsLoaded, cancellationToken).ConfigureAwait(false);
        progress.Done();
        return result with { Source = file };
    }

    private async Task<TargetTable> FindOrCreateTableAsync(DatabaseLoad load, LoadLedger ledger, IReadOnlyList<ImportFile> files, CancellationToken cancellationToken)
    {
        if (await load.FindTableAsync(_name, cancellationToken).ConfigureAwait(false) is { } table)
        {
            return table;
        }

        _found ??= await FindColumnsAsync(files, cancellationToken).ConfigureAwait(false);
        await load.CreateTableAsync(_name, _found, cancellationToken).ConfigureAwait(false);
        var made = await load.FindTableAsync(_name, cancellationToken).ConfigureAwait(false)
            ?? throw new StageException(StageErrorCode.DatabaseInvalid, $"The table '{options.Table}' was made and is not found; make it yourself, and load again.", options.Table);
        await ledger.ForgetAsync(made, cancellationToken).ConfigureAwait(false);
        return made;
    }

    private async Task<IReadOnlyList<TableColumn>> FindColumnsAsync(IReadOnlyList<ImportFile> files, CancellationToken cancellationToken)
    {
        var finding = new SchemaFinding();
        foreach (var file in files)
        {
            try
            {
                await finding.LookAtAsync(file, options.SampleSize, cancellationToken).ConfigureAwait(false);
            }
            catch (StageException e) when (options.OnError != OnLoadError.Abort && IsOfFile(e))
            {
                // Its own load tells of it; what was seen of it before counts.
            }
        }

        return finding.TableColumns is { Count: > 0 } columns
            ? columns
            : throw new StageException(
                StageErrorCode.DataInvalid, $"There is no table '{options.Table}', and the files have no rows that would tell its columns; make the table first.", options.Table);
    }

    // A row far down that does not fit a type found by its forerunners.
    private string Hint(StageException error) => _found is not null && error.Line > options.SampleSize && options.SampleSize > 0
        ? $", and no table was made; its types come from the first {options.SampleSize} rows of each file, -SampleSize 0 looks at all"
        : string.Empty;

    // A database that cannot be used ends the whole load; a file that cannot be read is one file less.
    private static bool IsOfFile(StageException error) => error.Code is
        StageErrorCode.DataInvalid or StageErrorCode.ChecksumMismatch or StageErrorCode.FileNotFound or StageErrorCode.AccessDenied or StageErrorCode.ObjectArchived
        or StageErrorCode.StoreUnavailable or StageErrorCode.OptionInvalid or StageErrorCode.ValueNotRepresentable or StageErrorCode.ItemKindMismatch;

    // The rows are committed: what cannot be removed is told of, and the load stands. A file that was changed meanwhile stays.
    private static async Task<StageLoad> PurgeAsync(StageLoad result)
    {
        if (result is not { Status: LoadStatus.Loaded or LoadStatus.AlreadyLoaded, Source: { } file })
        {
            return result;
        }

        var store = file.Place.Store;
        try
        {
            if (await store.FindAsync(file.Key, CancellationToken.None).ConfigureAwait(false) is not { } now || !now.HasSameContent(file.Item))
            {
                return result;
            }

            var failures = await store.RemoveAsync([file.Key], CancellationToken.None).ConfigureAwait(false);
            return failures is [var failure, ..] ? result with { Error = failure.Error } : result;
        }
        catch (StageException e)
        {
            return result with { Error = e };
        }
    }
}
