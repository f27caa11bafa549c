namespace StageTools.Formats.Codecs;

/// <summary>Puts compression around a file's stream.</summary>
public static class CompressionStreams
{
    /// <summary>Makes a stream that compresses what is written to it. Dispose it to end the compressed data.</summary>
    /// <remarks>gzip, zlib and deflate use every core.</remarks>
    /// <param name="inner">Where the compressed bytes go.</param>
    /// <param name="compression">How; <see cref="Compression.None"/> writes the bytes as they are.</param>
    /// <param name="level">How hard; <see cref="CompressionLevel.Optimal"/> is 6 in gzip, zlib and deflate, 4 in Brotli.</param>
    /// <param name="leaveOpen">Whether the inner stream outlives the returned one.</param>
    public static Stream ForWriting(
        Stream inner, Compression compression, CompressionLevel level = CompressionLevel.Optimal, bool leaveOpen = false) => compression switch
        {
            Compression.Gzip => new DeflateTarget(inner, DeflateFrame.Gzip(), level, leaveOpen),
            Compression.Brotli => new BrotliStream(inner, level, leaveOpen),
            Compression.Zlib => new DeflateTarget(inner, DeflateFrame.Zlib(), level, leaveOpen),
            Compression.Deflate => new DeflateTarget(inner, DeflateFrame.Bare(), level, leaveOpen),
            Compression.Zstd or Compression.Snappy => throw FileFormatRules.InParquetOnly(compression),
            _ when !CodecTraits.Of(compression).IsWritten => throw FileFormatRules.ReadOnly(compression),
            _ => leaveOpen ? new WriteOnlyStream(inner.WriteAsync) : inner,
        };

    /// <summary>Makes a stream of the bytes that a compressed file stands for.</summary>
    /// <remarks>Unlike the streams of .NET it notices a file that is cut off: reading then ends in an error, not in an early end. Files of zlib and
    /// of deflate may be taken for each other.</remarks>
    /// <param name="inner">The compressed bytes.</param>
    /// <param name="compression">How they are compressed.</param>
    /// <param name="fileName">How errors name the file.</param>
    /// <param name="leaveOpen">Whether the inner stream outlives the returned one.</param>
    /// <exception cref="StageException">While reading, <see cref="StageErrorCode.DataInvalid"/>: the file is damaged, cut off, or
    /// followed by something else.</exception>
    public static Stream ForReading(Stream inner, Compression compression, string fileName, bool leaveOpen = false) => compression switch
    {
        Compression.Gzip => new GzipSource(inner, fileName, leaveOpen),
        Compression.Brotli => new BrotliSource(inner, fileName, leaveOpen),
        Compression.Bzip2 => ExpandedSource.Bzip2(inner, fileName, leaveOpen),
        Compression.Xz => ExpandedSource.Xz(inner, fileName, leaveOpen),
        Compression.Zlib or Compression.Deflate => new DeflateSource(inner, fileName, leaveOpen),
        Compression.Zstd or Compression.Snappy => throw FileFormatRules.InParquetOnly(compression),
        _ => leaveOpen ? new PrefixedStream(default, inner) : inner,
    };
}
