using StageTools.Query;

namespace StageTools.Statements.Running.Results;

/// <summary>The result of a statement that did its work, and tells of it in some rows.</summary>
/// <param name="columns">The columns.</param>
/// <param name="rows">The rows: as many values as columns, each of its column's type or null.</param>
/// <param name="notices">What is to be told beside.</param>
internal sealed class GivenRows(IReadOnlyList<QueryColumn> columns, IReadOnlyList<object?[]> rows, params IReadOnlyList<string> notices) : StatementResult
{
    private int _at;

    /// <inheritdoc/>
    public override IReadOnlyList<QueryColumn> Columns => columns;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Notices => notices;

    /// <inheritdoc/>
    public override ValueTask<bool> ReadAsync(QueryRows batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        for (batch.Count = 0; batch.Count < QueryRows.MostRows && _at < rows.Count; batch.Count++, _at++)
        {
            for (var i = 0; i < columns.Count; i++)
                batch.Columns[i].SetValue(rows[_at][i], batch.Count);
        }

        return ValueTask.FromResult(batch.Count > 0);
    }
}
