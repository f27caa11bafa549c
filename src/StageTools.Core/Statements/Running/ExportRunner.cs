using StageTools.Export;

namespace StageTools.Statements.Running;

/// <summary>Runs statements that write rows to files.</summary>
internal sealed class ExportRunner(StatementRun run)
{
    private const long DefaultMaxFileSize = 64L << 20;
    private const string NameStart = "data_";

    private static readonly IReadOnlyList<QueryColumn> SummaryColumns =
        ListedRows.ColumnsOf("rows_unloaded BIGINT, input_bytes BIGINT, output_bytes BIGINT");

    private static readonly IReadOnlyList<QueryColumn> FileColumns =
        ListedRows.ColumnsOf("file_name VARCHAR, file_size BIGINT, row_count BIGINT");

    /// <summary>Runs COPY INTO a stage.</summary>
    public async Task<StatementResult> CopyIntoAsync(CopyIntoStageStatement statement, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Require(statement);
        var target = await TargetAsync(statement, cancellationToken).ConfigureAwait(false);
        var query = statement.Query ?? new QueryStatement($"SELECT * FROM {statement.Table}");
        var options = new ExportOptions
        {
            Overwrite = statement.Overwrite is true,
            MaxFileSize = statement.SingleFile is true ? null : statement.MaxFileSize ?? DefaultMaxFileSize,
            HasFolderValue = statement.PartitionBy is not null,
        };
        options = Sharded(options, query);

        // A row's folder is one value more, behind its columns.
        var (before, behind) = statement.PartitionBy is { } expression
            ? ($"SELECT *, CAST(({MySqlWords.Translate(expression)}) AS VARCHAR) FROM (", ") AS unloaded")
            : (string.Empty, string.Empty);
        var export = await ExportAsync(query, before, behind, target, options, hidesFolders: true, cancellationToken).ConfigureAwait(false);
        return statement.DetailedOutput is true
            ? new ListedRows(
                FileColumns, [.. export.FileDetails.Select(static f => new object?[] { LocatedFiles.Relative(f.Path), f.FileSize, f.RowCount })])
            : Summary(export);
    }

    /// <summary>Runs SELECT … INTO OUTFILE.</summary>
    public async Task<StatementResult> IntoOutfileAsync(SelectIntoOutfileStatement statement, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var format = FieldClauses.FormatOf(statement.Fields);
        format = format with
        {
            Format = statement.Format,
            Header = statement.Header,
            ForceQuoteColumns = statement.ForceQuote is { } columns ? new ColumnNames(columns) : null,

            // Those columns are enclosed beside all texts.
            ForceQuote = format.ForceQuote ?? (statement.ForceQuote is null ? null : true),
        };
        var name = PartNames.Dated(statement.Target, DateTimeOffset.Now);
        var target = await run.Locations.TargetAsync(name, statement.Credentials, format, cancellationToken).ConfigureAwait(false);
        var split = statement.SplitSize is 0 ? null : statement.SplitSize;
        if (statement.MaxFileSize is not null && split is not null)
        {
            throw StageErrorCode.OptionInvalid.Error(
                "MAX_FILE_SIZE and SPLITSIZE both say how large a file may become; leave one of them out.", statement.Target);
        }

        // What FIELDS and LINES say is of text files.
        (target.Format.Format is { } found && !FormatTraits.Of(found).IsText ? target.Format.Merge(format) : target.Format).Validate();

        // A name with %d is that of many files, also where one holds all rows.
        var most = PartNames.IsNumbered(target.File.Name) ? long.MaxValue : (long?)null;
        var options = Sharded(new ExportOptions { MaxFileSize = statement.MaxFileSize ?? split ?? most }, statement.Query);
        return Summary(await ExportAsync(
            statement.Query, string.Empty, string.Empty, target, options, hidesFolders: false, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Staged files that the query reads are shared out, or else the folders that its rows go to.</summary>
    private ExportOptions Sharded(ExportOptions options, QueryStatement query) => options with
    {
        Shard = run.Settings.Shard,
        SharesFolders = run.Settings.Shard is not null && query.SharedTables == 0,
    };

    /// <summary>Refuses options of COPY INTO that contradict each other.</summary>
    private static void Require(CopyIntoStageStatement statement)
    {
        var isSingle = statement.SingleFile is true;
        var isRaw = statement.UseRawPath is true;
        if (isRaw && !isSingle)
            throw Refused("USE_RAW_PATH = TRUE names one file, so it wants SINGLE = TRUE beside it");

        if (statement.Overwrite is true && !(isSingle && isRaw))
            throw Refused("OVERWRITE = TRUE wants SINGLE = TRUE and USE_RAW_PATH = TRUE beside it: files of new names replace none");

        if (isRaw && (statement.Target.Key.Length == 0 || statement.Target.Key.EndsWith('/')))
            throw Refused($"with USE_RAW_PATH = TRUE the path is the file's name, and '{statement.Target}' is a folder; add a name");

        var other = isSingle ? "SINGLE = TRUE"
            : statement.Overwrite is true ? "OVERWRITE = TRUE"
            : statement.IncludeQueryId is false ? "INCLUDE_QUERY_ID = FALSE"
            : null;
        if (statement.PartitionBy is not null && other is not null)
            throw Refused($"PARTITION BY makes many files of new names, so {other} does not go with it; leave one of them out");

        if (statement.IncludeQueryId is false && !isRaw)
            throw Refused("INCLUDE_QUERY_ID = FALSE wants SINGLE = TRUE and USE_RAW_PATH = TRUE beside it: names that are made up hold an id");
    }

    private static StageException Refused(string why) => StageErrorCode.OptionInvalid.Error($"COPY INTO cannot do this: {why}.");

    /// <summary>
    /// Where the files of COPY INTO go: the path is a folder, unless it is said to be the file, or its last part ends as made-up names begin, and is
    /// then the beginning of theirs. Where nothing tells the format it is Parquet.
    /// </summary>
    private async Task<ExportTarget> TargetAsync(CopyIntoStageStatement statement, CancellationToken cancellationToken)
    {
        var (path, key, isRaw) = (statement.Target.ToString(), statement.Target.Key, statement.UseRawPath is true);
        var begin = !isRaw && key.EndsWith(NameStart, StringComparison.Ordinal) ? key[(key.LastIndexOf('/') + 1)..^NameStart.Length] : null;
        path = begin is not null ? path[..(path.LastIndexOf('/') + 1)] : isRaw || path.EndsWith('/') ? path : path + "/";
        var target = await ExportTarget.StageAsync(
            run.Engine.Stages,
            path,
            statement.FileFormat ?? FileFormat.Unspecified,
            statement.FileFormat is null ? ReferenceOptions.Databend with { Format = RowFormat.Parquet } : ReferenceOptions.Databend,
            cancellationToken).ConfigureAwait(false);
        return begin is null ? target : target with { File = target.File.Parent.Append(begin + target.File.Name) };
    }

    private static ListedRows Summary(StageExport export) =>
        new(SummaryColumns, [(object?[])[export.RowsUnloaded, export.InputBytes, export.OutputBytes]]);

    private async Task<StageExport> ExportAsync(
        QueryStatement query,
        string before,
        string behind,
        ExportTarget target,
        ExportOptions options,
        bool hidesFolders,
        CancellationToken cancellationToken)
    {
        if (query.Changes)
            throw NoRows(query);

        var step = query.Step;
        foreach (var reference in hidesFolders ? step.References : [])
            reference.HidesFolders = true;

        var result = await new QueryRunner(run).OpenAsync(query, step, before, behind, cancellationToken).ConfigureAwait(false);
        var rows = new ResultSource(result);
        await using var closing = rows.ConfigureAwait(false);
        var job = await ExportJob.BeginAsync(target, result.HasRows ? rows : throw NoRows(query), options, cancellationToken).ConfigureAwait(false);
        await using var ending = job.ConfigureAwait(false);
        using var following = run.Progress.Follow(
            () => (string.Create(CultureInfo.CurrentCulture, $"{job.RowCount} rows, {ByteSize.Readable(job.InputBytes)}"), -1));
        await job.CopyAsync(rows, cancellationToken).ConfigureAwait(false);
        return await job.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private static StageException NoRows(QueryStatement query) =>
        StageErrorCode.QueryInvalid.Error("Only rows of a query can be exported, and this statement gives none; write a SELECT.", query.ToString());
}
