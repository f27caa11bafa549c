namespace StageTools.Statements.Running;

/// <summary>Runs statements that load files into tables.</summary>
internal sealed class ImportRunner(StatementRun run)
{
    // Of a stage of many files nearly all were loaded before.
    private const int MostPassedOver = 100;

    private static readonly IReadOnlyList<QueryColumn> Columns =
        ListedRows.ColumnsOf("File VARCHAR, Rows_loaded BIGINT, Errors_seen BIGINT, First_error VARCHAR, First_error_line BIGINT");

    /// <summary>Runs COPY INTO a table.</summary>
    public async Task<StatementResult> CopyIntoAsync(CopyIntoTableStatement statement, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (statement.Query is not null)
        {
            var load = new QueryLoad(run, statement);
            var loaded = await load.RunAsync(cancellationToken).ConfigureAwait(false);
            return new ListedRows(Columns, loaded is var (source, rows) ? [[source, rows, 0L, null, null]] : [], load.Notices);
        }

        var files = await FindAsync(statement, cancellationToken).ConfigureAwait(false);
        var options = new LoadOptions(statement.Table)
        {
            Columns = statement.Columns,
            OnError = statement.OnError ?? OnLoadError.Abort,
            AbortAfter = statement.AbortAfter ?? 1,
            MaxFiles = statement.MaxFiles,
            Purge = statement.Purge is true,
            Force = statement.Force is true,
        };
        return files.Count == 0
            ? new ListedRows(Columns, [], $"There is no file for '{statement.Source}', so nothing was loaded.")
            : await LoadAsync(files, options, cancellationToken).ConfigureAwait(false);
    }

    // What was found is let go before the load: of a million files it is as much again.
    private async Task<List<ImportFile>> FindAsync(CopyIntoTableStatement statement, CancellationToken cancellationToken)
    {
        var located = await run.Locations.FilesAsync(
            statement.Source!, LocatedFiles.Prefix(statement.Pattern), cancellationToken).ConfigureAwait(false);
        var found = await located.FindAsync(statement.Files, statement.Pattern, cancellationToken).ConfigureAwait(false);
        var format = await run.Locations.FormatAsync(statement.FileFormat, cancellationToken).ConfigureAwait(false);
        return [.. found.Select(item => located.Read(item, ReferenceOptions.Databend, format))];
    }

    /// <summary>Runs LOAD DATA. A file is loaded as often as it is said: MatrixOne keeps no account of it.</summary>
    public async Task<StatementResult> LoadDataAsync(LoadDataStatement statement, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var lines = (int)Math.Min(statement.IgnoreLines ?? 0, int.MaxValue);
        var asked = FieldClauses.FormatOf(statement.Fields) with
        {
            SkipHeader = statement.IgnoreLines is null ? null : lines,
            Header = statement.IgnoreLines is null ? false : null,
        };
        var located = await run.Locations.FilesAsync(statement.Source, cancellationToken).ConfigureAwait(false);
        var files = new List<ImportFile>();
        await foreach (var item in located.MatchAsync(takesFolder: true, onError: null, cancellationToken).ConfigureAwait(false))
            files.Add(located.Read(item, FieldClauses.Defaults, asked));

        if (files.Count == 0)
        {
            return run.Settings.Shard is { } shard
                ? new ListedRows(Columns, [], $"There is no file for '{located.Shown}' in shard {shard}, so nothing was loaded.")
                : throw StoreErrors.NotFound(located.Shown);
        }

        return await LoadAsync(files, new LoadOptions(statement.Table) { Force = true }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<StatementResult> LoadAsync(List<ImportFile> files, LoadOptions options, CancellationToken cancellationToken)
    {
        var isThere = await HasTableAsync(options, cancellationToken).ConfigureAwait(false);
        if (isThere)
            PassOverHeaders(files);

        options = options with { ByPosition = isThere, Shard = run.Settings.Shard };
        var progress = new LoadProgress();
        var size = files.Sum(static f => f.Item.Size);
        using var following = run.Progress.Follow(() => (
            string.Create(
                CultureInfo.CurrentCulture,
                $"{progress.Rows} rows, {progress.Files} of {files.Count} files, {ByteSize.Readable(progress.BytesRead)} of "
                    + $"{ByteSize.Readable(size)}"),
            size == 0 ? -1 : (int)(100 * Math.Min(progress.BytesRead, size) / size)));
        var rows = new List<object?[]>();
        List<string> notices = isThere ? [] : [$"There was no table {options.Table}; it is made with the columns that the files have."];
        var job = new LoadJob(() => run.Sql.Load(run.DatabaseName), options, progress);
        var passedOver = 0L;
        await foreach (var load in job.RunAsync(files, cancellationToken).ConfigureAwait(false))
        {
            if (load.Status is LoadStatus.AlreadyLoaded && ++passedOver > MostPassedOver)
                continue;

            if (load.Status is not LoadStatus.AlreadyLoaded)
                rows.Add([LocatedFiles.Relative(load.File), load.RowsLoaded, load.ErrorsSeen, FirstError(load), load.FirstErrorLine]);

            if (Notice(load) is { } notice)
                notices.Add(notice);
        }

        if (passedOver > MostPassedOver)
            notices.Add($"{passedOver - MostPassedOver} more files were loaded before, and are passed over.");

        return new ListedRows(Columns, rows, notices);
    }

    private async Task<bool> HasTableAsync(LoadOptions options, CancellationToken cancellationToken)
    {
        await run.Sql.OpenAsync(statement: null, cancellationToken).ConfigureAwait(false);
        var load = run.Sql.Load(run.DatabaseName);
        await using var closing = load.ConfigureAwait(false);
        var isThere = await load.FindTableAsync(TableName.Parse(options.Table), cancellationToken).ConfigureAwait(false) is not null;
        return isThere || options.Columns is null
            ? isThere
            : throw StageErrorCode.DatabaseInvalid.Error(
                $"There is no table {options.Table} whose columns could be filled; make it with CREATE TABLE.", options.Table);
    }

    /// <summary>Both systems match CSV and TSV to a table by position: what stands before the rows is passed over, whatever it is.</summary>
    private static void PassOverHeaders(List<ImportFile> files)
    {
        // Files of one kind have one format.
        var formats = new Dictionary<FileFormat, FileFormat>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < files.Count; i++)
        {
            var file = files[i];
            if (!formats.TryGetValue(file.Format, out var format))
                formats[file.Format] = format = WithoutHeader(file.Format);

            files[i] = ReferenceEquals(format, file.Format) ? file : file with { Format = format };
        }
    }

    private static FileFormat WithoutHeader(FileFormat format)
    {
        if (!FormatTraits.Of(format.Format!.Value).IsDelimited)
            return format;

        var layout = DelimitedLayout.From(format);
        return format with { Header = false, SkipHeader = layout.SkippedLines + (layout.Header ? 1 : 0) };
    }

    private string? FirstError(StageLoad load) => load.FirstError is null ? null : load.Error?.Told(run.Settings.Words).Message ?? load.FirstError;

    private string? Notice(StageLoad load) => load switch
    {
        { Status: LoadStatus.AlreadyLoaded } => $"'{load.File}' was loaded before, and is passed over; FORCE = TRUE loads it again.",
        { Notice: { } notice } => $"'{load.File}': {notice}.",
        { Status: LoadStatus.Loaded, Error: { } error } =>
            $"'{load.File}' was loaded, and could not be removed: {error.Told(run.Settings.Words).Message}",
        _ => null,
    };
}
