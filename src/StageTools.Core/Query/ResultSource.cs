using StageTools.Databases.DuckDb;
using StageTools.DuckDb;

namespace StageTools.Query;

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
