using System.Threading.Channels;
using StageTools.Export.Parts;
using StageTools.Paths;
using StageTools.Rows;
using StageTools.Storage;

namespace StageTools.Formats.Parquet;

/// <summary>A Parquet file: DuckDB makes it beside, then it goes to the store.</summary>
internal sealed class ParquetPart : PartFile
{
    private const int MostBatches = 4;
    private const int CopySize = 1 << 20;

    private readonly Func<ParquetEngine> _engine;
    private readonly ParquetSchema _schema;
    private readonly long _mostBytes;
    private readonly CancellationTokenSource _stop = new();
    private readonly RowCodec _codec = new();
    private Channel<RowBatch>? _batches;
    private long _inputBytes;
    private Task<string> _making = Task.FromResult(string.Empty);

    public ParquetPart(ExportTarget target, StageKey key, ExportOptions options, ParquetSchema schema, Func<ParquetEngine> engine)
        : base(target, key, options) => (_schema, _engine, _mostBytes) = (schema, engine, options.MaxFileSize ?? long.MaxValue);

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

    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        var to = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        Begin().TryComplete();
        var file = await _making.WaitAsync(cancellationToken).ConfigureAwait(false);
        var made = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        await using (made.ConfigureAwait(false))
        {
            await made.CopyToAsync(to, CopySize, cancellationToken).ConfigureAwait(false);
        }

        File.Delete(file);
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _batches?.Writer.TryComplete();
        await _making.ContinueWith(
            static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    protected override async ValueTask HandOnAsync(IEnumerable<ReadOnlyMemory<byte>> bytes, CancellationToken cancellationToken)
    {
        RowBatch batch = new() { Numbers = [] };
        foreach (var some in bytes)
        {
            for (var at = 0; at < some.Length;)
            {
                at += _codec.Read(some.Span[at..], batch, _schema.Columns!.Count);
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

    private async ValueTask GiveAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        var giving = Begin().WriteAsync(batch, cancellationToken).AsTask();

        // Where DuckDB has given up, nobody takes it.
        if (await Task.WhenAny(giving, _making).ConfigureAwait(false) == _making)
            await _making.ConfigureAwait(false);

        await giving.ConfigureAwait(false);
    }

    private ChannelWriter<RowBatch> Begin()
    {
        if (_batches is null)
        {
            var engine = _engine();
            _batches = Channel.CreateBounded<RowBatch>(MostBatches);
            _making = Task.Factory.StartNew(
                () => new ParquetPieces(engine, _schema, _stop.Token).Make(Next),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
        }

        return _batches.Writer;
    }

    private RowBatch? Next()
    {
        // DuckDB's thread is one that may wait.
        while (Blocking.Wait(_batches!.Reader.WaitToReadAsync(_stop.Token).AsTask()))
        {
            if (_batches.Reader.TryRead(out var next))
                return next;
        }

        return null;
    }
}
