using System.Threading.Channels;
using StageTools.Export.Parts;
using StageTools.Paths;
using StageTools.Rows;

namespace StageTools.Formats.Parquet;

/// <summary>A Parquet file: DuckDB makes it beside, then it goes to the store.</summary>
internal sealed class ParquetPart : PartFile
{
    private const int MostBatches = 4;
    private const int CopySize = 1 << 20;

    private readonly Func<ParquetEngine> _engine;
    private readonly ParquetSchema _schema;
    private readonly long _mostBytes;
    private readonly Channel<(RowBatch Batch, Action<RowBatch> Recycle)> _batches = Channel.CreateBounded<(RowBatch, Action<RowBatch>)>(MostBatches);
    private readonly CancellationTokenSource _stop = new();
    private RowBatch _own = new() { Numbers = [] };
    private long _ownBytes;
    private long _inputBytes;
    private string? _file;
    private Task _making = Task.CompletedTask;

    public ParquetPart(ExportTarget target, StageKey key, ExportOptions options, ParquetSchema schema, Func<ParquetEngine> engine)
        : base(target, key, options) => (_schema, _engine, _mostBytes) = (schema, engine, options.MaxFileSize ?? long.MaxValue);

    public override long InputBytes => Volatile.Read(ref _inputBytes);

    public override long HeldBytes => _ownBytes;

    public override bool TryWrite(IReadOnlyList<string> columns, ReadOnlySpan<object?> values, long row)
    {
        var size = 0L;
        foreach (var value in values)
            size += RowValues.SizeOf(value);

        if (RowCount > 0 && _inputBytes + size > _mostBytes)
            return false;

        var places = _own.AddRow(values.Length);
        for (var i = 0; i < values.Length; i++)
            places[i] = Convert(_schema.Columns![i], values[i], row + 1);

        _own.Numbers!.Add(row + 1);
        RowCount++;
        _inputBytes += size;
        _ownBytes += size + (values.Length * 24);
        return true;
    }

    public override async ValueTask WriteAsync(RowBatch batch, Action<RowBatch> recycle, CancellationToken cancellationToken)
    {
        RowCount += batch.RowCount;
        Interlocked.Add(ref _inputBytes, batch.Length + (batch.ValueCount * sizeof(long)));
        await GiveAsync(batch, recycle, isConverted: false, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        if (_own.RowCount > 0)
        {
            await GiveAsync(_own, static _ => { }, isConverted: true, cancellationToken).ConfigureAwait(false);
            _own = new RowBatch { Numbers = [] };
            _ownBytes = 0;
        }
    }

    public override async Task FinishAsync(CancellationToken cancellationToken)
    {
        var to = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        Begin(isConverted: true);
        _batches.Writer.TryComplete();
        await _making.WaitAsync(cancellationToken).ConfigureAwait(false);
        var made = new FileStream(_file!, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        await using (made.ConfigureAwait(false))
        {
            await made.CopyToAsync(to, CopySize, cancellationToken).ConfigureAwait(false);
        }

        File.Delete(_file!);
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

    private static object? Convert(ParquetColumn column, object? value, long row)
    {
        try
        {
            return RowValues.Keep(column.Convert(value));
        }
        catch (ValueRefused e)
        {
            throw ParquetRowWriter.Refused(column.Name, row, e);
        }
    }

    private async ValueTask GiveAsync(RowBatch batch, Action<RowBatch> recycle, bool isConverted, CancellationToken cancellationToken)
    {
        Begin(isConverted);
        var giving = _batches.Writer.WriteAsync((batch, recycle), cancellationToken).AsTask();

        // Where DuckDB has given up, nobody takes it.
        if (await Task.WhenAny(giving, _making).ConfigureAwait(false) == _making)
            await _making.ConfigureAwait(false);

        await giving.ConfigureAwait(false);
    }

    private void Begin(bool isConverted)
    {
        if (_file is null)
        {
            var engine = _engine();
            _file = engine.Folder.NewFile();
            var rows = new ParquetRowWriter(_schema, isConverted, _batches.Reader, _stop.Token);
            _making = Task.Factory.StartNew(
                () =>
                    engine.Write(_file, _schema, rows.Fill, _stop.Token),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default);
        }
    }
}
