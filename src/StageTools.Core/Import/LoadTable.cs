namespace StageTools.Import;

/// <summary>The table of a load, which is made where there is none, with the columns that the files have.</summary>
/// <param name="options">How files are loaded.</param>
/// <param name="name">The table's name.</param>
internal sealed class LoadTable(LoadOptions options, TableName name)
{
    private IReadOnlyList<TableColumn>? _found;

    /// <summary>Whether its columns' types were found in the first rows of the files.</summary>
    public bool IsNew => _found is not null;

    /// <summary>Makes the table and its ledger where they are not there, in a transaction of its own.</summary>
    public async Task MakeAsync(DatabaseLoad load, LoadLedger ledger, IReadOnlyList<ImportFile> files, CancellationToken cancellationToken)
    {
        var committed = false;
        await load.BeginAsync(name, cancellationToken).ConfigureAwait(false);
        try
        {
            var table = await FindOrMakeAsync(load, ledger, files, cancellationToken).ConfigureAwait(false);
            await ledger.RequireAsync(table, options.Purge, cancellationToken).ConfigureAwait(false);
            await load.CommitAsync(cancellationToken).ConfigureAwait(false);
            committed = true;
        }
        finally
        {
            if (!committed)
                await load.RollbackAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The table; in the load's transaction.</summary>
    /// <exception cref="StageException"><c>DataInvalid</c> where nothing tells its columns; what is wrong with the files.</exception>
    public async Task<TargetTable> FindOrMakeAsync(
        DatabaseLoad load, LoadLedger ledger, IReadOnlyList<ImportFile> files, CancellationToken cancellationToken)
    {
        if (await load.FindTableAsync(name, cancellationToken).ConfigureAwait(false) is { } table)
            return await ReadyAsync(load, ledger, table, cancellationToken).ConfigureAwait(false);

        _found ??= await FindColumnsAsync(files, cancellationToken).ConfigureAwait(false);
        if (load.DefinesAtOnce)
        {
            // Whoever dies behind it would leave a new table with the account of the one before.
            await ledger.ForgetAsync(await load.ForeseeAsync(name, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            await load.SettleAsync(cancellationToken).ConfigureAwait(false);
        }

        await load.CreateTableAsync(name, _found, cancellationToken).ConfigureAwait(false);
        var made = await load.FindTableAsync(name, cancellationToken).ConfigureAwait(false)
            ?? throw StageErrorCode.DatabaseInvalid.Error(
                $"The table '{options.Table}' was made and is not found; make it yourself, and load again.", options.Table);
        if (!load.DefinesAtOnce)
            await ledger.ForgetAsync(made, cancellationToken).ConfigureAwait(false);

        return await ReadyAsync(load, ledger, made, cancellationToken).ConfigureAwait(false);
    }

    // A ledger that would be made behind the rows might commit them without their account.
    private async Task<TargetTable> ReadyAsync(DatabaseLoad load, LoadLedger ledger, TargetTable table, CancellationToken cancellationToken)
    {
        if (load.DefinesAtOnce)
            await ledger.RequireAsync(table, options.Purge, cancellationToken).ConfigureAwait(false);

        return table;
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
            catch (StageException e) when (options.OnError != OnLoadError.Abort && LoadJob.IsOfFile(e))
            {
                // Its own load tells of it; what was seen of it before counts.
            }
        }

        return finding.TableColumns is { Count: > 0 } columns
            ? columns
            : throw StageErrorCode.DataInvalid.Error(
                $"There is no table '{options.Table}', and the files have no rows that would tell its columns; make the table first.", options.Table);
    }
}
