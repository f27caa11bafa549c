namespace StageTools.Formats.Codecs;

/// <summary>Reads bytes off a source, decodes them, and tells a proper end from a file that is cut off.</summary>
/// <param name="inner">The file's own stream, disposed at the end unless <paramref name="leaveOpen"/>.</param>
/// <param name="fileName">How errors name the file.</param>
/// <param name="leaveOpen">Whether the file's stream outlives this one.</param>
internal abstract class DecodingStream(Stream inner, string fileName, bool leaveOpen) : SourceStream
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(64 * 1024);
    private int _start;
    private int _end;
    private bool _disposed;

    /// <summary>What was read off the source and not yet taken.</summary>
    protected ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Whether the source has come to its end.</summary>
    protected bool SourceEnded { get; private set; }

    public sealed override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (buffer.IsEmpty)
            return 0;
        while (true)
        {
            if (TryTake(buffer.Span, out var taken))
                return taken;
            try
            {
                Accept(await ReadSourceAsync(Room(), cancellationToken).ConfigureAwait(false));
            }
            catch (InvalidDataException e)
            {
                throw Damaged(e);
            }
        }
    }

    /// <summary>The stream of .NET's that reads the file, where it is one; disposed at the end.</summary>
    protected Stream? Unpacking { get; set; }

    /// <summary>Reads what is then decoded: the file, or what .NET's stream makes of it.</summary>
    protected virtual ValueTask<int> ReadSourceAsync(Memory<byte> room, CancellationToken cancellationToken) =>
        inner.ReadAsync(room, cancellationToken);

    /// <summary>Decodes some bytes, or none at a proper end; false where the source must be read first.</summary>
    protected abstract bool TryTake(Span<byte> destination, out int taken);

    protected void Consume(int count) => _start += count;

    /// <summary>Takes bytes as they were read; false where there are none.</summary>
    protected bool TryCopy(Span<byte> destination, out int taken)
    {
        taken = Math.Min(destination.Length, Unread.Length);
        Unread[..taken].CopyTo(destination);
        Consume(taken);
        return taken > 0;
    }

    protected StageException CutOff() => Broken("is cut off, or something else follows its compressed data; get it again from where it came");

    protected StageException Damaged(Exception? inner = null) =>
        Broken("is damaged or cut off, or not compressed as its name says; get it again from where it came", inner);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
            _start = _end = 0;
            Unpacking?.Dispose();
            if (!leaveOpen)
                inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private Memory<byte> Room()
    {
        Unread.CopyTo(_bytes);
        _end -= _start;
        _start = 0;
        return _bytes.AsMemory(_end);
    }

    private void Accept(int read)
    {
        _end += read;
        SourceEnded = read == 0;
    }

    protected StageException Broken(string what, Exception? inner = null) =>
        StageErrorCode.DataInvalid.Error($"'{fileName}' {what}.", fileName, inner);
}

/// <summary>Reads a Brotli file. The decoder says itself whether the file is whole.</summary>
internal sealed class BrotliSource(Stream inner, string fileName, bool leaveOpen) : DecodingStream(inner, fileName, leaveOpen)
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
