namespace StageTools.Export.Parts;

/// <summary>Where rows of many files wait that do not fit into memory: one file among the system's temporary ones (TMPDIR), for this user alone. It
/// has no name, or is removed by the system with its handle, so nothing is left of it however the process ends.</summary>
internal sealed class PartSpill : IDisposable
{
    /// <summary>The place of nothing: what was added before the first piece.</summary>
    public const long Nothing = -1;

    private const int WriteSize = 1 << 20;

    private readonly Utf8Buffer _waiting = new();
    private FileStream? _file;
    private long _written;

    /// <summary>Adds a piece of what is read together later.</summary>
    /// <param name="bytes">The piece.</param>
    /// <param name="previous">The place of the piece before it; <see cref="Nothing"/> for the first.</param>
    /// <returns>Its place.</returns>
    /// <exception cref="StageException"><c>StoreFull</c>, <c>AccessDenied</c>.</exception>
    public long Add(ReadOnlySpan<byte> bytes, long previous)
    {
        var place = _written + _waiting.Length;
        var head = new Head(previous, bytes.Length);
        _waiting.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<Head>(in head)));
        _waiting.Write(bytes);
        if (_waiting.Length >= WriteSize)
            Flush();

        return place;
    }

    /// <summary>Writes what was added: it can be read then.</summary>
    /// <exception cref="StageException"><c>StoreFull</c>, <c>AccessDenied</c>.</exception>
    public void Flush()
    {
        try
        {
            _file ??= PrivateFiles.OpenTemporary(Path.Combine(Path.GetTempPath(), $"stagetools-rows-{Guid.NewGuid():N}"), bufferSize: 0);
            RandomAccess.Write(_file.SafeFileHandle, _waiting.Written, _written);
        }
        catch (Exception e) when (FileStoreErrors.Is(e))
        {
            throw Explain(e);
        }

        _written += _waiting.Length;
        _waiting.Clear(2 * WriteSize);
    }

    /// <summary>Reads pieces in the order in which they were added, each only until the next one is asked for. Several may read at a time.</summary>
    /// <param name="last">The place of the last piece.</param>
    public IEnumerable<ReadOnlyMemory<byte>> Read(long last)
    {
        var pieces = new Stack<(long Place, long Length)>();
        for (var place = last; place != Nothing;)
        {
            var head = default(Head);
            Fill(MemoryMarshal.AsBytes(new Span<Head>(ref head)), place);
            pieces.Push((place + Marshal.SizeOf<Head>(), head.Length));
            place = head.Previous;
        }

        byte[] buffer = [];
        foreach (var (place, length) in pieces)
        {
            if (length > buffer.Length)
                buffer = new byte[length];

            var piece = buffer.AsMemory(0, (int)length);
            Fill(piece.Span, place);
            yield return piece;
        }
    }

    /// <summary>Removes the file.</summary>
    public void Dispose() => _file?.Dispose();

    private static StageException Explain(Exception e)
    {
        var folder = Path.GetTempPath();
        return FileStoreErrors.IsFull(e)
            ? StageErrorCode.StoreFull.Error(
                $"No space is left in '{folder}', where rows of many folders wait for their files; free some, or set TMPDIR to a folder with more. "
                    + "Nothing was written.",
                folder, e)
            : StageErrorCode.AccessDenied.Error(
                $"No file can be written in '{folder}', where rows of many folders wait for their files; set TMPDIR to a folder that can be written.",
                folder, e);
    }

    private void Fill(Span<byte> bytes, long place)
    {
        while (bytes.Length > 0)
        {
            var count = RandomAccess.Read(_file!.SafeFileHandle, bytes, place);
            if (count == 0)
                throw new EndOfStreamException();

            bytes = bytes[count..];
            place += count;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Head(long Previous, long Length);
}
