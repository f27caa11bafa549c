namespace StageTools.Formats.Options;

/// <summary>The row formats StageTools reads and writes; what each is called stands in <see cref="FormatTraits"/>.</summary>
public enum RowFormat
{
    /// <summary>Comma-separated values, RFC 4180.</summary>
    Csv,

    /// <summary>Tab-separated values with backslash escapes, as Databend's TSV.</summary>
    Tsv,

    /// <summary>A JSON value a line.</summary>
    NdJson,

    /// <summary>One JSON array of objects.</summary>
    Json,

    /// <summary>Parquet, columns with their types. DuckDB reads and writes it: <see cref="TextFormat"/> and <see cref="RowWriters"/> do
    /// not.</summary>
    Parquet,
}

/// <summary>What is known of a row format before a file of it is opened.</summary>
/// <param name="Format">The format.</param>
/// <param name="Words">What options call it, the first one where they are written.</param>
/// <param name="Suffixes">How the names of its files end, the first one where a name is made.</param>
internal sealed record FormatTraits(RowFormat Format, string[] Words, string[] Suffixes)
{
    /// <summary>Every format there is, in the order in which messages name them.</summary>
    public static IReadOnlyList<FormatTraits> All { get; } =
    [
        new(RowFormat.Csv, ["csv"], [".csv"]) { IsDelimited = true },
        new(RowFormat.Tsv, ["tsv", FormatWords.Text], [".tsv"]) { IsDelimited = true },
        new(RowFormat.NdJson, ["ndjson", "jsonl", "jsonline", "jsonlines"], [".ndjson", ".jsonl", ".jsonline"]),
        new(RowFormat.Json, ["json"], [".json"]),
        new(RowFormat.Parquet, ["parquet"], [".parquet"])
        {
            Inside = [Compression.None, Compression.Gzip, Compression.Brotli, Compression.Zstd, Compression.Snappy],
        },
    ];

    /// <summary>Whether its rows are values between delimiters, told apart by their places: the options of CSV hold.</summary>
    public bool IsDelimited { get; init; }

    /// <summary>How it compresses what is inside its files, which are then not compressed as a whole; null for text.</summary>
    public IReadOnlyList<Compression>? Inside { get; init; }

    /// <summary>Whether its files are text, to which the options of text apply, and which are compressed as a whole.</summary>
    public bool IsText => Inside is null;

    /// <summary>All of them in a sentence: <c>csv, tsv, … or parquet</c>.</summary>
    /// <param name="called">What each is called.</param>
    /// <param name="textOnly">Whether the formats of text alone are named.</param>
    public static string Sentence(Func<FormatTraits, string> called, bool textOnly = false) =>
        FormatWords.Sentence([.. All.Where(traits => traits.IsText || !textOnly).Select(called)]);

    /// <summary>What is known of a format.</summary>
    public static FormatTraits Of(RowFormat format) => All.First(traits => traits.Format == format);
}

/// <summary>What the end of a file's name tells: the names are those that Databend writes, and the other ones in use.</summary>
internal static class FileSuffixes
{
    public static string Of(FileFormat format)
    {
        var traits = format.Format is { } rows ? FormatTraits.Of(rows) : null;
        var compressed = traits is not { IsText: false } && format.Compression is { } compression
            ? CodecTraits.Of(compression).Suffixes.FirstOrDefault()
            : null;
        return (format.IsCalledText is true ? ".txt" : traits?.Suffixes[0]) + compressed;
    }

    public static FileFormat Read(string fileName)
    {
        var suffix = Path.GetExtension(fileName);
        var codec = CodecTraits.All.FirstOrDefault(traits => traits.Suffixes.Contains(suffix, StringComparer.OrdinalIgnoreCase));
        if (codec is not null)
            suffix = Path.GetExtension(fileName[..^suffix.Length]);
        var format = FormatTraits.All.FirstOrDefault(traits => traits.Suffixes.Contains(suffix, StringComparer.OrdinalIgnoreCase));

        // Compression is inside a Parquet file: one that was compressed as a whole is none.
        return new FileFormat { Format = codec is not null && format is { IsText: false } ? null : format?.Format, Compression = codec?.Compression };
    }
}
