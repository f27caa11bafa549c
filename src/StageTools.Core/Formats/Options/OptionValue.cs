namespace StageTools.Formats.Options;

/// <summary>The value that was given for an option, typed or as text.</summary>
/// <param name="Name">The option as it was named.</param>
/// <param name="Value">What was given.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OptionValue(string Name, object Value)
{
    public static string Folded(string text) => text.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    public string AsText() => Convert.ToString(Value, CultureInfo.InvariantCulture) ?? "";

    /// <summary>As one of an option's words, in lower case and without underscores.</summary>
    public string AsWord() => Folded(AsText());

    public bool AsBool() => Value as bool? ?? AsWord() switch
    {
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw NotOneOf("true or false"),
    };

    public int AsCount() => int.TryParse(AsText(), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        ? count
        : throw NotOneOf("a number of lines");

    public char AsChar() => AsUnescaped() is { Length: 1 } text ? text[0] : throw NotOneOf("one character");

    /// <summary>As text in which <c>\t</c> and the like may stand as two characters: SQL strings and single quotes have no escapes of their
    /// own.</summary>
    public string AsUnescaped()
    {
        var text = AsText();
        if (text.Length == 4 && text.StartsWith("\\x", StringComparison.Ordinal)
            && byte.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            return ((char)code).ToString();
        }

        return text switch
        {
            "\\\\" => "\\",
            "\\0" => "\0",
            _ => text
                .Replace("\\t", "\t", StringComparison.Ordinal)
                .Replace("\\r", "\r", StringComparison.Ordinal)
                .Replace("\\n", "\n", StringComparison.Ordinal),
        };
    }

    /// <summary>As a list of names; null where it is a single value, and no list between parentheses.</summary>
    public ColumnNames? AsNames()
    {
        if (Value is not string && Value is IEnumerable items)
            return new ColumnNames(items.Cast<object?>().Select(static item => Convert.ToString(item, CultureInfo.InvariantCulture) ?? ""));
        var text = AsText().Trim();
        return text is ['(', .. var names, ')']
            ? new ColumnNames(names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            : null;
    }

    public StageException NotOneOf(string wanted) =>
        StageErrorCode.OptionInvalid.Error($"'{AsText()}' is no value for the file format's option '{Name}'; it takes {wanted}.", Name);
}

/// <summary>The words for the values of options, as they are read and written.</summary>
internal static class FormatWords
{
    /// <summary>Databend's newer word for TSV, whose files it names <c>.txt</c>.</summary>
    public const string Text = "text";

    public static readonly OptionWords<Dialect> Dialects =
        new((Dialect.Standard, ["standard"]), (Dialect.Databend, ["databend"]), (Dialect.MatrixOne, ["matrixone"]));

    public static readonly OptionWords<EmptyField> EmptyFields =
        new((EmptyField.Null, ["null"]), (EmptyField.Text, ["string", "text"]), (EmptyField.FieldDefault, ["field_default"]));

    public static readonly OptionWords<BinaryFormat> BinaryFormats = new((BinaryFormat.Hex, ["hex"]), (BinaryFormat.Base64, ["base64"]));

    public static readonly OptionWords<QuoteStyle> QuoteStyles = new(
        (QuoteStyle.Minimal, ["minimal", "necessary"]),
        (QuoteStyle.NonNumeric, ["non_numeric", "not_numeric"]),
        (QuoteStyle.All, ["all", "always"]),
        (QuoteStyle.None, ["none", "never"]));

    public static string Of(RowFormat format) => FormatTraits.Of(format).Words[0];

    /// <summary>Whether a word is that of a row format.</summary>
    public static bool IsRowFormat(string word) => Find(OptionValue.Folded(word)) is not null;

    public static RowFormat RowFormatOf(OptionValue value) => value.Value as RowFormat? ?? Find(value.AsWord())?.Format
        ?? throw value.NotOneOf(FormatTraits.Sentence(static traits => traits.Words[0]));

    public static string Of(Compression compression) => CodecTraits.Of(compression).Words[0];

    // Databend's AUTO, "by the suffix", is what not saying means here.
    public static Compression? CompressionOf(OptionValue value) => value.Value as Compression? ?? value.AsWord() switch
    {
        "auto" => null,
        "lz4" or "lzo" or "zip" => throw StageErrorCode.OptionInvalid.Error(
            $"The compression '{value.AsText()}' is not served; expand such a file before it is read, and write gzip, brotli, zlib or raw_deflate.",
            value.Name),
        var word => CodecTraits.All.FirstOrDefault(traits => traits.Words.Any(known => OptionValue.Folded(known) == word))?.Compression
            ?? throw value.NotOneOf(
                "none, gzip, brotli, zlib (deflate), raw_deflate, for reading bz2 and xz, inside Parquet zstd or snappy, or auto"),
    };

    /// <summary>Words in a sentence: <c>csv, tsv, … or parquet</c>.</summary>
    public static string Sentence(IReadOnlyList<string> words) => $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";

    private static FormatTraits? Find(string folded) =>
        FormatTraits.All.FirstOrDefault(traits => traits.Words.Contains(folded, StringComparer.Ordinal));
}

/// <summary>The words for the values of one option; the first of each is the one that is written.</summary>
internal sealed class OptionWords<T>(params (T Value, string[] Words)[] all)
    where T : struct, Enum
{
    public string Of(T value) => Array.Find(all, one => one.Value.Equals(value)).Words[0];

    public T Parse(OptionValue value)
    {
        if (value.Value is T given)
            return given;

        var at = Array.FindIndex(all, one => one.Words.Any(word => OptionValue.Folded(word) == value.AsWord()));
        return at >= 0 ? all[at].Value : throw value.NotOneOf(FormatWords.Sentence([.. all.Select(static one => one.Words[0])]));
    }
}
