namespace StageTools.Formats.Parquet;

/// <summary>A Parquet file of rows from anywhere.</summary>
internal sealed class ParquetRowPart(ExportTarget target, StageKey key, ExportOptions options, ParquetSchema schema, Func<ParquetEngine> engine)
    : ParquetPart(target, key, options)
{
    private const int MostBatches = 4;

    private readonly long _mostBytes = options.MaxFileSize ?? long.MaxValue;
    private readonly RowCodec _codec = new();
    private readonly Channel<RowBatch> _batches = Channel.CreateBounded<RowBatch>(MostBatches);
    private ParquetMaking? _making;
    private long _inputBytes;

    public override long InputBytes => Volatile.Read(ref _inputBytes);

    public override bool TryWrite(in BatchRow row)
    {
        var size = 0L;
        for (var i = 0; i < row.Columns.Count; i++)
            size += row.Batch[i].SizeOf(row.Index);

        if (RowCount > 0 && _inputBytes + size > _mostBytes)
            return false;

        _codec.Write(Bytes, row);
        RowCount++;
        _inputBytes += size;
        return true;
    }

    public override async ValueTask WriteAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        RowCount += batch.RowCount;
        Interlocked.Add(ref _inputBytes, batch.Length + (batch.ValueCount * sizeof(long)));
        await GiveAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    protected override async ValueTask HandOnAsync(IEnumerable<ReadOnlyMemory<byte>> bytes, CancellationToken cancellationToken)
    {
        RowBatch batch = new() { Numbers = [] };
        foreach (var some in bytes)
        {
            for (var at = 0; at < some.Length;)
            {
                at += _codec.Read(some.Span[at..], batch, schema.Columns!.Count);
                if (batch.IsFull)
                {
                    await GiveAsync(batch, cancellationToken).ConfigureAwait(false);
                    batch = new RowBatch { Numbers = [] };
                }
            }
        }

        if (batch.RowCount > 0)
            await GiveAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    protected override void BeginFirst() => _making ??= BeginMaking();

    protected override void End() => _batches.Writer.TryComplete();

    private ParquetMaking BeginMaking()
    {
        var opened = engine();
        return Begin(() => new ParquetPieces(opened, schema, Stopped).Make(() => TryTake(_batches.Reader, out var batch) ? batch : null));
    }

    private ValueTask GiveAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        BeginFirst();
        return _making!.ServedAsync(_batches.Writer.WriteAsync(batch, cancellationToken).AsTask());
    }
}
