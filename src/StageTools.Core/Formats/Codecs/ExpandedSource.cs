using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.Xz;

namespace StageTools.Formats.Codecs;

/// <summary>Reads a file that a library expands: one compressed stream after the other, as bzip2 and xz themselves do, to the very end of the
/// file.</summary>
/// <param name="inner">The compressed bytes.</param>
/// <param name="begin">Begins to expand a compressed stream.</param>
/// <param name="fileName">How errors name the file.</param>
/// <param name="leaveOpen">Whether the inner stream outlives this one.</param>
internal sealed class ExpandedSource(Stream inner, Func<Stream, Stream> begin, string fileName, bool leaveOpen)
    : DecodingStream(inner, fileName, leaveOpen)
{
    private readonly PeekedStream _bytes = new(inner);
    private bool _isBegun;

    /// <summary>The data of a file of bzip2.</summary>
    public static Stream Bzip2(Stream inner, string fileName, bool leaveOpen) => new ExpandedSource(
        inner, static bytes => BZip2Stream.Create(bytes, SharpCompress.Compressors.CompressionMode.Decompress, false, true), fileName, leaveOpen);

    /// <summary>The data of a file of xz.</summary>
    public static Stream Xz(Stream inner, string fileName, bool leaveOpen) =>
        new ExpandedSource(inner, static bytes => new XZStream(bytes), fileName, leaveOpen);

    protected override async ValueTask<int> ReadSourceAsync(Memory<byte> room, CancellationToken cancellationToken)
    {
        while (true)
        {
            // One compressed stream there is at least.
            if (Unpacking is null && !await _bytes.HasMoreAsync(cancellationToken).ConfigureAwait(false))
                return _isBegun ? 0 : throw Damaged();

            _isBegun = true;
            try
            {
                Unpacking ??= begin(_bytes);
                if (await Unpacking.ReadAsync(room, cancellationToken).ConfigureAwait(false) is > 0 and var count)
                    return count;
            }
            catch (Exception e) when (IsOfData(e))
            {
                throw Damaged(e);
            }

            Unpacking.Dispose();
            Unpacking = null;
        }
    }

    protected override bool TryTake(Span<byte> destination, out int taken) => TryCopy(destination, out taken) || SourceEnded;

    // What the source itself has to say (a network that is gone) is a StageException or an IOException of its own, and passes.
    private bool IsOfData(Exception error) =>
        error is not (OperationCanceledException or StageException or OutOfMemoryException) && error != _bytes.Failure;

    /// <summary>A stream that knows whether there is more, and where it is.</summary>
    private sealed class PeekedStream(Stream inner) : SourceStream
    {
        private readonly byte[] _buffer = new byte[64 * 1024];
        private int _at;
        private int _end;
        private long _before;

        public override long Position
        {
            get => _before + _at;
            set => throw new NotSupportedException();
        }

        /// <summary>What the source itself threw.</summary>
        public Exception? Failure { get; private set; }

        public async ValueTask<bool> HasMoreAsync(CancellationToken cancellationToken)
        {
            try
            {
                return _at < _end || Taken(await inner.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception e)
            {
                Failure = e;
                throw;
            }
        }

        public override int ReadByte() => _at < _end || Blocking.Wait(HasMoreAsync(CancellationToken.None).AsTask()) ? _buffer[_at++] : -1;

        // All that is asked for, as far as there is more: the library takes fewer bytes for the end.
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = 0;
            while (count < buffer.Length && await HasMoreAsync(cancellationToken).ConfigureAwait(false))
                count += Give(buffer.Span[count..]);

            return count;
        }

        private bool Taken(int count)
        {
            _before += _end;
            (_at, _end) = (0, count);
            return count > 0;
        }

        private int Give(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, _end - _at);
            _buffer.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }
    }
}
