namespace StageTools.Formats.Options;

/// <summary>A file format as named options: how statements, hashtables and the catalog say it.</summary>
internal static class FileFormatOptions
{
    /// <summary>Every option there is, in the order in which they are shown.</summary>
    public static IReadOnlyList<FileFormatOption> All { get; } =
    [
        new("type", ["format"], false,
            static f => f.IsCalledText is true ? FormatWords.Text : f.Format is { } v ? FormatWords.Of(v) : null,
            static (f, v) => f with { Format = FormatWords.RowFormatOf(v), IsCalledText = v.AsWord() is FormatWords.Text ? true : null },
            static v => ((string)v).ToUpperInvariant()),
        new("compression", [], false, static f => f.Compression is { } v ? FormatWords.Of(v) : null,
            static (f, v) => f with { Compression = FormatWords.CompressionOf(v) }, static v => v is "none" ? "not compressed" : (string)v),
        new("dialect", [], false, static f => f.Dialect is { } v ? FormatWords.Dialects.Of(v) : null,
            static (f, v) => f with { Dialect = FormatWords.Dialects.Parse(v) }, static v => $"dialect {v}"),
        new("field_delimiter", ["delimiter"], true, static f => f.Delimiter,
            static (f, v) => f with { Delimiter = v.AsUnescaped() }, static v => $"delimiter {Shown(v)}"),
        new("quote", [], true, static f => f.Quote?.ToString(), static (f, v) => f with { Quote = v.AsChar() }, static v => $"quote {Shown(v)}"),
        new("escape", [], true, static f => f.Escape?.ToString(),
            static (f, v) => f with { Escape = v.AsText().Length == 0 ? null : v.AsChar() }, static v => $"escape {Shown(v)}"),
        new("double_quote", [], true, static f => f.DoubleQuote,
            static (f, v) => f with { DoubleQuote = v.AsBool() }, static v => v is true ? "quotes doubled" : "quotes escaped"),
        new("null_display", ["nulltext"], true, static f => f.NullText,
            static (f, v) => f with { NullText = v.AsText() }, static v => $"NULL as {Shown(v)}"),
        new("nan_display", ["nantext"], true, static f => f.NanText,
            static (f, v) => f with { NanText = v.AsText() }, static v => $"NaN as {Shown(v)}"),
        new("empty_field_as", [], true, static f => f.EmptyFieldAs is { } v ? FormatWords.EmptyFields.Of(v) : null,
            static (f, v) => f with { EmptyFieldAs = FormatWords.EmptyFields.Parse(v) }, static v => $"nothing is {v}"),
        new("binary_format", [], true, static f => f.BinaryFormat is { } v ? FormatWords.BinaryFormats.Of(v) : null,
            static (f, v) => f with { BinaryFormat = FormatWords.BinaryFormats.Parse(v) }, static v => $"bytes as {v}"),
        new("output_header", ["header"], true, static f => f.Header,
            static (f, v) => f with { Header = v.AsBool() }, static v => v is true ? "header" : "no header"),
        new("skip_header", ["skipheaders", "ignorelines"], true, static f => f.SkipHeader,
            static (f, v) => f with { SkipHeader = v.AsCount() }, static v => $"{v} lines before the rows"),
        new("record_delimiter", [], true, static f => f.RecordDelimiter,
            static (f, v) => f with { RecordDelimiter = v.AsUnescaped() }, static v => $"records end in {Shown(v)}"),
        new("lines_starting_by", ["recordstart"], true, static f => f.RecordStart,
            static (f, v) => f with { RecordStart = v.AsUnescaped() }, static v => $"records begin with {Shown(v)}"),
        new("quote_style", [], true, static f => f.QuoteStyle is { } v ? FormatWords.QuoteStyles.Of(v) : null,
            static (f, v) => f with { QuoteStyle = FormatWords.QuoteStyles.Parse(v) }, static v => $"quotes {v}"),
        new("allow_quoted_nulls", [], true, static f => f.AllowQuotedNulls,
            static (f, v) => f with { AllowQuotedNulls = v.AsBool() }, static v => v is true ? "NULL in quotes too" : "NULL without quotes"),
        new("force_quote", ["quoteall"], true, static f => f.ForceQuote,
            static (f, v) => v.AsNames() is { } names ? f with { ForceQuoteColumns = names } : f with { ForceQuote = v.AsBool() },
            static v => v is true ? "all text quoted" : "text quoted where needed"),
        new("force_quote_columns", [], true, static f => f.ForceQuoteColumns?.ToArray(),
            static (f, v) => f with { ForceQuoteColumns = v.AsNames() ?? new ColumnNames([v.AsText()]) },
            static v => $"columns quoted: {string.Join(", ", (string[])v)}"),
        new("error_on_column_count_mismatch", [], true, static f => f.ErrorOnColumnCountMismatch,
            static (f, v) => f with { ErrorOnColumnCountMismatch = v.AsBool() },
            static v => v is true ? "rows of one width" : "rows filled up or cut"),
        new("format_name", ["formatname"], false, static f => f.Name, static (f, v) => f with { Name = v.AsText() }, static v => (string)v),
    ];

    public static FileFormat Parse(IEnumerable<KeyValuePair<string, object?>> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var format = FileFormat.Unspecified;
        foreach (var (name, value) in options)
        {
            if (value is not null)
                format = Find(name).Set(format, new OptionValue(name, value));
        }

        format.Validate();
        return format;
    }

    public static Dictionary<string, object?> ToDictionary(FileFormat format) =>
        All.Where(option => option.Get(format) is not null).ToDictionary(
            static option => option.Name, option => option.Get(format), StringComparer.OrdinalIgnoreCase);

    public static string ToJson(FileFormat format) => JsonSerializer.Serialize(ToDictionary(format), SettingsJson.Default.DictionaryStringObject);

    public static FileFormat FromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json);
            return Parse(document.RootElement.EnumerateObject().Select(static p => KeyValuePair.Create(p.Name, Given(p.Value))).ToList());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw StageErrorCode.OptionInvalid.Error("The file format is not a JSON object of options; write it like {\"type\":\"csv\"}.", json, e);
        }

        static object? Given(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Array => value.EnumerateArray().Select(static item => item.ToString()).ToArray(),
            _ => value.GetRawText(),
        };
    }

    public static string Describe(FileFormat format) =>
        string.Join(
            ", ", All.Select(option => option.Get(format) is { } value ? option.Describe(value) : null).Where(static part => part is not null));

    /// <summary>Whether an option names a format that the catalog has.</summary>
    /// <exception cref="StageException"><c>OptionInvalid</c>: there is no such option.</exception>
    public static bool IsName(string option) => Find(option).Name == "format_name";

    private static FileFormatOption Find(string name)
    {
        var folded = OptionValue.Folded(name);
        return All.FirstOrDefault(option => option.Is(folded)) ?? throw StageErrorCode.OptionInvalid.Error(
            $"The file format has no option '{name}'; it has {string.Join(", ", All.Select(static o => o.Name))}.", name);
    }

    private static string Shown(object text) => $"'{string.Concat(((string)text).Select(Escaped))}'";

    private static string Escaped(char c) => c switch
    {
        '\t' => "\\t",
        '\r' => "\\r",
        '\n' => "\\n",
        < ' ' => $"\\x{(int)c:x2}",
        _ => c.ToString(),
    };
}

/// <summary>One named option of a file format.</summary>
/// <param name="Name">Its name, in Databend's words where it has them.</param>
/// <param name="Others">Other names, without underscores, in lower case.</param>
/// <param name="IsOfText">Whether it says something that Parquet does not have.</param>
/// <param name="Get">Its value; null where it is not said.</param>
/// <param name="Set">The format with this value.</param>
/// <param name="Describe">Its value for a person.</param>
internal sealed record FileFormatOption(
    string Name,
    string[] Others,
    bool IsOfText,
    Func<FileFormat, object?> Get,
    Func<FileFormat, OptionValue, FileFormat> Set,
    Func<object, string> Describe)
{
    /// <summary>Whether the option goes by this name, in lower case and without underscores.</summary>
    public bool Is(string folded) => OptionValue.Folded(Name) == folded || Others.Contains(folded, StringComparer.Ordinal);
}

/// <summary>Settings by their names, as JSON: of formats and of connections.</summary>
[JsonSerializable(typeof(Dictionary<string, object?>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class SettingsJson : JsonSerializerContext;
