namespace StageTools.Formats.Parquet;

/// <summary>A Parquet file: DuckDB makes it beside, on threads of its own, then it goes to the store.</summary>
internal abstract class ParquetPart(ExportTarget target, StageKey key, ExportOptions options, Func<ParquetEngine> engine)
    : PartFile(target, key, options)
{
    private readonly CancellationTokenSource _stop = new();
    private bool _isBegun;

    /// <summary>The making, which ends with the file.</summary>
    protected Task<ParquetFile> Making { get; private set; } = Task.FromResult(new ParquetFile([], []));

    /// <summary>Is cancelled where the file is given up.</summary>
    protected CancellationToken Stopped => _stop.Token;

    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        var to = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        Bytes.Clear(0);
        Begin();
        End();
        var file = await Making.WaitAsync(cancellationToken).ConfigureAwait(false);
        await file.CopyAsync(to, cancellationToken).ConfigureAwait(false);
        file.Delete();
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        End();
        await ((Task)Making).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>Makes the file of what is given.</summary>
    protected abstract ParquetFile Make(ParquetEngine engine);

    /// <summary>No more is given.</summary>
    protected abstract void End();

    protected void Begin()
    {
        if (!_isBegun)
        {
            _isBegun = true;
            var opened = engine();
            Making = Task.Factory.StartNew(() => Make(opened), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }

    /// <summary>Waits for something that DuckDB's thread does; where that has given up, its error is thrown.</summary>
    protected async ValueTask ServedAsync(Task serving)
    {
        if (await Task.WhenAny(serving, Making).ConfigureAwait(false) == Making)
            await Making.ConfigureAwait(false);

        await serving.ConfigureAwait(false);
    }

    /// <summary>The next of what is given, on DuckDB's thread, which is one that may wait; false at the end.</summary>
    protected bool TryTake<T>(ChannelReader<T> given, out T? next)
    {
        while (Blocking.Wait(given.WaitToReadAsync(Stopped).AsTask()))
        {
            if (given.TryRead(out next))
                return true;
        }

        next = default;
        return false;
    }
}

/// <summary>A Parquet file of rows from anywhere.</summary>
internal sealed class ParquetRowPart(ExportTarget target, StageKey key, ExportOptions options, ParquetSchema schema, Func<ParquetEngine> engine)
    : ParquetPart(target, key, options, engine)
{
    private const int MostBatches = 4;

    private readonly long _mostBytes = options.MaxFileSize ?? long.MaxValue;
    private readonly RowCodec _codec = new();
    private Channel<RowBatch>? _batches;
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
        // A file of no rows has none given.
        _batches ??= NewChannel();
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

    protected override ParquetFile Make(ParquetEngine engine) =>
        new ParquetPieces(engine, schema, Stopped).Make(() => TryTake(_batches!.Reader, out var batch) ? batch : null);

    protected override void End() => _batches?.Writer.TryComplete();

    private static Channel<RowBatch> NewChannel() => Channel.CreateBounded<RowBatch>(MostBatches);

    private ValueTask GiveAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        _batches ??= NewChannel();
        Begin();
        return ServedAsync(_batches.Writer.WriteAsync(batch, cancellationToken).AsTask());
    }
}

/// <summary>A Parquet file of rows that DuckDB has, whose columns are of types that Parquet has too: what writes the file is given the memory that
/// they lie in, and each value is what it was.</summary>
internal sealed class ParquetChunkPart(ExportTarget target, StageKey key, ExportOptions options, ParquetSchema schema, Func<ParquetEngine> engine)
    : ParquetPart(target, key, options, engine)
{
    private readonly Channel<(DuckDbChunk Chunk, int From, int Count)> _given = Channel.CreateBounded<(DuckDbChunk, int, int)>(1);
    private readonly SemaphoreSlim _taken = new(0);
    private readonly long? _mostBytes = options.MaxFileSize;
    private long[] _sizes = [];
    private long _inputBytes;

    public override long InputBytes => Volatile.Read(ref _inputBytes);

    public override bool TryWrite(in BatchRow row) => throw new NotSupportedException();

    public override ValueTask WriteAsync(RowBatch batch, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override async ValueTask<int> WriteAsync(DuckDbChunk chunk, int from, long before, CancellationToken cancellationToken)
    {
        chunk.RequireReadable();
        if (_sizes.Length < chunk.RowCount)
            _sizes = new long[chunk.Capacity];

        var texts = chunk.Measure(_sizes.AsSpan(0, chunk.RowCount));
        var values = (long)chunk.RowCount * schema.Columns!.Count * sizeof(long);
        var (count, bytes) = _mostBytes is { } most ? Fitting(_sizes.AsSpan(from, chunk.RowCount - from), most) : (chunk.RowCount, texts + values);
        if (count == 0)
            return 0;

        schema.Look(chunk.RowCount, texts + values);
        RowCount += count;
        Interlocked.Add(ref _inputBytes, bytes);
        Begin();
        await ServedAsync(_given.Writer.WriteAsync((chunk, from, count), cancellationToken).AsTask()).ConfigureAwait(false);
        await ServedAsync(_taken.WaitAsync(cancellationToken)).ConfigureAwait(false);
        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        _taken.Dispose();
    }

    // No rows gather here.
    protected override ValueTask HandOnAsync(IEnumerable<ReadOnlyMemory<byte>> bytes, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    protected override ParquetFile Make(ParquetEngine engine) => engine.Write(schema.Columns!, schema.RowGroupSize, Fill, Stopped);

    protected override void End() => _given.Writer.TryComplete();

    private bool Fill(DuckDbChunk chunk)
    {
        if (!TryTake(_given.Reader, out var next))
            return false;

        chunk.Refer(next.Chunk, next.From, next.Count);
        _taken.Release();
        return true;
    }

    // A row is never cut, and each file has one at least.
    private (int Count, long Bytes) Fitting(ReadOnlySpan<long> sizes, long most)
    {
        var (count, bytes) = (0, 0L);
        while (count < sizes.Length && ((RowCount == 0 && count == 0) || _inputBytes + bytes + sizes[count] <= most))
            bytes += sizes[count++];

        return (count, bytes);
    }
}
