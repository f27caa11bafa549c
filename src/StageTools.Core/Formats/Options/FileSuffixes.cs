namespace StageTools.Formats.Options;

/// <summary>What the end of a file's name tells: the names are those that Databend writes, and the other ones in use.</summary>
internal static class FileSuffixes
{
    public static string Of(FileFormat format)
    {
        var rows = format.Format switch
        {
            RowFormat.Csv => ".csv",
            RowFormat.Tsv => ".tsv",
            RowFormat.NdJson => ".ndjson",
            RowFormat.Json => ".json",
            RowFormat.Parquet => ".parquet",
            _ => "",
        };
        return format.Format is RowFormat.Parquet ? rows : rows + format.Compression switch
        {
            Compression.Gzip => ".gz",
            Compression.Brotli => ".br",
            Compression.Zlib => ".zl",
            Compression.Deflate => ".deflate",
            Compression.Zstd => ".zst",
            _ => "",
        };
    }

    public static FileFormat Read(string fileName)
    {
        var name = fileName.AsSpan();
        var compression = CompressionOf(Path.GetExtension(name));
        if (compression is not null)
            name = name[..^Path.GetExtension(name).Length];
        var format = RowFormatOf(Path.GetExtension(name));

        // Compression is inside a Parquet file: one that was compressed as a whole is none.
        return new FileFormat { Format = compression is not null && format is RowFormat.Parquet ? null : format, Compression = compression };
    }

    private static Compression? CompressionOf(ReadOnlySpan<char> suffix) => suffix switch
    {
        var e when Is(e, ".gz") || Is(e, ".gzip") => Compression.Gzip,
        var e when Is(e, ".br") => Compression.Brotli,
        var e when Is(e, ".zl") || Is(e, ".zlib") || Is(e, ".zz") => Compression.Zlib,
        var e when Is(e, ".deflate") || Is(e, ".raw_deflate") => Compression.Deflate,
        var e when Is(e, ".zst") || Is(e, ".zstd") => Compression.Zstd,
        _ => null,
    };

    private static RowFormat? RowFormatOf(ReadOnlySpan<char> suffix) => suffix switch
    {
        var e when Is(e, ".csv") => RowFormat.Csv,
        var e when Is(e, ".tsv") => RowFormat.Tsv,
        var e when Is(e, ".ndjson") || Is(e, ".jsonl") => RowFormat.NdJson,
        var e when Is(e, ".json") => RowFormat.Json,
        var e when Is(e, ".parquet") => RowFormat.Parquet,
        _ => null,
    };

    private static bool Is(ReadOnlySpan<char> suffix, string known) => suffix.Equals(known, StringComparison.OrdinalIgnoreCase);
}
