namespace StageTools.Formats.Codecs;

/// <summary>What stands before and after deflated data, and the checksum of what it stands for.</summary>
internal abstract class DeflateFrame
{
    /// <summary>What stands before the data.</summary>
    public abstract ReadOnlyMemory<byte> Header { get; }

    /// <summary>Counts bytes in, before they are deflated.</summary>
    public abstract void Add(ReadOnlySpan<byte> bytes);

    /// <summary>What stands after the data.</summary>
    public abstract byte[] Trailer();

    /// <summary>gzip, RFC 1952: no name, no time, system unknown; CRC-32 and length.</summary>
    public sealed class Gzip : DeflateFrame
    {
        private readonly Crc32 _checksum = new();
        private long _length;

        public override ReadOnlyMemory<byte> Header { get; } = new byte[] { 0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF };

        public override void Add(ReadOnlySpan<byte> bytes)
        {
            _checksum.Append(bytes);
            _length += bytes.Length;
        }

        public override byte[] Trailer()
        {
            var trailer = new byte[8];
            BinaryPrimitives.WriteUInt32LittleEndian(trailer, _checksum.GetCurrentHashAsUInt32());
            BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(4), unchecked((uint)_length));
            return trailer;
        }
    }

    /// <summary>zlib, RFC 1950: a window of 32 KiB, the ordinary level; Adler-32.</summary>
    public sealed class Zlib : DeflateFrame
    {
        private const uint Modulus = 65521;

        // So many bytes may be summed up before the sums could overflow.
        private const int MostAtOnce = 5552;

        private uint _low = 1;
        private uint _high;

        public override ReadOnlyMemory<byte> Header { get; } = new byte[] { 0x78, 0x9C };

        public override void Add(ReadOnlySpan<byte> bytes)
        {
            var (low, high) = (_low, _high);
            while (!bytes.IsEmpty)
            {
                var some = bytes[..Math.Min(MostAtOnce, bytes.Length)];
                foreach (var b in some)
                {
                    low += b;
                    high += low;
                }

                (low, high) = (low % Modulus, high % Modulus);
                bytes = bytes[some.Length..];
            }

            (_low, _high) = (low, high);
        }

        public override byte[] Trailer()
        {
            var trailer = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(trailer, (_high << 16) | _low);
            return trailer;
        }
    }

    /// <summary>Bare deflate, RFC 1951: nothing before, nothing after.</summary>
    public sealed class Bare : DeflateFrame
    {
        public override ReadOnlyMemory<byte> Header => default;

        public override void Add(ReadOnlySpan<byte> bytes)
        {
            // There is no checksum.
        }

        public override byte[] Trailer() => [];
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
