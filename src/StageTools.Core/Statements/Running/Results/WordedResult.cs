using StageTools.Errors;
using StageTools.Query;
using StageTools.Statements.Parts;

namespace StageTools.Statements.Running.Results;

/// <summary>A statement's result, whose errors advise in the words of the statements, and which tells no secrets.</summary>
/// <param name="result">The result.</param>
/// <param name="secrets">What is not to be told.</param>
internal sealed class WordedResult(StatementResult result, SecretValues secrets) : StatementResult
{
    /// <inheritdoc/>
    public override IReadOnlyList<QueryColumn> Columns => result.Columns;

    /// <inheritdoc/>
    public override long? RowsChanged => result.RowsChanged;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Notices => [.. result.Notices.Select(secrets.Masked)];

    /// <summary>An error as it is told to somebody who wrote a statement; the error itself where it is that already.</summary>
    public static StageException Word(StageException error, SecretValues secrets) =>
        secrets.Masked(error.SpeaksOfCmdlets ? error.InStatementWords() : error);

    /// <summary>Whether an error can be told as it is.</summary>
    public static bool IsWorded(StageException error, SecretValues secrets) => Word(error, secrets) == error;

    /// <inheritdoc/>
    public override async ValueTask<bool> ReadAsync(QueryRows rows, CancellationToken cancellationToken)
    {
        try
        {
            return await result.ReadAsync(rows, cancellationToken).ConfigureAwait(false);
        }
        catch (StageException e) when (!IsWorded(e, secrets))
        {
            throw Word(e, secrets);
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
