using System.Buffers;
using System.Threading.Channels;
using StageTools.Formats;

namespace StageTools.Export;

/// <summary>Turns batches of rows into bytes and writes them, while the next batch is being filled. A few batches go round, so memory stays bounded.</summary>
internal sealed class RowPipe
{
    private const int Batches = 8;

    // Large enough that a write costs little beside it.
    private const int WriteSize = 256 * 1024;

    private readonly Channel<RowBatch> _free = Channel.CreateUnbounded<RowBatch>();
    private readonly Channel<RowBatch> _full = Channel.CreateUnbounded<RowBatch>();
    private readonly ArrayBufferWriter<byte> _bytes = new(WriteSize + (WriteSize / 4));
    private readonly RowWriter _rows;
    private readonly Stream _stream;
    private long _inputBytes;

    public RowPipe(Stream stream, FileFormat format, IReadOnlyList<string> columns, Func<object, object?>? convert)
    {
        _stream = stream;
        _rows = RowWriters.Create(format, _bytes, columns, convert);
        for (var i = 0; i < Batches; i++)
        {
            _free.Writer.TryWrite(new RowBatch());
        }
    }

    /// <summary>Rows written so far.</summary>
    public long RowCount => _rows.RowCount;

    /// <summary>Bytes made so far, before compression.</summary>
    public long InputBytes => Volatile.Read(ref _inputBytes);

    /// <summary>Whether rows may differ in their columns.</summary>
    public bool CanChangeColumns => _rows.CanChangeColumns;

    /// <summary>A batch to fill; waits while all are being written, and tells of what went wrong with one.</summary>
    public ValueTask<RowBatch> TakeAsync(CancellationToken cancellationToken) => _free.Reader.ReadAsync(cancellationToken);

    /// <summary>A batch to be written.</summary>
    public void Give(RowBatch batch) => _full.Writer.TryWrite(batch);

    /// <summary>No more will come.</summary>
    public void Complete() => _full.Writer.TryComplete();

    /// <summary>Writes all batches that come, with what stands before and after the rows.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            _rows.Begin();
            await foreach (var batch in _full.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                batch.WriteTo(_rows);
                _free.Writer.TryWrite(batch);
                if (_bytes.WrittenCount >= WriteSize)
                {
                    await WriteAsync(cancellationToken).ConfigureAwait(false);
                }
            }

            _rows.End();
            await WriteAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whoever waits for a batch hears of it.
            _free.Writer.TryComplete(e);
            throw;
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(_bytes.WrittenMemory, cancellationToken).ConfigureAwait(false);
        Interlocked.Add(ref _inputBytes, _bytes.WrittenCount);
        _bytes.ResetWrittenCount();
    }
}
