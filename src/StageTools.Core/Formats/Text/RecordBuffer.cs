using System.Buffers;
using System.Text;

namespace StageTools.Formats.Text;

/// <summary>A window on a file, as wide as its longest record: what was read and not yet consumed, as UTF-8.</summary>
internal sealed class RecordBuffer(Stream stream, string fileName, int longestRecord, byte[] lineEnd) : IDisposable
{
    /// <summary>The longest record that is read, in bytes: 256 MiB.</summary>
    public const int Longest = 256 * 1024 * 1024;

    private const int FirstSize = 64 * 1024;

    // UTF-16 needs room for a whole character at least; reading fewer bytes at a time than this is waste anyway.
    private const int LeastRoom = 4 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _start;
    private int _end;
    private Utf16Source? _utf16;

    /// <summary>The bytes that were read and not yet consumed.</summary>
    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Whether no more bytes will come.</summary>
    public bool Ended { get; private set; }

    /// <summary>What ends a line.</summary>
    public ReadOnlySpan<byte> LineEnd => lineEnd;

    /// <summary>The line of the file, from 1, on which the unread bytes begin.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Takes bytes off the front.</summary>
    public void Consume(int count)
    {
        Line += Unread[..count].Count(lineEnd);
        _start += count;
    }

    /// <summary>Reads what comes first and takes the mark of the encoding off it.</summary>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        while (_end < FileStart.Length && !Ended)
            await FillAsync(cancellationToken).ConfigureAwait(false);
        if (Unread.StartsWith("\uFEFF"u8))
            _start += 3;
        else if (Unread.StartsWith<byte>([0xFF, 0xFE]))
            TurnToUtf16(bigEndian: false);
        else if (Unread.StartsWith<byte>([0xFE, 0xFF]))
            TurnToUtf16(bigEndian: true);
        else if (FileStart.WhatIsWrong(Unread[..Math.Min(FileStart.Length, Unread.Length)]) is { } wrong)
            throw InvalidFile.At(fileName, Line, wrong);
    }

    /// <summary>Reads more bytes behind the unread ones, once.</summary>
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        try
        {
            var room = _bytes.AsMemory(_end);
            var read = _utf16 is null
                ? await stream.ReadAsync(room, cancellationToken).ConfigureAwait(false)
                : await _utf16.ReadAsync(room, cancellationToken).ConfigureAwait(false);
            _end += read;
            Ended = read == 0;
        }
        catch (DecoderFallbackException e)
        {
            throw InvalidFile.At(fileName, Line, "here or below, the bytes are not the UTF-16 that the file's mark promises; save it again", e);
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _start = _end = 0;
    }

    private void TurnToUtf16(bool bigEndian)
    {
        _utf16 = new Utf16Source(stream, bigEndian, Unread[2..].ToArray());
        _start = _end = 0;
        Ended = false;
    }

    private void MakeRoom()
    {
        var unread = _end - _start;
        if (unread > longestRecord)
        {
            throw InvalidFile.At(
                fileName,
                Line,
                $"the record that begins here is longer than {longestRecord} bytes; look for a quote or bracket that is never closed");
        }

        if (_bytes.Length - _end >= LeastRoom)
            return;
        var target = _bytes.Length - unread >= _bytes.Length / 2 ? _bytes : ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
        Unread.CopyTo(target);
        if (target != _bytes)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = target;
        }

        _start = 0;
        _end = unread;
    }
}

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
