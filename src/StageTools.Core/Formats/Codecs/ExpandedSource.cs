using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.Xz;

namespace StageTools.Formats.Codecs;

/// <summary>Reads a file that a library expands: one compressed stream after the other, as bzip2 and xz themselves do, to the very end of the
/// file.</summary>
/// <param name="inner">The compressed bytes.</param>
/// <param name="begin">Begins to expand a compressed stream.</param>
/// <param name="padding">How many zeros may stand behind one, or a multiple of them; 0 where none may.</param>
/// <param name="fileName">How errors name the file.</param>
/// <param name="leaveOpen">Whether the inner stream outlives this one.</param>
internal sealed class ExpandedSource(Stream inner, Func<PeekedStream, Stream> begin, int padding, string fileName, bool leaveOpen)
    : DecodingStream(inner, fileName, leaveOpen)
{
    private readonly PeekedStream _bytes = new(inner);
    private bool _isBegun;

    /// <summary>The data of a file of bzip2.</summary>
    public static Stream Bzip2(Stream inner, string fileName, bool leaveOpen) => new ExpandedSource(
        inner,
        static bytes => new CheckedBlocks(BZip2Stream.Create(bytes, SharpCompress.Compressors.CompressionMode.Decompress, false, true), bytes),
        padding: 0,
        fileName,
        leaveOpen);

    /// <summary>The data of a file of xz.</summary>
    public static Stream Xz(Stream inner, string fileName, bool leaveOpen) =>
        new ExpandedSource(inner, static bytes => new XZStream(bytes), padding: 4, fileName, leaveOpen);

    protected override async ValueTask<int> ReadSourceAsync(Memory<byte> room, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Unpacking is null && _isBegun && padding > 0 && await _bytes.SkipZerosAsync(cancellationToken).ConfigureAwait(false) % padding != 0)
                throw Damaged();

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
            catch (NotImplementedException e)
            {
                throw Broken("is compressed with a filter that is not served; expand it first, for instance with xz -d", e);
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
}
