namespace StageTools.Statements.Running;

/// <summary>Databend's COPY INTO table FROM (query). Rows, and the account of the files they come from, are committed together.</summary>
internal sealed class QueryLoad(StatementRun run, CopyIntoTableStatement statement)
{
    private FileFormat _format = FileFormat.Unspecified;

    /// <summary>What is to be told beside.</summary>
    public List<string> Notices { get; } = [];

    /// <summary>Inserts the query's rows.</summary>
    /// <returns>What was read, and how many rows that gave; null where all its files were loaded before.</returns>
    public async Task<(string Source, long Rows)?> RunAsync(CancellationToken cancellationToken)
    {
        Require();
        _format = await run.Locations.FormatAsync(statement.FileFormat, cancellationToken).ConfigureAwait(false);

        // With several staged tables none is the one whose files are loaded.
        var query = statement.Query!.Step;
        var references = query.References;
        if (references is not [{ Kind: ReferenceKind.Table } source])
        {
            if (references.Count > 0)
                Notices.Add(
                    "No account is kept of the files that this query reads, which names more than one staged table or reads them by a function: run "
                        + "again, it loads their rows again.");

            return (await InsertAsync(keys: null, cancellationToken).ConfigureAwait(false)).Loaded;
        }

        Narrow(source);
        await run.Sql.OpenAsync(query, cancellationToken).ConfigureAwait(false);
        var load = run.Sql.Load(run.DatabaseName);
        await using var closing = load.ConfigureAwait(false);
        var name = TableName.Parse(statement.Table);
        await load.BeginAsync(name, cancellationToken).ConfigureAwait(false);
        try
        {
            var table = await load.FindTableAsync(name, cancellationToken).ConfigureAwait(false) ?? throw NoTable();
            var ledger = new LoadLedger(load);
            var loaded = await LoadAsync(source, table, ledger, cancellationToken).ConfigureAwait(false);
            await ledger.WriteAsync(cancellationToken).ConfigureAwait(false);
            await load.CommitAsync(cancellationToken).ConfigureAwait(false);
            return loaded;
        }
        catch
        {
            await load.RollbackAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<(string Source, long Rows)?> LoadAsync(
        StageReference source, TargetTable table, LoadLedger ledger, CancellationToken cancellationToken)
    {
        var (keys, loadedBefore) = (new HashSet<string>(StringComparer.Ordinal), 0);

        // Two keys may be one file, by way of a link.
        var found = (await run.Sql.FindFilesAsync(source, cancellationToken).ConfigureAwait(false))
            .Select(static file => (file.Item, Identity: file.Store.Identify(StageKey.FromStore(file.Item.Key))))
            .DistinctBy(static file => file.Identity, StringComparer.Ordinal)
            .ToList();
        if (statement.Force is not true)
            await ledger.LookUpAsync(table, found.Select(static file => file.Identity), cancellationToken).ConfigureAwait(false);

        foreach (var (item, identity) in found)
        {
            if (statement.Force is not true && await ledger.FindAsync(table, identity, item, cancellationToken).ConfigureAwait(false) is not null)
            {
                loadedBefore++;
            }
            else if (keys.Count < (statement.MaxFiles ?? long.MaxValue))
            {
                keys.Add(item.Key);
            }
        }

        if (loadedBefore > 0)
        {
            Notices.Add(loadedBefore == 1
                ? $"1 file of '{source.Path}' was loaded before, and is passed over; FORCE = TRUE loads it again."
                : $"{loadedBefore} files of '{source.Path}' were loaded before, and are passed over; FORCE = TRUE loads them again.");
        }

        // Where there are none at all the query says so.
        if (keys.Count == 0 && (loadedBefore > 0 || statement.MaxFiles == 0))
            return null;

        var (loaded, read) = await InsertAsync(keys, cancellationToken).ConfigureAwait(false);
        foreach (var file in read)
        {
            var identity = file.Store.Identify(StageKey.FromStore(file.Key));
            var rows = read.Count == 1 ? loaded.Rows : 0;
            await ledger.AddAsync(table, identity, file.Local.Item, rows, purges: null, cancellationToken).ConfigureAwait(false);
        }

        return loaded;
    }

    private async Task<((string Source, long Rows) Loaded, IReadOnlyList<StagedFile> Files)> InsertAsync(
        IReadOnlySet<string>? keys, CancellationToken cancellationToken)
    {
        var columns = statement.Columns is null ? string.Empty : $" ({string.Join(", ", statement.Columns.Select(DuckDbText.Name))})";
        var query = statement.Query!.Step;
        foreach (var reference in query.References)
        {
            Narrow(reference);
            reference.Keys = keys;
        }

        using var result = await new QueryRunner(run).OpenAsync(
            statement.Query, query, $"INSERT INTO {statement.Table}{columns} ", string.Empty, cancellationToken).ConfigureAwait(false);
        await result.FinishAsync(cancellationToken).ConfigureAwait(false);
        return ((string.Join(", ", result.StagedPaths), result.RowsChanged ?? 0), result.StagedFiles);
    }

    /// <summary>The statement's options are for the staged files in the query, which are Databend's.</summary>
    private void Narrow(StageReference reference)
    {
        reference.HidesFolders = true;
        reference.Defaults = ReferenceOptions.Databend;
        reference.Narrow(statement.Pattern, statement.Files, _format);
    }

    private void Require()
    {
        var option = statement.OnError is not (null or OnLoadError.Abort) || statement.AbortAfter > 1 ? "ON_ERROR"
            : statement.Purge is true ? "PURGE"
            : null;
        if (option is not null)
        {
            throw StageErrorCode.OptionInvalid.Error(
                $"{option} goes with files, and not with a query over them; load the files into a table with COPY INTO … FROM @stage, and query "
                    + "that.",
                option);
        }

        if (statement.Query!.Changes)
            throw StageErrorCode.QueryInvalid.Error("COPY INTO a table wants a query that gives rows; write a SELECT.", statement.Query.ToString());
    }

    private StageException NoTable() =>
        StageErrorCode.DatabaseInvalid.Error(
            $"There is no table {statement.Table}; make it with CREATE TABLE, or of the query itself with CREATE TABLE … AS SELECT ….",
            statement.Table);
}
