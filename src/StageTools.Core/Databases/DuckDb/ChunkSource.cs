namespace StageTools.Databases.DuckDb;

/// <summary>The rows of DuckDB's chunks.</summary>
internal abstract class ChunkSource(IReadOnlyList<DuckDbColumn> columns) : RowSource
{
    private DuckDbChunk? _chunk;
    private int _at;
    private bool _ended;

    public sealed override IReadOnlyList<RowColumn> Columns { get; } = [.. columns.Select(static c => new RowColumn(c.Name, c.Type.ClrType)
    {
        Precision = c.Type.Kind == DuckDbTypeKind.Decimal ? c.Type.Precision : null,
        Scale = c.Type.Kind == DuckDbTypeKind.Decimal ? c.Type.Scale : null,
        IsJson = c.Type == DuckDbType.Json,
    })];

    /// <summary>The columns with DuckDB's types.</summary>
    public IReadOnlyList<DuckDbColumn> Typed => columns;

    /// <summary>Gives all rows as DuckDB has them, a chunk at a time, which stays until the next one comes.</summary>
    /// <exception cref="Errors.StageException">As of rows that are read as values.</exception>
    public async Task CopyAsync(Func<DuckDbChunk, ValueTask> each, CancellationToken cancellationToken)
    {
        try
        {
            while (await NextAsync(cancellationToken).ConfigureAwait(false) is { } chunk)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await each(chunk).ConfigureAwait(false);
            }
        }
        catch (DuckDbException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Explain(e);
        }
    }

    internal sealed override async ValueTask<bool> ReadAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            while (!_ended && !batch.IsFull)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (_chunk is null || _at == _chunk.RowCount)
                {
                    (_at, _chunk) = (0, await NextAsync(cancellationToken).ConfigureAwait(false));
                    _ended = _chunk is null;
                    continue;
                }

                for (; _at < _chunk.RowCount && !batch.IsFull; _at++)
                    Take(_chunk, batch);
            }
        }
        catch (DuckDbException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Explain(e);
        }

        return batch.RowCount > 0;
    }

    /// <summary>The next chunk, which stays until it is asked for again; null at the end.</summary>
    protected abstract ValueTask<DuckDbChunk?> NextAsync(CancellationToken cancellationToken);

    /// <summary>The engine's error for one of DuckDB's.</summary>
    protected abstract Exception Explain(DuckDbException error);

    private void Take(DuckDbChunk chunk, RowBatch batch)
    {
        var row = batch.AddRow(columns.Count);
        for (var i = 0; i < columns.Count; i++)
        {
            if (chunk.IsNull(i, _at))
                continue;

            switch (columns[i].Type.Kind)
            {
                case DuckDbTypeKind.BigInt: batch[i].SetInt64(row, chunk.Values<long>(i)[_at]); break;
                case DuckDbTypeKind.Double: batch[i].SetDouble(row, chunk.Values<double>(i)[_at]); break;
                case DuckDbTypeKind.Boolean: batch[i].SetBoolean(row, chunk.Values<byte>(i)[_at] != 0); break;
                case DuckDbTypeKind.VarChar: batch[i].SetText(row, chunk.Bytes(i, _at)); break;
                default: batch[i].Set(row, chunk.Value(i, _at)); break;
            }
        }
    }
}
