namespace StageTools.Formats.Text;

/// <summary>Where rows are put together before they go on: the last of them can be taken back.</summary>
/// <param name="slabs">What lends its memory while it is small; null where it has its own.</param>
internal sealed class Utf8Buffer(BufferSlabs? slabs = null) : IBufferWriter<byte>
{
    private const int FirstSize = 256;
    private const int LongSize = 1 << 20;
    private const int CacheLine = 64;

    private byte[] _bytes = [];
    private int _start;

    public int Length { get; private set; }

    /// <summary>How much memory it takes.</summary>
    public int Capacity { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(_start, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(_start, Length);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Span<byte> Reserve(int atLeast)
    {
        var wanted = checked(Length + atLeast);
        if (wanted > Capacity)
        {
            // Some room stays behind what is long: the comma that follows it would double it.
            var size = Math.Max(Math.Max(Capacity * 2L, wanted + (wanted / 64L)), FirstSize);
            Grow((int)Math.Min(Array.MaxLength, size));
        }

        return _bytes.AsSpan(_start + Length, Capacity - Length);
    }

    /// <summary>What was written from a place on, with room for as many bytes behind it.</summary>
    public Span<byte> Reserve(int atLeast, int from)
    {
        Reserve(atLeast);
        return _bytes.AsSpan(_start + from, Capacity - from);
    }

    /// <summary>Has room at once for a long text and what stands around it: to grow for its escapes would take several times as much.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="escaped">What becomes longer in it.</param>
    /// <param name="longer">By how much nearly all of it does.</param>
    /// <param name="around">How long what stands around it is.</param>
    public void ReserveLong(ReadOnlySpan<byte> utf8, SearchValues<byte> escaped, int longer, int around)
    {
        if (utf8.Length >= LongSize)
            Reserve(checked(utf8.Length + (longer * utf8.CountAny(escaped)) + around));
    }

    /// <summary>Reads where the next bytes go, so that the processor has them near.</summary>
    public int Touch() => Length + CacheLine < Capacity ? _bytes[_start + Length] + _bytes[_start + Length + CacheLine] : 0;

    public void Advance(int count) => Length += count;

    public void Truncate(int length) => Length = length;

    /// <summary>Forgets the bytes, and lets their memory go where it is more than this.</summary>
    public void Clear(int mostKept)
    {
        Length = 0;
        if (Capacity > mostKept)
            Turn([], 0, 0);
    }

    /// <summary>Has what another one held, and the other one what was here.</summary>
    public void Swap(Utf8Buffer other)
    {
        (_bytes, other._bytes) = (other._bytes, _bytes);
        (_start, other._start) = (other._start, _start);
        (Capacity, other.Capacity) = (other.Capacity, Capacity);
        (Length, other.Length) = (other.Length, Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => Reserve(Math.Max(sizeHint, 1));

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(_start + Length, Capacity - Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(byte value)
    {
        if (Length == Capacity)
            Reserve(1);
        _bytes[_start + Length++] = value;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Appends text; false, and nothing appended, where half of a surrogate pair stands alone: UTF-8 has no bytes for it.</summary>
    public bool TryAppend(ReadOnlySpan<char> text)
    {
        // A char takes at most three bytes, a pair of them four.
        var room = text.Length < LongSize ? text.Length * 3 : Encoding.UTF8.GetByteCount(text);
        var status = Utf8.FromUtf16(text, Reserve(room), out _, out var written, replaceInvalidSequences: false);
        if (status is not OperationStatus.Done)
            return false;
        Length += written;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AppendFormatted<T>(T value, ReadOnlySpan<char> format = default)
        where T : IUtf8SpanFormattable
    {
        int written;
        for (var room = 64; !value.TryFormat(Reserve(room), out written, format, CultureInfo.InvariantCulture); room *= 2)
        {
            // A wider room each time: no value of a fixed size needs a second round.
        }

        Length += written;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void MoveTo(IBufferWriter<byte> output)
    {
        if (Length >= LongSize && output is Utf8Buffer { Length: 0 } other)
        {
            // What was lent to the other stays none of this one's.
            if (other.Capacity <= BufferSlabs.Largest)
                other.Clear(0);

            Swap(other);
            return;
        }

        // Asked for piece by piece, some buffers would grow twice.
        Written.CopyTo(output.GetSpan(Length));
        output.Advance(Length);
        Length = 0;
    }

    private void Grow(int size)
    {
        var (bytes, start, capacity) = slabs is null || size > BufferSlabs.Largest
            ? (GC.AllocateUninitializedArray<byte>(size), 0, size)
            : slabs.Rent(size);
        Written.CopyTo(bytes.AsSpan(start));
        Turn(bytes, start, capacity);
    }

    private void Turn(byte[] bytes, int start, int capacity)
    {
        // What is larger is never lent, and what is swapped in is larger, or lent by the same.
        if (slabs is not null && Capacity is > 0 and <= BufferSlabs.Largest)
            slabs.Return(_bytes, _start, Capacity);

        (_bytes, _start, Capacity) = (bytes, start, capacity);
    }
}
