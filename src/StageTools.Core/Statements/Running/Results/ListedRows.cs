using StageTools.Query;

namespace StageTools.Statements.Running.Results;

/// <summary>Rows that a statement makes itself, as they come.</summary>
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
        : this(columns, GiveAsync(rows), notices)
    {
    }

    /// <inheritdoc/>
    public override IReadOnlyList<QueryColumn> Columns => columns;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Notices => notices;

    /// <summary>A column of texts, numbers or times, named as SQL names its type.</summary>
    public static QueryColumn Column<T>(string name, string sqlType) => new(name, typeof(T), sqlType);

    /// <inheritdoc/>
    public override async ValueTask<bool> ReadAsync(QueryRows batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
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

    /// <summary>What is there, as what comes.</summary>
    internal static async IAsyncEnumerable<T> GiveAsync<T>(IEnumerable<T> items)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var item in items)
            yield return item;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _rows is { } open)
        {
            _rows = null;

            // The wait for a row that nobody wants any more ends first.
            _stop.Cancel();
            _next?.AsTask().ContinueWith(static _ => { }, TaskScheduler.Default).GetAwaiter().GetResult();
            open.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }

        if (disposing)
        {
            _ended?.Dispose();
            _stop.Dispose();
        }

        base.Dispose(disposing);
    }
}
