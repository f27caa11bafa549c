namespace StageTools.Export.Parts;

/// <summary>The bytes of rows on their way to a file. The last row can be taken back: it may belong into the next file.</summary>
internal sealed class RowBytes : IBufferWriter<byte>
{
    private const int FirstSize = 256;
    private byte[] _bytes = [];

    /// <summary>How many bytes it holds.</summary>
    public int Length { get; private set; }

    /// <summary>How much memory it takes.</summary>
    public int Capacity => _bytes.Length;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Takes back what was written after this length.</summary>
    public void Truncate(int length) => Length = length;

    /// <summary>Has what another one held, and the other one what was here.</summary>
    public void Swap(RowBytes other)
    {
        (_bytes, other._bytes) = (other._bytes, _bytes);
        (Length, other.Length) = (other.Length, Length);
    }

    /// <summary>Forgets the bytes, and lets their memory go where it is more than this.</summary>
    public void Clear(int mostKept)
    {
        Length = 0;
        if (_bytes.Length > mostKept)
            _bytes = [];
    }

    /// <inheritdoc/>
    public void Advance(int count) => Length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    private void Reserve(int size)
    {
        var wanted = checked(Length + Math.Max(size, 1));
        if (wanted > _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(Math.Max(_bytes.Length * 2L, wanted), FirstSize)));
    }
}
