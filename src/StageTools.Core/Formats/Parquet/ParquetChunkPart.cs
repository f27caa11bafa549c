namespace StageTools.Formats.Parquet;

/// <summary>A Parquet file of rows that DuckDB has, whose columns are of types that Parquet has too: what writes the file is given the memory that
/// they lie in, and each value is what it was. Encoding is most of the work, so row groups are made by several in turn, and are one file at the
/// end.</summary>
internal sealed class ParquetChunkPart(ExportTarget target, StageKey key, ExportOptions options, ParquetSchema schema, Func<ParquetEngine> engine)
    : ParquetPart(target, key, options)
{
    // Each holds the rows of a group.
    private const int MostLanes = 2;

    private readonly Lane?[] _lanes = new Lane?[Math.Min(MostLanes, Environment.ProcessorCount)];
    private readonly long _mostBytes = options.MaxFileSize ?? long.MaxValue;
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
        schema.Look(chunk.RowCount, texts + ((long)chunk.RowCount * schema.Columns!.Count * sizeof(long)));

        // To the end of the row group, of which each lane has one in turn.
        var (group, inGroup) = Math.DivRem(RowCount, schema.RowGroupSize);
        var rows = (int)Math.Min(chunk.RowCount - from, schema.RowGroupSize - inGroup);
        var (count, bytes) = Fitting(_sizes.AsSpan(from, rows));
        if (count == 0)
            return 0;

        RowCount += count;
        Interlocked.Add(ref _inputBytes, bytes);
        await LaneOf((int)(group % _lanes.Length)).WriteAsync((chunk, from, count), cancellationToken).ConfigureAwait(false);
        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        foreach (var lane in _lanes)
            lane?.Taken.Dispose();
    }

    // No rows gather here.
    protected override ValueTask HandOnAsync(IEnumerable<ReadOnlyMemory<byte>> bytes, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    protected override void BeginFirst() => LaneOf(0);

    protected override void End() => Array.ForEach(_lanes, static lane => lane?.Given.Writer.TryComplete());

    private Lane LaneOf(int place)
    {
        if (_lanes[place] is { } begun)
            return begun;

        var (lane, opened) = (new Lane(), engine());
        lane.Making = Begin(() =>
        {
            var file = opened.Folder.NewFile();
            opened.Write(file, schema.Columns!, schema.RowGroupSize, chunk => Fill(lane, chunk), Stopped);
            return file;
        });
        return _lanes[place] = lane;
    }

    private bool Fill(Lane lane, DuckDbChunk chunk)
    {
        if (!TryTake(lane.Given.Reader, out var next))
            return false;

        chunk.Refer(next.Chunk, next.From, next.Count);
        lane.Taken.Release();
        return true;
    }

    // A row is never cut, and each file has one at least.
    private (int Count, long Bytes) Fitting(ReadOnlySpan<long> sizes)
    {
        var (count, bytes) = (0, 0L);
        while (count < sizes.Length && ((RowCount == 0 && count == 0) || _inputBytes + bytes + sizes[count] <= _mostBytes))
            bytes += sizes[count++];

        return (count, bytes);
    }

    /// <summary>One of those that make row groups.</summary>
    private sealed class Lane
    {
        /// <summary>Rows of chunks, which are there until they are taken.</summary>
        public Channel<(DuckDbChunk Chunk, int From, int Count)> Given { get; } = Channel.CreateBounded<(DuckDbChunk, int, int)>(1);

        public SemaphoreSlim Taken { get; } = new(0);

        public ParquetMaking Making { get; set; } = null!;

        public async ValueTask WriteAsync((DuckDbChunk Chunk, int From, int Count) rows, CancellationToken cancellationToken)
        {
            await Making.ServedAsync(Given.Writer.WriteAsync(rows, cancellationToken).AsTask()).ConfigureAwait(false);
            await Making.ServedAsync(Taken.WaitAsync(cancellationToken)).ConfigureAwait(false);
        }
    }
}
