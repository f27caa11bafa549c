using System.Text;

namespace StageTools.Formats.Text;

/// <summary>Reads a UTF-16 file as UTF-8. Bytes that are no UTF-16 throw a <see cref="DecoderFallbackException"/>.</summary>
/// <param name="stream">The file.</param>
/// <param name="bigEndian">Which byte of a unit comes first.</param>
/// <param name="first">What was read off the stream already, without the mark.</param>
internal sealed class Utf16Source(Stream stream, bool bigEndian, byte[] first)
{
    private readonly Decoder _decoder = new UnicodeEncoding(bigEndian, byteOrderMark: false, throwOnInvalidBytes: true).GetDecoder();
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly char[] _chars = new char[8 * 1024];
    private ReadOnlyMemory<byte> _raw = first;
    private bool _ended;

    /// <summary>Reads some UTF-8; 0 at the end of the file.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> utf8, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_raw.IsEmpty && !_ended)
            {
                var read = await stream.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false);
                _ended = read == 0;
                _raw = _buffer.AsMemory(0, read);
            }

            var written = Transcode(utf8.Span);
            if (written > 0 || _ended)
                return written;
        }
    }

    private int Transcode(Span<byte> utf8)
    {
        var room = Math.Min(_chars.Length, utf8.Length / 3);
        _decoder.Convert(_raw.Span, _chars.AsSpan(0, room), flush: _ended, out var used, out var count, out _);
        _raw = _raw[used..];
        return Encoding.UTF8.GetBytes(_chars.AsSpan(0, count), utf8);
    }
}
