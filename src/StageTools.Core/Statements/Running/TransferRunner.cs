namespace StageTools.Statements.Running;

/// <summary>Runs statements that copy files. What they copy to is always a folder, as in both systems and in Snowflake.</summary>
internal sealed class TransferRunner(StatementRun run)
{
    private const string Success = "SUCCESS";
    private const int MostParallel = 256;

    private static readonly IReadOnlyList<QueryColumn> Columns = ListedRows.ColumnsOf("file VARCHAR, status VARCHAR, size BIGINT");

    /// <summary>Runs PUT: a file, those that wildcards find, or all below a folder; the rows name files of this machine.</summary>
    public async Task<StatementResult> PutAsync(PutFilesStatement statement, CancellationToken cancellationToken)
    {
        var path = run.Locations.LocalPath(statement.Source);

        // A path that is there is meant as it stands, whatever characters are in it, and so is the folder where a relative one begins; a backtick is
        // one of the name's, which is PowerShell's to read otherwise.
        var source = Path.Exists(path)
            ? FileSet.Local(path, isLiteral: true)
            : FileSet.Local(
                KeyGlob.Complete(statement.Source.Replace("`", "``", StringComparison.Ordinal), run.Locations.LocalPath), isLiteral: false);
        var target = await run.Locations.FolderAsync(statement.Target, cancellationToken).ConfigureAwait(false);
        source = source with { Recurse = source.Keys.Exact is not null, Shard = run.Settings.Shard };
        var items = CopyPlan.Select(source, target, cancellationToken);
        var options = Options(source.Store, target.Store, statement.Parallel, statement.Overwrite);
        return Copy(items, options, statement.Source, static copy => copy.Source);
    }

    /// <summary>Runs GET: the files that LIST lists by the path, or those that wildcards find; the rows name files of this machine.</summary>
    public async Task<StatementResult> GetAsync(GetFilesStatement statement, CancellationToken cancellationToken)
    {
        var folder = run.Locations.LocalPath(statement.Target);
        if (File.Exists(folder))
            throw StageErrorCode.ItemKindMismatch.Error($"GET wants a folder to copy into, and '{folder}' is a file; name a folder.", folder);

        var target = Target.LocalFolder(folder);
        var files = await FilesAsync(statement.Source, statement.Pattern, cancellationToken).ConfigureAwait(false);
        return Copy(
            files.CopyAsync(target, statement.Pattern, cancellationToken),
            Options(files.Set.Store, target.Store, statement.Parallel, statement.Overwrite),
            statement.Source.ToString(),
            static copy => copy.Destination);
    }

    /// <summary>Runs COPY FILES: those that LIST lists by the path, those that wildcards find, or those that FILES names; the rows name the
    /// copies.</summary>
    public async Task<StatementResult> CopyAsync(CopyFilesStatement statement, CancellationToken cancellationToken)
    {
        var target = await run.Locations.FolderAsync(statement.Target, cancellationToken).ConfigureAwait(false);
        var files = await FilesAsync(statement.Source, statement.Pattern, cancellationToken).ConfigureAwait(false);
        var items = statement.Files is { } named
            ? (await files.CopyNamedAsync(named, target, statement.Pattern, cancellationToken).ConfigureAwait(false)).ToAsyncEnumerable()
            : files.CopyAsync(target, statement.Pattern, cancellationToken);
        return Copy(
            items,
            Options(files.Set.Store, target.Store, parallel: null, overwrite: null),
            statement.Source.ToString(),
            static copy => copy.Destination);
    }

    private Task<LocatedFiles> FilesAsync(StageLocation source, string? pattern, CancellationToken cancellationToken) =>
        run.Locations.FilesAsync(source, LocatedFiles.Copied(pattern), cancellationToken);

    private static CopyOptions Options(IStore from, IStore to, long? parallel, bool? overwrite)
    {
        if (parallel is < 1 or > MostParallel)
        {
            throw StageErrorCode.OptionInvalid.Error(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"PARALLEL = {parallel} is not possible; say how many files at once, 1 to {MostParallel}."),
                "PARALLEL");
        }

        return new CopyOptions
        {
            Existing = overwrite is true ? IfFileExists.Replace : IfFileExists.Fail,
            ThrottleLimit = (int?)parallel ?? CopyOptions.ThrottleLimitFor(from, to),
        };
    }

    private ListedRows Copy(IAsyncEnumerable<CopyItem> items, CopyOptions options, string source, Func<StageCopy, string> file)
    {
        var notices = new List<string>();
        return new(Columns, CopyAsync(items, options, source, file, notices, CancellationToken.None), notices);
    }

    private async IAsyncEnumerable<object?[]> CopyAsync(
        IAsyncEnumerable<CopyItem> items,
        CopyOptions options,
        string source,
        Func<StageCopy, string> file,
        List<string> notices,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var job = new CopyJob(options);
        var outcomes = new FileOutcomes();
        var clock = Stopwatch.StartNew();
        using (run.Progress.Follow(() => job.Progress.Describe(clock.Elapsed) is var (text, percent, _) ? (text, percent) : default))
        {
            await foreach (var copy in job.RunAsync(items, cancellationToken).ConfigureAwait(false))
            {
                outcomes.Count(copy.Error);
                yield return [file(copy), copy.Error?.Told(run.Settings.Words).Message ?? Success, copy.Size];
            }
        }

        outcomes.Require("copied");
        if (outcomes.Done == 0)
            notices.Add($"There is no file for '{source}', so nothing was copied.");
    }
}
