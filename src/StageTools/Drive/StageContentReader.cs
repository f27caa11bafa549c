using System.Management.Automation.Provider;

namespace StageTools.Drive;

/// <summary>Reads a file for Get-Content: lines, one text, or bytes in large blocks; only as far as it is asked.</summary>
internal sealed class StageContentReader : IContentReader
{
    private const int BufferSize = 128 * 1024;

    private readonly Stream _stream;
    private readonly LineReader? _lines;
    private readonly bool _raw;
    private readonly long _size;
    private Queue<string>? _lastLines;

    private StageContentReader(Stream stream, Encoding? encoding, ContentReaderParameters parameters, long size)
    {
        (_stream, _raw, _size) = (stream, parameters.Raw, size);
        _lines = parameters.AsByteStream
            ? null
            : new LineReader(
                new StreamReader(
                    stream, encoding ?? new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true, BufferSize),
                parameters.Delimiter,
                parameters.Wait);
    }

    /// <summary>Opens a file where its reading is to begin.</summary>
    /// <param name="store">Where it lies.</param>
    /// <param name="file">The file.</param>
    /// <param name="parameters">How it is read.</param>
    /// <param name="tail">How many last lines, or bytes, are wanted; null for all.</param>
    /// <param name="isStopping">Whether the command is being stopped, for one that waits.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static StageContentReader Open(
        IStore store, StoreItem file, ContentReaderParameters parameters, int? tail, Func<bool> isStopping, CancellationToken cancellationToken)
    {
        var offset = 0L;
        var encoding = parameters.Encoding;
        var scanForward = false;
        if (tail is { } count)
        {
            encoding ??= BomOf(store, file, cancellationToken);
            scanForward = !parameters.AsByteStream
                && (!string.IsNullOrEmpty(parameters.Delimiter) || (encoding is not null && !HasByteLineEnds(encoding)));
            offset = parameters.AsByteStream ? Math.Max(file.Size - count, 0)
                : scanForward ? 0
                : Wait(TailReader.FindLastLinesAsync(store, file, count, cancellationToken));
        }

        var stream = parameters.Wait
            ? new GrowingStream(store, file, offset, isStopping, cancellationToken)
            : Wait(store.OpenReadAsync(file, offset, cancellationToken));
        var reader = new StageContentReader(stream, encoding, parameters, file.Size - offset);
        try
        {
            if (scanForward)
                reader.KeepLast(tail!.Value);

            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IList Read(long readCount)
    {
        try
        {
            return _lines is null ? _raw ? Whole() : ReadBytes(readCount)
                : _raw ? ReadAllText(_lines)
                : ReadLines(_lines, readCount);
        }
        catch (StageException e)
        {
            // PowerShell tells it by itself.
            throw e.Told(CmdletAdvice.Of);
        }
    }

    /// <inheritdoc/>
    public void Seek(long offset, SeekOrigin origin)
    {
        _stream.Seek(offset, origin);
        _lines?.Text.DiscardBufferedData();
    }

    /// <inheritdoc/>
    public void Close() => Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        _lines?.Text.Dispose();
        _stream.Dispose();
    }

    private static bool HasByteLineEnds(Encoding encoding) => encoding.GetBytes("\n") is [(byte)'\n'];

    private static Encoding? BomOf(IStore store, StoreItem file, CancellationToken cancellationToken)
    {
        using var stream = Wait(store.OpenReadAsync(file, 0, cancellationToken));
        using var reader = new StreamReader(stream, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: true, bufferSize: 128);
        reader.Peek();
        return reader.CurrentEncoding;
    }

    private static object[] ReadAllText(LineReader lines) => lines.Text.ReadToEnd() is { Length: > 0 } all ? [all] : [];

    /// <summary>Arrays of objects, as PowerShell's own reader gives them.</summary>
    private object[] ReadLines(LineReader lines, long readCount)
    {
        var found = new List<object>(readCount is > 0 and < 4096 ? (int)readCount : 4);
        while ((readCount <= 0 || found.Count < readCount) && NextLine(lines, wait: found.Count == 0) is { } line)
            found.Add(line);

        return [.. found];
    }

    private string? NextLine(LineReader lines, bool wait) => _lastLines?.TryDequeue(out var line) == true ? line : lines.Next(wait);

    // All others are read, also where none is kept.
    private void KeepLast(int count)
    {
        _lastLines = new Queue<string>();
        while (_lines!.Next(wait: false) is { } line)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > count)
                _lastLines.Dequeue();
        }
    }

    private byte[] ReadBytes(long readCount)
    {
        // 0 means all there is: handed out in blocks as large as an array may sensibly be.
        var wanted = readCount > 0 ? (int)Math.Min(readCount, Array.MaxLength) : (int)Math.Min(Math.Max(_size, 1), Array.MaxLength);
        var bytes = new byte[wanted];
        var count = _stream.ReadAtLeast(bytes, wanted, throwOnEndOfStream: false);
        return count == wanted ? bytes : bytes[..count];
    }

    private byte[][] Whole() => ReadBytes(0) is { Length: > 0 } all ? [all] : [];
}

/// <summary>Takes a text apart at its line ends, or at a delimiter, which is not part of what it gives.</summary>
/// <param name="text">The text.</param>
/// <param name="delimiter">What ends a piece; null for a line end, an empty one for nothing but the text's end.</param>
/// <param name="waits">Whether the text may grow.</param>
internal sealed class LineReader(StreamReader text, string? delimiter, bool waits)
{
    private readonly StringBuilder _piece = new();

    /// <summary>The text.</summary>
    public StreamReader Text => text;

    /// <summary>The next piece; null at the end.</summary>
    /// <param name="wait">Whether to wait for one, where the text may grow.</param>
    public string? Next(bool wait)
    {
        if (delimiter is null && !waits)
            return text.ReadLine();

        while (true)
        {
            if (ReadTo(delimiter ?? "\n") || _piece.Length > 0)
            {
                var piece = _piece.ToString();
                _piece.Clear();
                return piece;
            }

            if (!(wait && waits && text.BaseStream is GrowingStream growing))
                return null;

            growing.WaitForMore();
        }
    }

    private bool ReadTo(string mark)
    {
        while (text.Read() is >= 0 and var character)
        {
            _piece.Append((char)character);
            if (mark.Length > 0 && EndsWith(mark))
            {
                _piece.Length -= mark.Length;
                _piece.Length -= delimiter is null && _piece is [.., '\r'] ? 1 : 0;
                return true;
            }
        }

        return false;
    }

    private bool EndsWith(string mark)
    {
        for (var i = 1; i <= mark.Length; i++)
        {
            if (i > _piece.Length || _piece[^i] != mark[^i])
                return false;
        }

        return true;
    }
}
