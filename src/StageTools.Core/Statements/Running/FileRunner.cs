namespace StageTools.Statements.Running;

/// <summary>Runs statements about the files of stages.</summary>
internal sealed class FileRunner(StatementRun run)
{
    private static readonly IReadOnlyList<QueryColumn> PresignColumns = ListedRows.ColumnsOf("method VARCHAR, headers JSON, url VARCHAR");

    /// <summary>Runs LIST. What is wrong with the statement is said before any row is asked for.</summary>
    public async Task<StatementResult> ListAsync(ListFilesStatement statement, CancellationToken cancellationToken)
    {
        var files = await run.Locations.FilesAsync(
            statement.Location, LocatedFiles.Prefix(statement.Pattern), cancellationToken).ConfigureAwait(false);
        return new ListedRows(FunctionRows.ListColumns, FunctionRows.ListAsync(() => Task.FromResult(files), isMatrixOne: false, cancellationToken));
    }

    /// <summary>Runs REMOVE. In MatrixOne's dialect finding no file is an error without IF EXISTS.</summary>
    public async Task<StatementResult> RemoveAsync(RemoveFilesStatement statement, CancellationToken cancellationToken)
    {
        var isMatrixOne = statement.Dialect is Dialect.MatrixOne;
        var files = await run.Locations.FilesAsync(
            statement.Location,
            isMatrixOne ? LocatedFiles.Wildcards : LocatedFiles.Prefix(statement.Pattern),
            cancellationToken).ConfigureAwait(false);
        var outcome = new FileOutcomes();
        var items = isMatrixOne
            ? files.MatchAsync(takesFolder: false, outcome.Count, cancellationToken)
            : files.Set.ListAsync(cancellationToken, outcome.Count);
        var job = new RemoveJob(files.Set.Store, cancellationToken);
        using (run.Progress.Follow(() => ($"{outcome.Done} {(outcome.Done == 1 ? "file" : "files")} removed", -1)))
        {
            await foreach (var item in items.ConfigureAwait(false))
                Count(outcome, await job.AddAsync(new StageFile(files.Set.Stage!, item)).ConfigureAwait(false));

            Count(outcome, await job.CompleteAsync().ConfigureAwait(false));
        }

        outcome.Require("removed");
        return outcome.Done > 0 || !isMatrixOne || statement.IfExists || run.Settings.Shard is not null
            ? new ListedRows(outcome.Done)
            : throw StoreErrors.NotFound(statement.Location.ToString());
    }

    /// <summary>Runs PRESIGN.</summary>
    public Task<StatementResult> PresignAsync(PresignStatement statement, CancellationToken cancellationToken)
    {
        var options = new PresignOptions(statement.Method is PresignMethod.Upload, statement.Expire ?? TimeSpan.FromHours(1))
        {
            ContentType = statement.ContentType,
        };
        var keys = KeySelection.Parse(statement.Location.Key, isLiteral: true);
        var urls = run.Engine.Files.PresignAsync(statement.Location.Stage, keys, options, cancellationToken);
        return Task.FromResult<StatementResult>(
            new ListedRows(PresignColumns, urls.Select(static url => (object?[])[url.Method, StageRows.ToJson(url.Headers), url.Url])));
    }

    private static void Count(FileOutcomes outcome, IEnumerable<RemoveResult> results)
    {
        foreach (var result in results)
            outcome.Count(result.Error);
    }
}

/// <summary>What became of many files: how many were done, how many were not, and why the first was not.</summary>
internal sealed class FileOutcomes
{
    private long _done;
    private long _failed;
    private StageException? _first;

    /// <summary>How many were done; may be read while others are counted.</summary>
    public long Done => Volatile.Read(ref _done);

    /// <summary>Counts a file.</summary>
    /// <param name="error">Why it was not done; null when it was.</param>
    public void Count(StageException? error)
    {
        _first ??= error;
        _ = error is null ? Interlocked.Increment(ref _done) : ++_failed;
    }

    /// <summary>Fails when not all were done: with the one file's error, or with how many there were and the first one's.</summary>
    /// <param name="done">What was to be done with them: <c>copied</c>, <c>removed</c>.</param>
    public void Require(string done)
    {
        if (_first is not null)
        {
            throw _done + _failed == 1
                ? _first
                : _first.Reworded(words => $"{_failed} of {_done + _failed} files were not {done}; the first: {words}", _first.Target, _first);
        }
    }
}
