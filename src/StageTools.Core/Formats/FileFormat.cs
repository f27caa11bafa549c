using StageTools.Stages;

namespace StageTools.Formats;

/// <summary>What is said about how a file is written: a property that is null was not said, and its default holds.</summary>
/// <remarks>
/// Stages, cmdlets, statements and file names each say a part; <see cref="Merge"/> puts the parts together.
/// The defaults are RFC 4180's, with <c>\n</c> between records: see SEMANTICS, "Two dialects".
/// </remarks>
public sealed record FileFormat
{
    /// <summary>Nothing said at all.</summary>
    public static FileFormat Unspecified { get; } = new();

    /// <summary>How rows are laid out.</summary>
    public RowFormat? Format { get; init; }

    /// <summary>How the bytes are compressed; default <see cref="Formats.Compression.None"/>.</summary>
    public Compression? Compression { get; init; }

    /// <summary>What stands between two values of a CSV or TSV row, one character; default a comma or a tab.</summary>
    public string? Delimiter { get; init; }

    /// <summary>What encloses a CSV text; default <c>"</c>. Doubled inside it.</summary>
    public char? Quote { get; init; }

    /// <summary>What stands for NULL; default nothing in CSV, <c>\N</c> in TSV.</summary>
    public string? NullText { get; init; }

    /// <summary>Whether the first record of a CSV or TSV file names the columns; default true.</summary>
    public bool? Header { get; init; }

    /// <summary>What ends a written CSV or TSV record: <c>\n</c>, the default, or <c>\r\n</c>. Readers take both.</summary>
    public string? RecordDelimiter { get; init; }

    /// <summary>Whether CSV encloses every text, needed or not; default false.</summary>
    public bool? ForceQuote { get; init; }

    /// <summary>Reads the format and the compression off a file's suffixes: <c>a.csv.gz</c>. What they do not tell stays not said.</summary>
    public static FileFormat FromFileName(string fileName)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        var name = fileName.AsSpan();
        Compression? compression = Path.GetExtension(name) switch
        {
            var e when Is(e, ".gz") || Is(e, ".gzip") => Formats.Compression.Gzip,
            var e when Is(e, ".br") => Formats.Compression.Brotli,
            _ => null,
        };
        if (compression is not null)
            name = name[..^Path.GetExtension(name).Length];
        RowFormat? format = Path.GetExtension(name) switch
        {
            var e when Is(e, ".csv") => RowFormat.Csv,
            var e when Is(e, ".tsv") => RowFormat.Tsv,
            var e when Is(e, ".ndjson") || Is(e, ".jsonl") => RowFormat.NdJson,
            var e when Is(e, ".json") => RowFormat.Json,
            _ => null,
        };
        return new FileFormat { Format = format, Compression = compression };

        static bool Is(ReadOnlySpan<char> suffix, string known) => suffix.Equals(known, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Reads the options of a statement or a hashtable.</summary>
    /// <param name="options">Names in any case, with or without underscores, in Databend's words or this record's; values as text or typed.</param>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/>: an unknown name, or a value that cannot be one.</exception>
    public static FileFormat Parse(IEnumerable<KeyValuePair<string, object?>> options) => FileFormatOptions.Parse(options);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/>: not a JSON object of options.</exception>
    public static FileFormat FromJson(string json) => FileFormatOptions.FromJson(json);

    /// <summary>Puts two formats together: what <paramref name="over"/> says wins.</summary>
    /// <remarks>
    /// Where <paramref name="over"/> says another row format, the delimiter, quote and NULL text of this one fall away: a stage whose files are CSV
    /// with <c>;</c> does not make a TSV file with <c>;</c>.
    /// </remarks>
    public FileFormat Merge(FileFormat over)
    {
        ArgumentNullException.ThrowIfNull(over);
        var below = over.Format is { } other && Format is { } mine && other != mine
            ? this with { Delimiter = null, Quote = null, NullText = null }
            : this;
        return new FileFormat
        {
            Format = over.Format ?? below.Format,
            Compression = over.Compression ?? below.Compression,
            Delimiter = over.Delimiter ?? below.Delimiter,
            Quote = over.Quote ?? below.Quote,
            NullText = over.NullText ?? below.NullText,
            Header = over.Header ?? below.Header,
            RecordDelimiter = over.RecordDelimiter ?? below.RecordDelimiter,
            ForceQuote = over.ForceQuote ?? below.ForceQuote,
        };
    }

    /// <summary>Refuses options that cannot be, or do not go together.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.OptionInvalid"/>, with the option's name.</exception>
    public void Validate() => _ = DelimitedLayout.From(this);

    /// <summary>What is said, as options that <see cref="Parse"/> reads back; what is not said has no entry.</summary>
    public IReadOnlyDictionary<string, object?> ToDictionary() => FileFormatOptions.ToDictionary(this);

    /// <summary>The same as a JSON object in one line: how the catalog keeps it.</summary>
    public string ToJson() => FileFormatOptions.ToJson(this);

    /// <summary>What is said, for a person: <c>CSV, gzip, header</c>; empty where nothing is.</summary>
    public override string ToString() => FileFormatOptions.Describe(this);
}
