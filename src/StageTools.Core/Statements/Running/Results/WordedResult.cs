using StageTools.Errors;
using StageTools.Query;
using StageTools.Statements.Parts;

namespace StageTools.Statements.Running.Results;

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
    public static StageException Word(StageException error, Func<Advice, string>? words, SecretValues secrets) =>
        secrets.Masked(error.Told(words));

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
