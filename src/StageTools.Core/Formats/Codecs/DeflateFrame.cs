namespace StageTools.Formats.Codecs;

/// <summary>What stands before and after deflated data, and the checksum of what it stands for.</summary>
internal sealed class DeflateFrame(byte[] header, NonCryptographicHashAlgorithm? checksum, bool hasLength)
{
    private long _length;

    /// <summary>gzip, RFC 1952: no name, no time, system unknown; CRC-32 and length.</summary>
    public static DeflateFrame Gzip() => new([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF], new Crc32(), hasLength: true);

    /// <summary>zlib, RFC 1950: a window of 32 KiB, the ordinary level; Adler-32.</summary>
    public static DeflateFrame Zlib() => new([0x78, 0x9C], new Adler32(), hasLength: false);

    /// <summary>Nothing but the data, RFC 1951.</summary>
    public static DeflateFrame Bare() => new([], checksum: null, hasLength: false);

    /// <summary>What stands before the data.</summary>
    public ReadOnlyMemory<byte> Header => header;

    /// <summary>Counts bytes in, before they are deflated.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        checksum?.Append(bytes);
        _length += bytes.Length;
    }

    /// <summary>What stands after the data: the checksum in the byte order of its format, and in gzip the length.</summary>
    public byte[] Trailer()
    {
        var sum = checksum?.GetCurrentHash() ?? [];
        return hasLength ? [.. sum, .. BitConverter.GetBytes(unchecked((uint)_length))] : sum;
    }
}

/// <summary>A piece of deflated data that begins and ends at a byte.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct DeflateBlock(ReadOnlyMemory<byte> bytes, byte[]? rented = null)
{
    /// <summary>How far back deflated data can refer.</summary>
    public const int Window = 32 * 1024;

    /// <summary>The deflated bytes.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>Deflates a buffer of the pool and gives it back.</summary>
    /// <param name="before">What stands before it in the file: up to a <see cref="Window"/> of bytes.</param>
    /// <param name="block">What to deflate.</param>
    /// <param name="length">How much of it.</param>
    /// <param name="level">How hard.</param>
    /// <param name="isLast">Whether the data ends here.</param>
    public static DeflateBlock Compress(byte[] before, byte[] block, int length, CompressionLevel level, bool isLast)
    {
        // What cannot be deflated is stored, which takes a few bytes more for each 16 KiB.
        var bytes = ArrayPool<byte>.Shared.Rent(before.Length + length + ((before.Length + length) / 256) + 1024);
        var target = new MemoryStream(bytes);
        int start;
        int end;
        using (var deflate = new DeflateStream(target, level, leaveOpen: true))
        {
            // Deflated and thrown away: whoever reads has these bytes already, and the block may refer to them.
            deflate.Write(before);
            deflate.Flush();
            start = (int)target.Position;
            deflate.Write(block, 0, length);

            // Up to here the data is whole and ends at a byte; closing the stream would mark it as the last.
            if (!isLast)
                deflate.Flush();
            end = (int)target.Position;
        }

        ArrayPool<byte>.Shared.Return(block);
        return new DeflateBlock(bytes.AsMemory(start, (isLast ? (int)target.Position : end) - start), bytes);
    }

    /// <summary>Gives the buffer back.</summary>
    public void Return()
    {
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }
}
