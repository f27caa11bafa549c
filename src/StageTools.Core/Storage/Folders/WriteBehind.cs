using Microsoft.Win32.SafeHandles;

namespace StageTools.Storage.Folders;

/// <summary>
/// What was written goes to the disk while more comes, and is read back and compared a window at a time: little is left to wait for at the end.
/// </summary>
/// <param name="file">The file, written from its beginning on.</param>
/// <param name="verify">Whether what was stored is read back and compared.</param>
internal sealed class WriteBehind(SafeFileHandle file, bool verify)
{
    // Small enough to be compared while it is in the processor's cache, large enough to be written at once.
    private const int WindowSize = 8 << 20;
    private const int BufferSize = 256 << 10;

    private readonly XxHash3? _hash = verify ? new XxHash3() : null;
    private Window _open;
    private Window _leaving;
    private bool _differs;

    /// <summary>What goes on meanwhile: it is waited for before the file is closed, or <see cref="IsStoredAsWritten"/> asked.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Is told of bytes that were written.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        _hash?.Append(bytes);
        _open.Length += bytes.Length;
        if (_open.Length >= WindowSize && Running.IsCompletedSuccessfully)
        {
            var (next, before) = (Close(), _leaving);
            _leaving = next;
            Running = Task.Run(() => Leave(next, before));
        }
    }

    /// <summary>Is told that the file has got all of another, whose blocks it shares: there is nothing to compare.</summary>
    public void Take(long length) => _open = new Window { Start = length };

    /// <summary>Compares what is left, once all of the file is on the disk and nothing is running: whether it is what was written.</summary>
    public bool IsStoredAsWritten(CancellationToken cancellationToken)
    {
        Compare(_leaving, cancellationToken);
        Compare(Close(), cancellationToken);
        return !verify || (!_differs && RandomAccess.GetLength(file) == _open.Start);
    }

    private Window Close()
    {
        var window = _open with { Hash = _hash?.GetCurrentHashAsUInt64() ?? 0 };
        _hash?.Reset();
        _open = new Window { Start = window.Start + window.Length };
        return window;
    }

    private void Leave(Window next, Window before)
    {
        if (!DiskCalls.TryStartFlush(file, next.Start, next.Length))
            DiskFlush.Flush(file);

        Compare(before, CancellationToken.None);
    }

    private void Compare(Window window, CancellationToken cancellationToken)
    {
        if (_hash is null || window.Length == 0)
            return;

        // By the handle that wrote it: on Windows another could not be had.
        var stored = new XxHash3();
        using var rented = MemoryPool<byte>.Shared.Rent(BufferSize);
        var buffer = rented.Memory.Span;
        for (var (at, end) = (window.Start, window.Start + window.Length); at < end;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = RandomAccess.Read(file, buffer[..(int)Math.Min(buffer.Length, end - at)], at);
            if (count == 0)
                break;

            stored.Append(buffer[..count]);
            at += count;
        }

        _differs |= stored.GetCurrentHashAsUInt64() != window.Hash;
    }

    [StructLayout(LayoutKind.Auto)]
    private record struct Window(long Start, long Length, ulong Hash);
}
