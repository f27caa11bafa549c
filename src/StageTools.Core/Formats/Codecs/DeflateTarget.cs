namespace StageTools.Formats.Codecs;

/// <summary>Writes gzip, zlib or bare deflate with every core: blocks are compressed side by side and put together as one stream, in their
/// order.</summary>
/// <remarks>As pigz does it: each block ends at a byte (zlib's sync flush), so that the next can follow, and each refers back to what the one before
/// ended with. Readers see one ordinary member. What fits into one block is compressed at the end, by whoever closes the stream. Memory: at most <see
/// cref="MostBlocks"/> blocks and what became of them.</remarks>
/// <param name="inner">Where the compressed bytes go.</param>
/// <param name="frame">What stands before and after them.</param>
/// <param name="level">How hard.</param>
/// <param name="leaveOpen">Whether the inner stream outlives this one.</param>
internal sealed class DeflateTarget(Stream inner, DeflateFrame frame, CompressionLevel level, bool leaveOpen) : TargetStream
{
    /// <summary>A block's size: large beside the end of the block before, which is compressed once more.</summary>
    public const int BlockSize = 1024 * 1024;

    private const int FirstSize = 16 * 1024;

    // A last block with nothing in it.
    private static readonly byte[] LastBlock = [3, 0];

    private readonly Queue<Task<DeflateBlock>> _running = new();
    private byte[] _block = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _length;
    private byte[] _before = [];
    private bool _begun;
    private bool _failed;
    private bool _disposed;

    private static int MostBlocks { get; } = Math.Clamp(2 * Environment.ProcessorCount, 2, 32);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (!buffer.IsEmpty)
        {
            buffer = buffer[Take(buffer.Span)..];
            if (_length == BlockSize)
                await PassAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        try
        {
            if (!_failed)
                await EndAsync().ConfigureAwait(false);
        }
        finally
        {
            if (!leaveOpen)
                await inner.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Blocking.Wait(DisposeAsync().AsTask());

        base.Dispose(disposing);
    }

    private int Take(ReadOnlySpan<byte> buffer)
    {
        var count = Math.Min(buffer.Length, BlockSize - _length);
        if (_block.Length < _length + count)
            Grow(_length + count);
        buffer[..count].CopyTo(_block.AsSpan(_length));
        frame.Add(buffer[..count]);
        _length += count;
        return count;
    }

    private void Grow(int least)
    {
        var wider = ArrayPool<byte>.Shared.Rent(Math.Min(BlockSize, Math.Max(_block.Length * 4, least)));
        _block.AsSpan(0, _length).CopyTo(wider);
        ArrayPool<byte>.Shared.Return(_block);
        _block = wider;
    }

    // Whole blocks are handed out; the oldest is waited for where enough of them are on their way.
    private void Start()
    {
        var (block, length, before) = (_block, _length, _before);
        _before = block.AsSpan(length - DeflateBlock.Window, DeflateBlock.Window).ToArray();
        (_block, _length) = (ArrayPool<byte>.Shared.Rent(BlockSize), 0);
        _running.Enqueue(Task.Run(() => DeflateBlock.Compress(before, block, length, level, isLast: false)));
    }

    // A write that failed or was given up leaves a hole: nothing is put behind it.
    private async ValueTask PassAsync(CancellationToken cancellationToken)
    {
        Start();
        _failed = true;
        while (_running.Count >= MostBlocks || (_running.TryPeek(out var oldest) && oldest.IsCompleted))
        {
            var block = await _running.Dequeue().WaitAsync(cancellationToken).ConfigureAwait(false);
            await StoreAsync(block, cancellationToken).ConfigureAwait(false);
        }

        _failed = false;
    }

    private async ValueTask StoreAsync(DeflateBlock block, CancellationToken cancellationToken)
    {
        if (!_begun)
            await inner.WriteAsync(frame.Header, cancellationToken).ConfigureAwait(false);
        _begun = true;
        await inner.WriteAsync(block.Bytes, cancellationToken).ConfigureAwait(false);
        block.Return();
    }

    private async ValueTask EndAsync()
    {
        var last = Last();
        while (_running.TryDequeue(out var running))
            await StoreAsync(await running.ConfigureAwait(false), CancellationToken.None).ConfigureAwait(false);
        await StoreAsync(last, CancellationToken.None).ConfigureAwait(false);
        await inner.WriteAsync(frame.Trailer()).ConfigureAwait(false);
    }

    private DeflateBlock Last() => _length == 0
        ? new DeflateBlock(LastBlock)
        : DeflateBlock.Compress(_before, _block, _length, level, isLast: true);
}
