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

    // What a value takes in a batch beside its text.
    private const int CellSize = 24;

    private readonly Func<ParquetEngine> _engine;
    private readonly ParquetSchema _schema;
    private readonly long _mostBytes;
    private readonly Channel<RowBatch> _batches = Channel.CreateBounded<RowBatch>(MostBatches);
    private readonly CancellationTokenSource _stop = new();
    private RowBatch _own = new() { Numbers = [] };
    private long _ownBytes;
    private long _inputBytes;
    private bool _isBegun;
    private Task<string> _making = Task.FromResult(string.Empty);

    public ParquetPart(ExportTarget target, StageKey key, ExportOptions options, ParquetSchema schema, Func<ParquetEngine> engine)
        : base(target, key, options) => (_schema, _engine, _mostBytes) = (schema, engine, options.MaxFileSize ?? long.MaxValue);

    public override long InputBytes => Volatile.Read(ref _inputBytes);

    public override long HeldBytes => _ownBytes;

    public override bool TryWrite(in BatchRow row)
    {
        var size = 0L;
        for (var i = 0; i < row.Columns.Count; i++)
            size += row.Batch[i].SizeOf(row.Index);

        if (RowCount > 0 && _inputBytes + size > _mostBytes)
            return false;

        _own.Add(row);
        _own.Numbers!.Add(row.Number);
        RowCount++;
        _inputBytes += size;
        _ownBytes += size + (row.Columns.Count * CellSize);
        return true;
    }

    public override async ValueTask WriteAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        RowCount += batch.RowCount;
        Interlocked.Add(ref _inputBytes, batch.Length + (batch.ValueCount * sizeof(long)));
        await GiveAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        if (_own.RowCount > 0)
        {
            await GiveAsync(_own, cancellationToken).ConfigureAwait(false);
            _own = new RowBatch { Numbers = [] };
            _ownBytes = 0;
        }
    }

    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        var to = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        Begin();
        _batches.Writer.TryComplete();
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
        _batches.Writer.TryComplete();
        await _making.ContinueWith(
            static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async ValueTask GiveAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        Begin();
        var giving = _batches.Writer.WriteAsync(batch, cancellationToken).AsTask();

        // Where DuckDB has given up, nobody takes it.
        if (await Task.WhenAny(giving, _making).ConfigureAwait(false) == _making)
            await _making.ConfigureAwait(false);

        await giving.ConfigureAwait(false);
    }

    private void Begin()
    {
        if (!_isBegun)
        {
            _isBegun = true;
            var engine = _engine();
            _making = Task.Factory.StartNew(
                () => new ParquetPieces(engine, _schema, _stop.Token).Make(Next),
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
        }
    }

    private RowBatch? Next()
    {
        // DuckDB's thread is one that may wait.
        while (Blocking.Wait(_batches.Reader.WaitToReadAsync(_stop.Token).AsTask()))
        {
            if (_batches.Reader.TryRead(out var next))
                return next;
        }

        return null;
    }
}
