using System.Globalization;
using System.Text.Json;
using StageTools.Stages;

namespace StageTools.Formats;

/// <summary>A file format as named options: how statements, hashtables and the catalog say it.</summary>
internal static class FileFormatOptions
{
    private const string Known = "type, compression, field_delimiter, quote, null_display, output_header, skip_header, record_delimiter, force_quote";

    public static FileFormat Parse(IEnumerable<KeyValuePair<string, object?>> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var format = FileFormat.Unspecified;
        foreach (var (name, value) in options)
        {
            if (value is not null)
                format = Apply(format, name, value);
        }

        format.Validate();
        return format;
    }

    public static Dictionary<string, object?> ToDictionary(FileFormat format)
    {
        var options = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        Add("type", format.Format is { } rows ? NameOf(rows) : null);
        Add("compression", format.Compression is { } compression ? NameOf(compression) : null);
        Add("field_delimiter", format.Delimiter);
        Add("quote", format.Quote?.ToString());
        Add("null_display", format.NullText);
        Add("output_header", format.Header);
        Add("record_delimiter", format.RecordDelimiter);
        Add("force_quote", format.ForceQuote);
        return options;

        void Add(string name, object? value)
        {
            if (value is not null)
                options.Add(name, value);
        }
    }

    public static string ToJson(FileFormat format) => JsonSerializer.Serialize(ToDictionary(format));

    public static FileFormat FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json);
            return Parse(document.RootElement.EnumerateObject().Select(static p => KeyValuePair.Create(p.Name, Scalar(p.Value))).ToList());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new StageException(
                StageErrorCode.OptionInvalid, "The file format is not a JSON object of options; write it like {\"type\":\"csv\"}.", json, e);
        }

        static object? Scalar(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => value.GetString(),
            _ => value.GetRawText(),
        };
    }

    public static string Describe(FileFormat format)
    {
        var parts = new List<string>();
        if (format.Format is { } rows)
            parts.Add(NameOf(rows).ToUpperInvariant());
        if (format.Compression is { } compression)
            parts.Add(compression is Compression.None ? "not compressed" : NameOf(compression));
        if (format.Delimiter is { } delimiter)
            parts.Add($"delimiter {Shown(delimiter)}");
        if (format.Quote is { } quote)
            parts.Add($"quote {Shown(quote.ToString())}");
        if (format.NullText is { } nullText)
            parts.Add($"NULL as {Shown(nullText)}");
        if (format.Header is { } header)
            parts.Add(header ? "header" : "no header");
        if (format.RecordDelimiter is { } recordDelimiter)
            parts.Add($"records end in {Shown(recordDelimiter)}");
        if (format.ForceQuote is { } forceQuote)
            parts.Add(forceQuote ? "all text quoted" : "text quoted where needed");
        return string.Join(", ", parts);

        static string Shown(string text) => $"'{Escaped(text)}'";
    }

    public static string NameOf(RowFormat format) => format switch
    {
        RowFormat.Csv => "csv",
        RowFormat.Tsv => "tsv",
        RowFormat.NdJson => "ndjson",
        _ => "json",
    };

    private static string NameOf(Compression compression) => compression switch
    {
        Compression.Gzip => "gzip",
        Compression.Brotli => "brotli",
        _ => "none",
    };

    private static FileFormat Apply(FileFormat format, string name, object value) => Folded(name) switch
    {
        "type" or "format" => format with { Format = RowFormatOf(name, value) },
        "compression" => format with { Compression = CompressionOf(name, value) },
        "fielddelimiter" or "delimiter" => format with { Delimiter = Unescaped(TextOf(value)) },
        "quote" => format with { Quote = CharOf(name, value) },
        "nulldisplay" or "nulltext" => format with { NullText = TextOf(value) },
        "outputheader" or "header" => format with { Header = BoolOf(name, value) },
        "skipheader" => format with { Header = SkipOf(name, value) },
        "recorddelimiter" => format with { RecordDelimiter = Unescaped(TextOf(value)) },
        "forcequote" => format with { ForceQuote = BoolOf(name, value) },
        _ => throw new StageException(StageErrorCode.OptionInvalid, $"The file format has no option '{name}'; it has {Known}.", name),
    };

    private static RowFormat RowFormatOf(string name, object value) => value as RowFormat? ?? Folded(TextOf(value)) switch
    {
        "csv" => RowFormat.Csv,
        "tsv" or "text" => RowFormat.Tsv,
        "ndjson" or "jsonl" or "jsonline" or "jsonlines" => RowFormat.NdJson,
        "json" => RowFormat.Json,
        _ => throw NotAValue(name, value, "csv, tsv, ndjson or json"),
    };

    // Databend's AUTO, "by the suffix", is what not saying means here.
    private static Compression? CompressionOf(string name, object value) => value as Compression? ?? Folded(TextOf(value)) switch
    {
        "auto" => null,
        "none" => Compression.None,
        "gzip" or "gz" => Compression.Gzip,
        "brotli" or "br" => Compression.Brotli,
        _ => throw NotAValue(name, value, "none, gzip, brotli or auto"),
    };

    private static bool BoolOf(string name, object value) => value as bool? ?? Folded(TextOf(value)) switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw NotAValue(name, value, "true or false"),
    };

    private static bool SkipOf(string name, object value) => TextOf(value) switch
    {
        "0" => false,
        "1" => true,
        _ => throw NotAValue(name, value, "0 or 1"),
    };

    private static char CharOf(string name, object value) =>
        Unescaped(TextOf(value)) is { Length: 1 } text ? text[0] : throw NotAValue(name, value, "one character");

    private static string TextOf(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static string Folded(string text) => text.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    // '\t' as two characters: SQL strings and PowerShell's single quotes have no escapes of their own.
    private static string Unescaped(string text) => text
        .Replace("\\t", "\t", StringComparison.Ordinal)
        .Replace("\\r", "\r", StringComparison.Ordinal)
        .Replace("\\n", "\n", StringComparison.Ordinal);

    private static string Escaped(string text) => text
        .Replace("\t", "\\t", StringComparison.Ordinal)
        .Replace("\r", "\\r", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);

    private static StageException NotAValue(string name, object value, string wanted) =>
        new(StageErrorCode.OptionInvalid, $"'{TextOf(value)}' is no value for the file format's option '{name}'; it takes {wanted}.", name);
}
