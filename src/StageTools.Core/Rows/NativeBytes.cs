using Microsoft.Win32.SafeHandles;

namespace StageTools.Rows;

/// <summary>Bytes outside of the managed heap, for what is long: they grow without a copy where the system can move pages, what was not written takes
/// no memory, and all of it is given back at once.</summary>
/// <param name="capacity">How many.</param>
internal sealed unsafe class NativeBytes(int capacity) : MemoryManager<byte>
{
    private readonly Allocation _memory = new((nuint)capacity);

    /// <summary>How many there are.</summary>
    public int Capacity { get; private set; } = capacity;

    /// <summary>Their address, as long as they neither grow nor are freed.</summary>
    public nint Address => _memory.DangerousGetHandle();

    /// <summary>Makes them more; what is there stays.</summary>
    public void Grow(int capacity)
    {
        _memory.Grow((nuint)capacity);
        Capacity = capacity;
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan() => new((void*)Address, Capacity);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new((byte*)Address + elementIndex);

    /// <inheritdoc/>
    public override void Unpin()
    {
        // They never move by themselves.
    }

    /// <summary>Gives them back.</summary>
    public void Free() => Dispose(disposing: true);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _memory.Dispose();
        Capacity = 0;
    }

    private sealed class Allocation : SafeHandleZeroOrMinusOneIsInvalid
    {
        public Allocation(nuint size)
            : base(ownsHandle: true) => SetHandle((nint)NativeMemory.Alloc(size));

        public void Grow(nuint size) => SetHandle((nint)NativeMemory.Realloc((void*)handle, size));

        protected override bool ReleaseHandle()
        {
            NativeMemory.Free((void*)handle);
            return true;
        }
    }
}

/// <summary>A text of a megabyte or more, as it stands in its file, which never becomes a string where nobody wants one: that takes twice its
/// memory, for longer than it is needed.</summary>
internal sealed class LongText
{
    /// <summary>How many bytes make a text a long one.</summary>
    public const int Least = 1 << 20;

    private readonly NativeBytes _bytes;

    private LongText(NativeBytes bytes) => _bytes = bytes;

    /// <summary>How many bytes it has; to be said when they are written.</summary>
    public int Length { get; set; }

    /// <summary>Where they are written.</summary>
    public Span<byte> Room => _bytes.GetSpan();

    /// <summary>The text.</summary>
    public ReadOnlySpan<byte> Utf8 => _bytes.GetSpan()[..Length];

    /// <summary>Where it lies.</summary>
    public nint Address => _bytes.Address;

    /// <summary>A text that is yet to be written into its <see cref="Room"/>.</summary>
    /// <param name="most">How many bytes it has at most.</param>
    public static LongText WithRoom(int most) => new(new NativeBytes(most));

    /// <summary>A copy of a text that is UTF-8, as far as its source kept to it.</summary>
    public static LongText Of(ReadOnlySpan<byte> utf8)
    {
        var text = WithRoom(utf8.Length);
        text.Length = utf8.Length;
        utf8.CopyTo(text.Room);
        return text;
    }

    /// <summary>Gives back the memory of those among values that nobody took.</summary>
    public static void FreeAll(IEnumerable<object?> values)
    {
        foreach (var value in values)
            (value as LongText)?.Free();
    }

    /// <summary>Gives its memory back.</summary>
    public void Free()
    {
        _bytes.Free();
        Length = 0;
    }

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(Utf8);
}
