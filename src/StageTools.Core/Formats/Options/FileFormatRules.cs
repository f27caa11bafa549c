using StageTools.Errors;

namespace StageTools.Formats.Options;

/// <summary>Which options go together.</summary>
internal static class FileFormatRules
{
    /// <summary>Refuses what cannot be.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/>, with the option's name.</exception>
    public static void Require(FileFormat format)
    {
        if (format.Format is RowFormat.Parquet)
            RequireParquet(format);
        else if (format.Format is not null && format.Compression is Compression.Zstd or Compression.Snappy)
            throw InParquetOnly(format.Compression.Value);
        _ = DelimitedLayout.From(format);
    }

    /// <summary>The error of a compression that only a Parquet file has.</summary>
    public static StageException InParquetOnly(Compression compression) => new(
        StageErrorCode.OptionInvalid,
        $"{compression} is used inside Parquet only; compress text with gzip, brotli, zlib or deflate, and expand such a file before it is read.",
        "compression");

    private static void RequireParquet(FileFormat format)
    {
        if (format.Compression is Compression.Zlib or Compression.Deflate)
        {
            throw new StageException(
                StageErrorCode.OptionInvalid,
                $"Parquet has no compression {format.Compression}; it takes none, gzip, brotli, zstd or snappy.",
                "compression");
        }

        if (FileFormatOptions.All.FirstOrDefault(o => o.IsOfText && o.Get(format) is not null) is { } option)
        {
            throw new StageException(
                StageErrorCode.OptionInvalid, $"The file format's option {option.Name} is one of text files; Parquet has no such thing, leave it out.", option.Name);
        }
    }
}
