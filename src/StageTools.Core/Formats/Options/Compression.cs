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

    /// <summary>bzip2 (<c>.bz2</c>): such files are read, and not written.</summary>
    Bzip2,

    /// <summary>xz (<c>.xz</c>): such files are read, and not written.</summary>
    Xz,
}

/// <summary>What a compression is called.</summary>
/// <param name="Compression">The compression.</param>
/// <param name="Words">What options call it, the first one where they are written. These are Databend's: its "deflate" is zlib.</param>
/// <param name="Suffixes">How the names of such files end, the first one where a name is made; empty where no file is compressed so as a
/// whole.</param>
internal sealed record CodecTraits(Compression Compression, string[] Words, string[] Suffixes)
{
    /// <summary>Whether files are written so.</summary>
    public bool IsWritten { get; init; } = true;

    /// <summary>Every compression there is.</summary>
    public static IReadOnlyList<CodecTraits> All { get; } =
    [
        new(Compression.None, ["none"], []),
        new(Compression.Gzip, ["gzip", "gz"], [".gz", ".gzip"]),
        new(Compression.Brotli, ["brotli", "br"], [".br"]),
        new(Compression.Zlib, ["zlib", "deflate"], [".zl", ".zlib", ".zz"]),
        new(Compression.Deflate, ["raw_deflate"], [".deflate", ".raw_deflate"]),
        new(Compression.Zstd, ["zstd", "zst"], [".zst", ".zstd"]),
        new(Compression.Snappy, ["snappy"], []),
        new(Compression.Bzip2, ["bz2", "bzip2"], [".bz2", ".bzip2"]) { IsWritten = false },
        new(Compression.Xz, ["xz"], [".xz"]) { IsWritten = false },
    ];

    /// <summary>What a compression is called.</summary>
    public static CodecTraits Of(Compression compression) => All.First(traits => traits.Compression == compression);
}
