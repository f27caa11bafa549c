namespace StageTools.Formats.Options;

/// <summary>How a file's bytes are compressed; in Parquet, how the columns inside it are.</summary>
/// <remarks>Databend's words: its DEFLATE is <see cref="Zlib"/>, its RAW_DEFLATE is <see cref="Deflate"/>. The options of a file format take its
/// words.</remarks>
public enum Compression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>gzip, RFC 1952 (<c>.gz</c>).</summary>
    Gzip,

    /// <summary>Brotli, RFC 7932 (<c>.br</c>).</summary>
    Brotli,

    /// <summary>zlib, RFC 1950: deflate with a header and a checksum (<c>.zl</c>). Databend's DEFLATE.</summary>
    Zlib,

    /// <summary>Bare deflate, RFC 1951, with neither (<c>.deflate</c>). Databend's RAW_DEFLATE.</summary>
    Deflate,

    /// <summary>Zstandard, inside Parquet only, where it is the default.</summary>
    Zstd,

    /// <summary>Snappy, inside Parquet only.</summary>
    Snappy,
}
