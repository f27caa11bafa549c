namespace StageTools.Formats.Codecs;

/// <summary>Reads a gzip file, of one member or several.</summary>
/// <remarks>.NET's GZipStream takes the end of its input for the end of the data, wherever that is. So a member of ours is read behind the file: only
/// where the file's last member ended properly does it come out as what it holds. The seal is random, so no file can end with it by itself.</remarks>
internal sealed class GzipSource(Stream inner, string fileName, bool leaveOpen) : DecodingStream(inner, fileName, leaveOpen)
{
    private readonly SealedSource _source = new(inner, Seal.Member);

    protected override ValueTask<int> ReadSourceAsync(Memory<byte> room, CancellationToken cancellationToken) =>
        (Unpacking ??= new GZipStream(_source, CompressionMode.Decompress)).ReadAsync(room, cancellationToken);

    protected override bool TryTake(Span<byte> destination, out int taken)
    {
        taken = 0;
        if (!_source.GaveSeal && TryCopy(destination, out taken))
            return true;

        // What comes once the file has ended is the seal; or, of a file that is cut off, what the seal means as the rest of its last member:
        // no more than deflate's 1,032 bytes for each of it, which are nobody's data.
        if (!SourceEnded)
            return false;
        return Unread.SequenceEqual(Seal.Bytes) ? true : throw CutOff();
    }

    /// <summary>Random bytes, and the gzip member that holds them.</summary>
    private static class Seal
    {
        public const int Length = 32;

        public static readonly byte[] Bytes = System.Security.Cryptography.RandomNumberGenerator.GetBytes(Length);
        public static readonly byte[] Member = Compressed();

        private static byte[] Compressed()
        {
            using var member = new MemoryStream();
            using (var gzip = new GZipStream(member, CompressionLevel.NoCompression))
                gzip.Write(Bytes);
            return member.ToArray();
        }
    }

    /// <summary>A stream with more bytes behind its end. A file without any bytes gets none: nothing is no gzip.</summary>
    private sealed class SealedSource(Stream stream, byte[] behind) : SourceStream
    {
        private bool _any;
        private int _given = -1;

        /// <summary>Whether the stream has ended, and what stands behind it is read.</summary>
        public bool GaveSeal => _given >= 0;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_given < 0 && await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                _any = true;
                return read;
            }

            _given = Math.Max(_given, 0);
            if (!_any)
                return 0;
            var count = Math.Min(buffer.Length, behind.Length - _given);
            behind.AsSpan(_given, count).CopyTo(buffer.Span);
            _given += count;
            return count;
        }
    }
}
