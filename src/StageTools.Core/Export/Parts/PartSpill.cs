namespace StageTools.Export.Parts;

/// <summary>Where rows of many files wait that do not fit into memory: one file among the system's temporary ones (TMPDIR), for this user alone. It
/// has no name, or is removed by the system with its handle, so nothing is left of it however the process ends.</summary>
internal sealed class PartSpill : IDisposable
{
    private const int WriteSize = 1 << 20;

    // What is no more than this is read into one piece of memory.
    private const int LargestWhole = 1 << 20;

    private static readonly int HeadSize = Marshal.SizeOf<SpilledRows>();

    private readonly Utf8Buffer _waiting = new();
    private FileStream? _file;
    private long _written;

    /// <summary>Adds a piece of what is read together later.</summary>
    /// <param name="bytes">The piece.</param>
    /// <param name="previous">What was added before it; <see cref="SpilledRows.None"/> for the first piece.</param>
    /// <returns>It, and what was added before it.</returns>
    /// <exception cref="StageException"><c>StoreFull</c>, <c>AccessDenied</c>.</exception>
    public SpilledRows Add(ReadOnlySpan<byte> bytes, SpilledRows previous)
    {
        var added = new SpilledRows(_written + _waiting.Length, bytes.Length, previous.Total + bytes.Length);
        _waiting.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<SpilledRows>(in previous)));
        _waiting.Write(bytes);
        if (_waiting.Length >= WriteSize)
            Flush();

        return added;
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

    /// <summary>Reads what was added in the order in which it was, each piece only until the next one is asked for. Several may read at a
    /// time.</summary>
    /// <param name="last">What was added last.</param>
    public IEnumerable<ReadOnlyMemory<byte>> Read(SpilledRows last)
    {
        var pieces = new Stack<SpilledRows>();
        for (; last.Total > LargestWhole; last = PreviousOf(last))
            pieces.Push(last);

        var buffer = ArrayPool<byte>.Shared.Rent(HeadSize + (int)Math.Max(last.Total, pieces.Select(static p => p.Length).DefaultIfEmpty().Max()));
        try
        {
            if (last.Total > 0)
                yield return ReadWhole(last, buffer);

            foreach (var (place, length, _) in pieces)
            {
                var piece = buffer.AsMemory(0, length);
                Fill(piece.Span, place + HeadSize);
                yield return piece;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Backwards: each piece's head comes to lie where the end of the piece before it goes, which is read next.
    private ReadOnlyMemory<byte> ReadWhole(SpilledRows last, byte[] buffer)
    {
        var whole = buffer.AsMemory(HeadSize, (int)last.Total);
        while (last.Total > 0)
        {
            var read = buffer.AsSpan((int)last.Total - last.Length, HeadSize + last.Length);
            Fill(read, last.Place);
            last = MemoryMarshal.Read<SpilledRows>(read);
        }

        return whole;
    }

    private SpilledRows PreviousOf(SpilledRows rows)
    {
        Fill(MemoryMarshal.AsBytes(new Span<SpilledRows>(ref rows)), rows.Place);
        return rows;
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
}

/// <summary>A piece of rows that wait, and those before it.</summary>
/// <param name="Place">Where the piece lies: first what was added before it, then its bytes.</param>
/// <param name="Length">How many bytes the piece has.</param>
/// <param name="Total">How many all of them have.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SpilledRows(long Place, int Length, long Total)
{
    /// <summary>Before the first piece.</summary>
    public static readonly SpilledRows None;
}
