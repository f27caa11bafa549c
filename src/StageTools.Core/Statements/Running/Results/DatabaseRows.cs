using StageTools.Query;

namespace StageTools.Statements.Running.Results;

/// <summary>The result of a statement that DuckDB runs.</summary>
internal sealed class DatabaseRows(QueryResult result) : StatementResult
{
    /// <inheritdoc/>
    public override IReadOnlyList<QueryColumn> Columns => result.HasRows ? result.Columns : [];

    /// <inheritdoc/>
    public override long? RowsChanged => result.HasRows ? null : result.RowsChanged;

    /// <inheritdoc/>
    public override async ValueTask<bool> ReadAsync(QueryRows rows, CancellationToken cancellationToken) =>
        result.HasRows && await result.ReadAsync(rows, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            result.Dispose();

        base.Dispose(disposing);
    }
}
