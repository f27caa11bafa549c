using System.Buffers;
using System.Threading.Channels;

namespace StageTools.Export;

/// <summary>A few buffers between who makes bytes and who writes them: while one is written, the next is filled.</summary>
internal sealed class RowBuffers
{
    private const int Count = 3;

    private readonly Channel<ArrayBufferWriter<byte>> _free = Channel.CreateUnbounded<ArrayBufferWriter<byte>>();
    private readonly Channel<ArrayBufferWriter<byte>> _full = Channel.CreateUnbounded<ArrayBufferWriter<byte>>();

    public RowBuffers(int size)
    {
        for (var i = 0; i < Count; i++)
        {
            _free.Writer.TryWrite(new ArrayBufferWriter<byte>(size));
        }
    }

    /// <summary>A buffer to fill; waits while all are being written.</summary>
    public ValueTask<ArrayBufferWriter<byte>> TakeAsync(CancellationToken cancellationToken) => _free.Reader.ReadAsync(cancellationToken);

    /// <summary>A buffer to be written.</summary>
    public void Give(ArrayBufferWriter<byte> buffer) => _full.Writer.TryWrite(buffer);

    /// <summary>No more will come.</summary>
    public void Complete() => _full.Writer.TryComplete();

    /// <summary>Writes all buffers that come. Whoever waits for a free one hears of an error.</summary>
    public async Task WriteToAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var buffer in _full.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                await stream.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
                buffer.ResetWrittenCount();
                _free.Writer.TryWrite(buffer);
            }
        }
        catch (Exception e)
        {
            _free.Writer.TryComplete(e);
            throw;
        }
    }
}
