using StageTools.Databases.DuckDb;
using StageTools.DuckDb;
using StageTools.Rows;

namespace StageTools.Query;

/// <summary>The rows of a statement's result, to be exported.</summary>
internal sealed class ResultSource(QueryResult result) : RowSource
{
    private DuckDbChunk? _chunk;
    private int _at;
    private bool _isEnded;

    public override IReadOnlyList<RowColumn> Columns { get; } = ChunkRows.Columns(result.Typed);

    public override ValueTask DisposeAsync()
    {
        result.Dispose();
        return ValueTask.CompletedTask;
    }

    internal override async ValueTask<bool> ReadAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        batch.ReusesValues = true;
        while (!batch.IsFull && !_isEnded)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_chunk is null || _at == _chunk.RowCount)
            {
                _at = 0;
                _chunk = await result.ReadChunkAsync(cancellationToken).ConfigureAwait(false);
                _isEnded = _chunk is null;
            }

            if (_chunk is not null)
                Fill(batch, _chunk);
        }

        return batch.RowCount > 0;
    }

    private void Fill(RowBatch batch, DuckDbChunk chunk)
    {
        try
        {
            for (; _at < chunk.RowCount && !batch.IsFull; _at++)
                ChunkRows.Add(batch, chunk, result.Typed, _at);
        }
        catch (DuckDbException e)
        {
            throw result.OfValue(e);
        }
    }
}
