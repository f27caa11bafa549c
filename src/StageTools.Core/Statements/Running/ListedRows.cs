namespace StageTools.Statements.Running;

/// <summary>Rows that a statement makes itself, as they come; or none, where it only did its work.</summary>
/// <param name="columns">The columns.</param>
/// <param name="rows">The rows: as many values as columns, each of its column's type or null.</param>
/// <param name="notices">What is to be told beside; may grow with the rows.</param>
internal sealed class ListedRows(IReadOnlyList<QueryColumn> columns, IAsyncEnumerable<object?[]> rows, params IReadOnlyList<string> notices)
    : StatementResult
{
    private readonly CancellationTokenSource _stop = new();
    private CancellationTokenSource? _ended;
    private IAsyncEnumerator<object?[]>? _rows;
    private ValueTask<bool>? _next;

    /// <summary>Rows that are there.</summary>
    public ListedRows(IReadOnlyList<QueryColumn> columns, IEnumerable<object?[]> rows, params IReadOnlyList<string> notices)
        : this(columns, rows.ToAsyncEnumerable(), notices)
    {
    }

    /// <summary>No rows.</summary>
    /// <param name="changed">How many rows or files were changed.</param>
    /// <param name="notices">What is to be told beside.</param>
    public ListedRows(long? changed, params IReadOnlyList<string> notices)
        : this([], [], notices) => RowsChanged = changed;

    /// <inheritdoc/>
    public override IReadOnlyList<QueryColumn> Columns => columns;

    /// <inheritdoc/>
    public override long? RowsChanged { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Notices => notices;

    /// <summary>Columns, written as those of a table are: <c>name VARCHAR, size BIGINT</c>.</summary>
    public static IReadOnlyList<QueryColumn> ColumnsOf(string definition) =>
    [
        .. definition.Split(", ").Select(static column => column.Split(' ', 2)).Select(static column => new QueryColumn(
            column[0],
            column[1] switch
            {
                "VARCHAR" or "JSON" => typeof(string),
                "BIGINT" => typeof(long),
                "BOOLEAN" => typeof(bool),
                "TIMESTAMP WITH TIME ZONE" => typeof(DateTimeOffset),
                var other => throw new InvalidOperationException($"No result has a column of {other}."),
            },
            column[1])),
    ];

    /// <inheritdoc/>
    public override async ValueTask<bool> ReadAsync(QueryRows batch, CancellationToken cancellationToken)
    {
        if (_rows is null)
        {
            _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
            _rows = rows.GetAsyncEnumerator(_ended.Token);
        }

        batch.Count = 0;
        while (batch.Count < QueryRows.MostRows)
        {
            // What is there is given on before more is waited for, and before an error is told of.
            var next = _next ?? _rows.MoveNextAsync();
            _next = null;
            if (!next.IsCompletedSuccessfully && batch.Count > 0)
            {
                _next = next.Preserve();
                return true;
            }

            if (!await next.ConfigureAwait(false))
                break;

            for (var i = 0; i < columns.Count; i++)
                batch.Columns[i].SetValue(_rows.Current[i], batch.Count);

            batch.Count++;
        }

        return batch.Count > 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // A result is disposed of where nothing can be awaited.
            Blocking.Wait(EndAsync());
            _ended?.Dispose();
            _stop.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task EndAsync()
    {
        if (Interlocked.Exchange(ref _rows, null) is not { } open)
            return;

        // The wait for a row that nobody wants any more ends first.
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_next is { } next)
            await next.AsTask().ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);

        await open.DisposeAsync().ConfigureAwait(false);
    }
}

/// <summary>A statement's result, whose errors advise in the words of the statements, and which tells no secrets.</summary>
/// <param name="result">The result.</param>
/// <param name="words">The words of advice; null leaves it untold.</param>
/// <param name="secrets">What is not to be told.</param>
internal sealed class WordedResult(StatementResult result, Func<Advice, string>? words, SecretValues secrets) : StatementResult
{
    /// <inheritdoc/>
    public override IReadOnlyList<QueryColumn> Columns => result.Columns;

    /// <inheritdoc/>
    public override long? RowsChanged => result.RowsChanged;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Notices => [.. result.Notices.Select(secrets.Masked)];

    /// <summary>An error as it is told to somebody who wrote a statement; the error itself where it is that already.</summary>
    public static StageException Word(StageException error, Func<Advice, string>? words, SecretValues secrets) => secrets.Masked(error.Told(words));

    /// <inheritdoc/>
    public override async ValueTask<bool> ReadAsync(QueryRows rows, CancellationToken cancellationToken)
    {
        try
        {
            return await result.ReadAsync(rows, cancellationToken).ConfigureAwait(false);
        }
        catch (StageException e) when (Word(e, words, secrets) != e)
        {
            throw Word(e, words, secrets);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            result.Dispose();

        base.Dispose(disposing);
    }
}
