using System.Buffers;
using System.IO.Compression;

namespace StageTools.Formats.Codecs;

/// <summary>Reads a Brotli file. The decoder says itself whether the file is whole.</summary>
internal sealed class BrotliSource(Stream inner, string fileName, bool leaveOpen) : DecodingStream(inner, inner, fileName, leaveOpen)
{
    private BrotliDecoder _decoder;
    private bool _done;

    protected override bool TryTake(Span<byte> destination, out int taken)
    {
        taken = 0;
        if (_done)
            return HasNothingBehind();
        var status = _decoder.Decompress(Unread, destination, out var consumed, out taken);
        Consume(consumed);
        _done = status is OperationStatus.Done;
        if (status is OperationStatus.InvalidData)
            throw Damaged();
        if (taken > 0)
            return true;
        if (_done)
            return HasNothingBehind();
        return SourceEnded ? throw CutOff() : false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _decoder.Dispose();
        base.Dispose(disposing);
    }

    private bool HasNothingBehind() => Unread.IsEmpty ? SourceEnded : throw CutOff();
}
