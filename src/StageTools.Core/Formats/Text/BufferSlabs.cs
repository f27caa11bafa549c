namespace StageTools.Formats.Text;

/// <summary>Memory for thousands of buffers that grow in turns: cut from large pieces, and given back for the next. The processor finds what lies in
/// large pages without a walk through its tables, and no garbage is left that a collection would have to move.</summary>
internal sealed partial class BufferSlabs
{
    /// <summary>The most that one buffer may have of them.</summary>
    public const int Largest = 1 << 15;

    private const int Least = 1 << 8;
    private const int SlabSize = 1 << 23;
    private const nint LargePage = 1 << 21;
    private const int AdviseLargePages = 14;

    private readonly Lock _lock = new();
    private readonly Stack<(byte[] Slab, int Start)>[] _free = [.. Sizes().Select(static _ => new Stack<(byte[] Slab, int Start)>())];
    private byte[] _slab = [];
    private int _used;

    /// <summary>Lends a piece that is of nobody else: where it begins in its slab, and how long it is.</summary>
    /// <param name="atLeast">How many bytes are wanted; at most <see cref="Largest"/>.</param>
    public (byte[] Slab, int Start, int Length) Rent(int atLeast)
    {
        var length = Math.Max(Least, (int)BitOperations.RoundUpToPowerOf2((uint)atLeast));
        lock (_lock)
        {
            if (FreeOf(length).TryPop(out var free))
                return (free.Slab, free.Start, length);

            if (_slab.Length - _used < length)
                (_slab, _used) = (NewSlab(), 0);

            _used += length;
            return (_slab, _used - length, length);
        }
    }

    /// <summary>Takes a piece back that was lent.</summary>
    public void Return(byte[] slab, int start, int length)
    {
        lock (_lock)
        {
            FreeOf(length).Push((slab, start));
        }
    }

    private static IEnumerable<int> Sizes() => Enumerable.Range(0, BitOperations.Log2(Largest / Least) + 1);

    private Stack<(byte[] Slab, int Start)> FreeOf(int length) => _free[BitOperations.Log2((uint)(length / Least))];

    private static byte[] NewSlab()
    {
        var slab = GC.AllocateUninitializedArray<byte>(SlabSize, pinned: true);
        if (OperatingSystem.IsLinux())
        {
            // A wish: a system that has none, or gives none, has done nothing wrong.
            var from = Marshal.UnsafeAddrOfPinnedArrayElement(slab, 0);
            var (first, end) = ((from + LargePage - 1) & -LargePage, (from + SlabSize) & -LargePage);
            _ = Advise(first, (nuint)(end - first), AdviseLargePages);
        }

        return slab;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
