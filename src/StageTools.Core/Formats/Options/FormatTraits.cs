namespace StageTools.Formats.Options;

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
        new(RowFormat.Tsv, ["tsv", "text"], [".tsv"]) { IsDelimited = true },
        new(RowFormat.NdJson, ["ndjson", "jsonl", "jsonline", "jsonlines"], [".ndjson", ".jsonl"]),
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
    public static string Sentence(Func<FormatTraits, string> called, bool textOnly = false)
    {
        var names = All.Where(traits => traits.IsText || !textOnly).Select(called).ToList();
        return $"{string.Join(", ", names.SkipLast(1))} or {names[^1]}";
    }

    /// <summary>What is known of a format.</summary>
    public static FormatTraits Of(RowFormat format) => All.First(traits => traits.Format == format);
}
