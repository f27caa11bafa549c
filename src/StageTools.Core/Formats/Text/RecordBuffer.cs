namespace StageTools.Formats.Text;

/// <summary>A window on a file, as wide as its longest record: what was read and not yet consumed, as UTF-8.</summary>
internal sealed class RecordBuffer(
    Stream stream, string fileName, int longestRecord = RecordBuffer.Longest, int size = RecordBuffer.FirstSize) : IDisposable
{
    /// <summary>The longest record that is read, in bytes: 256 MiB.</summary>
    public const int Longest = 256 * 1024 * 1024;

    /// <summary>How wide it is at first, in bytes.</summary>
    public const int FirstSize = 64 * 1024;

    // UTF-16 and UTF-32 need room for a whole character at least; reading fewer bytes at a time than this is waste anyway.
    private const int LeastRoom = 4 * 1024;

    // What is wider is not of the pool, which would keep each of the arrays on the way there.
    private const int WidestPooled = 1 << 20;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(size);
    private NativeBytes? _large;
    private int _start;
    private int _end;
    private int _before;
    private Stream _source = stream;
    private Encoding? _wide;

    /// <summary>The bytes that were read and not yet consumed.</summary>
    public ReadOnlySpan<byte> Unread
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _large is null ? _bytes.AsSpan(_start, _end - _start) : _large.GetSpan().Slice(_start, _end - _start);
    }

    /// <summary>The same for who is asynchronous.</summary>
    public ReadOnlyMemory<byte> UnreadMemory => _large?.Memory[_start.._end] ?? _bytes.AsMemory(_start, _end - _start);

    /// <summary>Whether no more bytes will come.</summary>
    public bool Ended { get; private set; }

    /// <summary>What ends a line.</summary>
    public byte[] LineEnd { get; set; } = "\n"u8.ToArray();

    /// <summary>Whether a <c>\r</c> that stands alone ends a line as well.</summary>
    public bool EndsAtReturn { get; set; }

    /// <summary>Whether a NUL has a meaning in the text; to be said before it is opened.</summary>
    public bool HasNuls { get; set; }

    /// <summary>Whether the mark of its encoding stood before the bytes.</summary>
    public bool HadMark { get; private set; }

    /// <summary>The line of the file, from 1, on which the unread bytes begin.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Where the unread bytes begin.</summary>
    public FilePlace Place => new(Line, _before + 1);

    /// <summary>Takes bytes off the front.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Consume(int count)
    {
        var lines = LinesIn(count);
        _before = lines == 0 ? _before + count : count - Unread[..count].LastIndexOf(LineEnd) - LineEnd.Length;
        Line += lines;
        _start += count;
    }

    /// <summary>How many lines end in the first of the unread bytes.</summary>
    public int LinesIn(int count)
    {
        var bytes = Unread[..count];
        var lines = bytes.Count(LineEnd);
        var returns = EndsAtReturn ? bytes.Count((byte)'\r') : 0;
        return returns == 0 ? lines : lines + returns - bytes.Count("\r\n"u8);
    }

    /// <summary>Reads what comes first and takes the mark of the encoding off it.</summary>
    public async ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        while (_end < FileStart.Length && !Ended)
            await FillAsync(cancellationToken).ConfigureAwait(false);
        HadMark = Unread.StartsWith("\uFEFF"u8) || WideEncoding.Of(Unread) is not null;
        if (Unread.StartsWith("\uFEFF"u8))
            _start += 3;
        else if (WideEncoding.Of(Unread) is { } encoding)
            TurnFrom(encoding);
        else if (FileStart.WhatIsWrong(Unread[..Math.Min(FileStart.Length, Unread.Length)], HasNuls) is { } wrong)
            throw InvalidFile.At(fileName, Line, wrong);
    }

    /// <summary>Reads more bytes behind the unread ones, once.</summary>
    public async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        try
        {
            var room = _large?.Memory[_end..] ?? _bytes.AsMemory(_end);
            var read = await _source.ReadAsync(room[..Math.Min(room.Length, WidestPooled)], cancellationToken).ConfigureAwait(false);
            _end += read;
            Ended = read == 0;
        }
        catch (DecoderFallbackException e)
        {
            var promised = _wide is UTF32Encoding ? "UTF-32" : "UTF-16";
            throw InvalidFile.At(fileName, Line, $"here or below, the bytes are not the {promised} that the file's mark promises; save it again", e);
        }
    }

    public void Dispose()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _large?.Free();
        (_bytes, _large) = ([], null);
        _start = _end = 0;
    }

    private void TurnFrom(Encoding encoding)
    {
        _wide = encoding;
        _source = Encoding.CreateTranscodingStream(
            new PrefixedStream(Unread[encoding.Preamble.Length..].ToArray(), _source), encoding, Encoding.UTF8, leaveOpen: true);
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

        var capacity = _large?.Capacity ?? _bytes.Length;
        if (_large is not null && unread <= WidestPooled / 2)
            MoveTo(ArrayPool<byte>.Shared.Rent(WidestPooled), null, unread);
        else if (capacity - _end >= LeastRoom)
            return;
        else if (capacity - unread >= capacity / 2)
            MoveTo(_bytes, _large, unread);
        else if (_large is not null)
            Grow(_large, unread);
        else if (capacity < WidestPooled)
            MoveTo(ArrayPool<byte>.Shared.Rent(capacity * 2), null, unread);
        else
            MoveTo([], new NativeBytes(capacity * 2), unread);
    }

    private void Grow(NativeBytes large, int unread)
    {
        MoveTo(_bytes, large, unread);
        large.Grow(large.Capacity * 2);
    }

    private void MoveTo(byte[] bytes, NativeBytes? large, int unread)
    {
        Unread.CopyTo(large is null ? bytes : large.GetSpan());
        if (bytes != _bytes && _bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        if (large != _large)
            _large?.Free();
        (_bytes, _large, _start, _end) = (bytes, large, 0, unread);
    }
}

/// <summary>Encodings that a file tells by its first bytes.</summary>
internal static class WideEncoding
{
    // The mark of UTF-32 begins with that of UTF-16, and stands before it.
    private static readonly Encoding[] All =
    [
        new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true),
        new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true),
        new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true),
    ];

    /// <summary>UTF-16 or UTF-32, where the first bytes are its mark; else null.</summary>
    public static Encoding? Of(ReadOnlySpan<byte> start)
    {
        foreach (var encoding in All)
        {
            if (start.StartsWith(encoding.Preamble))
                return encoding;
        }

        return null;
    }
}
