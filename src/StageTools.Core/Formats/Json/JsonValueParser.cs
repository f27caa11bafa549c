namespace StageTools.Formats.Json;

/// <summary>Makes values of JSON: text, long, BigInteger, double, decimal, bool, null, objects and arrays.</summary>
internal sealed class JsonValueParser(RowReadOptions options)
{
    /// <summary>How many bytes a moment has at most, each of its characters escaped.</summary>
    public const int LongestMoment = 36 * 6;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly object True = true;
    private static readonly object False = false;

    /// <summary>Of two values under one key one would be lost, so the object is refused, as a header with a name twice is.</summary>
    public static FormatException DuplicateKey(string name) => new($"the object has two keys '{name}'; rename or remove one");

    /// <summary>Parses a value of a row, which may be a long text.</summary>
    /// <exception cref="FormatException">A number out of range, a key twice.</exception>
    public object? ParseCell(ref Utf8JsonReader reader) =>
        options.LongTexts && reader.TokenType is JsonTokenType.String
            && reader.ValueSpan.Length >= LongText.Least && Utf8.IsValid(reader.ValueSpan)
            ? Long(ref reader)
            : Parse(ref reader);

    /// <summary>Parses the value the reader stands on.</summary>
    /// <exception cref="FormatException">A number out of range, a key twice.</exception>
    public object? Parse(ref Utf8JsonReader reader)
    {
        if (options.AsText)
            return ParseText(ref reader);
        return reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.True => True,
            JsonTokenType.False => False,
            JsonTokenType.Number => CanonicalText.Number(reader.ValueSpan) ?? Nearest(reader.ValueSpan),
            JsonTokenType.StartObject => ParseObject(ref reader),
            JsonTokenType.StartArray => ParseArray(ref reader),
            _ => (options.InferTypes ? MomentOf(ref reader) : null) ?? TextOf(ref reader),
        };
    }

    /// <summary>A text with escapes without them; nothing where it is too long for a moment.</summary>
    /// <param name="reader">Stands on the text.</param>
    /// <param name="room">Room for <see cref="LongestMoment"/> bytes, where the text will lie.</param>
    /// <exception cref="InvalidOperationException">A text that is none.</exception>
    public static ReadOnlySpan<byte> Unescaped(Utf8JsonReader reader, Span<byte> room) =>
        reader.ValueSpan.Length <= LongestMoment ? room[..reader.CopyString(room)] : default;

    private static LongText Long(ref Utf8JsonReader reader)
    {
        var text = LongText.WithRoom(reader.ValueSpan.Length);
        try
        {
            text.Length = reader.CopyString(text.Room);
            return text;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            text.Free();
            throw;
        }
    }

    private static string? TextOf(ref Utf8JsonReader reader) => reader.ValueIsEscaped && reader.ValueSpan.Length >= LongText.Least
        ? TextPieces.ToText(new JsonPieces(reader.ValueSpan, stackalloc byte[4]), reader.ValueSpan.Length)
        : reader.GetString();

    private static object? MomentOf(ref Utf8JsonReader reader) =>
        CanonicalMoment.Infer(reader.ValueIsEscaped ? Unescaped(reader, stackalloc byte[LongestMoment]) : reader.ValueSpan);

    // An object or array as text is its own JSON, as it stands in the file.
    private static string? ParseText(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => TextOf(ref reader),
        JsonTokenType.StartObject or JsonTokenType.StartArray => RawText(ref reader),
        _ => Strict.GetString(reader.ValueSpan),
    };

    private static string RawText(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.GetRawText();
    }

    /// <summary>The double that is nearest to a number.</summary>
    /// <exception cref="FormatException">It is out of range.</exception>
    public static double Nearest(ReadOnlySpan<byte> token)
    {
        var nearest = double.Parse(token, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(nearest)
            ? nearest
            : throw new FormatException($"the number {Shortened(token)} is out of range; write it as text");
    }

    private static string Shortened(ReadOnlySpan<byte> token) =>
        token.Length <= 40 ? Encoding.ASCII.GetString(token) : Encoding.ASCII.GetString(token[..40]) + "…";

    private OrderedDictionary<string, object?> ParseObject(ref Utf8JsonReader reader)
    {
        var fields = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (!fields.TryAdd(name, Parse(ref reader)))
                throw DuplicateKey(name);
        }

        return fields;
    }

    private object?[] ParseArray(ref Utf8JsonReader reader)
    {
        var items = new List<object?>();
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
            items.Add(Parse(ref reader));
        return [.. items];
    }
}
