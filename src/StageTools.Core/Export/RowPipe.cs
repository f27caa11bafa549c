using System.Threading.Channels;
using StageTools.Rows;

namespace StageTools.Export;

/// <summary>Writes batches of rows while the next ones are being filled. A few batches go round, so memory stays bounded.</summary>
internal sealed class RowPipe
{
    private const int Batches = 8;

    private readonly Channel<RowBatch> _free = Channel.CreateUnbounded<RowBatch>();
    private readonly Channel<RowBatch> _full = Channel.CreateUnbounded<RowBatch>();
    private readonly ExportFiles _files;

    public RowPipe(ExportFiles files)
    {
        _files = files;
        for (var i = 0; i < Batches; i++)
            _free.Writer.TryWrite(new RowBatch(Recycle));
    }

    /// <summary>A batch to fill; waits while all are being written, and tells of what went wrong with one.</summary>
    public ValueTask<RowBatch> TakeAsync(CancellationToken cancellationToken) => _free.Reader.ReadAsync(cancellationToken);

    /// <summary>A batch to be written.</summary>
    public void Give(RowBatch batch) => _full.Writer.TryWrite(batch);

    /// <summary>No more will come.</summary>
    public void Complete() => _full.Writer.TryComplete();

    /// <summary>Writes all batches that come.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var batch in _full.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                await _files.WriteAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whoever waits for a batch hears of it.
            _free.Writer.TryComplete(e);
            throw;
        }
    }

    private void Recycle(RowBatch batch) => _free.Writer.TryWrite(batch);
}
