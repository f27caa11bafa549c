using StageTools.Query;

namespace StageTools.Statements.Running.Results;

/// <summary>The result of a statement that did its work and gives no rows.</summary>
/// <param name="changed">How many rows or files it changed.</param>
/// <param name="notices">What is to be told beside.</param>
internal sealed class NoRows(long? changed = null, params IReadOnlyList<string> notices) : StatementResult
{
    /// <inheritdoc/>
    public override IReadOnlyList<QueryColumn> Columns => [];

    /// <inheritdoc/>
    public override long? RowsChanged => changed;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Notices => notices;

    /// <inheritdoc/>
    public override ValueTask<bool> ReadAsync(QueryRows rows, CancellationToken cancellationToken) => ValueTask.FromResult(false);
}
