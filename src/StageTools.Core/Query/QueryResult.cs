namespace StageTools.Query;

/// <summary>What a statement of DuckDB's gives.</summary>
internal sealed class QueryResult : StatementResult
{
    private readonly StatementPlan _plan;
    private readonly DuckDbResult _result;
    private readonly ColumnReader.Read[] _readers;
    private IReadOnlyList<IDisposable> _kept = [];
    private StatementTransaction? _transaction;
    private Func<CancellationToken, Task>? _follow;
    private bool _isOver;

    public QueryResult(StatementPlan plan, DuckDbResult result, DuckDbStatementKind kind)
    {
        (_plan, _result) = (plan, result);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var columns = HoldsRows(result, kind) ? result.Columns : [];
        Columns = [.. columns.Select(c => new QueryColumn(TableNames.Free(c.Name, names), ColumnReader.TypeOf(c.Type), c.Type.ToString()))];
        _readers = [.. columns.Select(static c => ColumnReader.Of(c.Type))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<QueryColumn> Columns { get; }

    /// <inheritdoc/>
    public override long? RowsChanged => HasRows ? null : _result.RowsChanged;

    /// <summary>The columns with DuckDB's types.</summary>
    public IReadOnlyList<DuckDbColumn> Typed => _result.Columns;

    /// <summary>The staged files that it reads, as they were when they were brought.</summary>
    public IReadOnlyList<StagedFile> StagedFiles => [.. _plan.Read.Select(static r => r.File).Distinct()];

    /// <summary>What the statement calls them.</summary>
    public IReadOnlyList<string> StagedPaths => [.. _plan.Statement.References.Select(static r => r.Path)];

    /// <inheritdoc/>
    public override async ValueTask<bool> ReadAsync(QueryRows rows, CancellationToken cancellationToken)
    {
        rows.Count = 0;
        if (await ReadChunkAsync(cancellationToken).ConfigureAwait(false) is not { } chunk)
            return false;

        try
        {
            for (var i = 0; i < _readers.Length; i++)
                _readers[i](chunk, i, rows.Columns[i]);
        }
        catch (DuckDbException e)
        {
            throw OfValue(e);
        }

        rows.Count = chunk.RowCount;
        return true;
    }

    /// <summary>Reads the next rows as DuckDB has them; they stay until the next ones are read. Null at the end.</summary>
    /// <exception cref="StageException"><c>QueryInvalid</c>; <c>DataInvalid</c> for a file that is not what its first rows told;
    /// <c>ChecksumMismatch</c> for one that changed meanwhile.</exception>
    public async ValueTask<DuckDbChunk?> ReadChunkAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_result.TryReadChunk(out var chunk))
                return chunk;

            await EndAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (DuckDbException e)
        {
            throw _plan.Statement.Name(await QueryErrors.ExplainAsync(e, _plan, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>The error of a value that DuckDB has and .NET has no form for.</summary>
    public StageException OfValue(DuckDbException error) =>
        _plan.Statement.Name(StageErrorCode.ValueNotRepresentable.Error(error.Message, inner: error));

    /// <summary>Takes what the statement reads, to be disposed of when it ends.</summary>
    public void Keep(IReadOnlyList<IDisposable> tables) => _kept = tables;

    /// <summary>Takes the transaction that the statement is run in, and what is done in it at the end, before it lasts.</summary>
    public QueryResult Within(StatementTransaction transaction, Func<CancellationToken, Task>? follow)
    {
        (_transaction, _follow) = (transaction, follow);
        return this;
    }

    /// <summary>Runs a statement that gives no rows to its end.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        while (await ReadChunkAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _result.Dispose();

            // Somebody's transaction goes on, and is not to keep what was read to no end from a file that has changed.
            if (!_isOver && _transaction is not null && _plan.FindChange(isUndone: true) is not null)
                _transaction.Fail();

            _transaction?.Dispose();
            _plan.Dispose();
            foreach (var kept in _kept)
                kept.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Asks once, when all is read, whether it was of one content; what was changed lasts only then.</summary>
    private async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_isOver)
            return;

        try
        {
            if (_plan.FindChange(isUndone: _transaction is not null) is { } change)
                throw _plan.Statement.Name(change);

            if (_follow is not null)
                await _follow(cancellationToken).ConfigureAwait(false);

            _transaction?.Commit(cancellationToken);
            _isOver = true;
        }
        catch
        {
            _transaction?.Fail();
            throw;
        }
    }

    /// <summary>What makes or changes something tells of it in one column of DuckDB's, unless it says RETURNING.</summary>
    private static bool HoldsRows(DuckDbResult result, DuckDbStatementKind kind) => kind switch
    {
        DuckDbStatementKind.Select or DuckDbStatementKind.Explain or DuckDbStatementKind.Pragma or DuckDbStatementKind.Call
            or DuckDbStatementKind.Execute or DuckDbStatementKind.Relation or DuckDbStatementKind.LogicalPlan => true,
        _ => result.HasRows,
    };
}

/// <summary>The rows of a statement's result, to be exported.</summary>
internal sealed class ResultSource(QueryResult result) : ChunkSource(result.Typed)
{
    public override ValueTask DisposeAsync()
    {
        result.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override ValueTask<DuckDbChunk?> NextAsync(CancellationToken cancellationToken) => result.ReadChunkAsync(cancellationToken);

    protected override Exception Explain(DuckDbException error) => result.OfValue(error);
}
