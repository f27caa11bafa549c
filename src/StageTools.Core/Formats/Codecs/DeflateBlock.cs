using System.Buffers;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace StageTools.Formats.Codecs;

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
