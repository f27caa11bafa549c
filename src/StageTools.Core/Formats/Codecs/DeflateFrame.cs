using System.Buffers.Binary;
using System.IO.Hashing;

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
