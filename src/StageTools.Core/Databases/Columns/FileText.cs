namespace StageTools.Databases.Columns;

/// <summary>How a file writes what it has no type for.</summary>
/// <param name="IsJson">Whether it is JSON: bytes are Base64 where nobody says otherwise, and a text is no JSON that was written as text.</param>
/// <param name="Binary">What bytes are written as; null where that is not said.</param>
/// <param name="IsBare">Whether text may look like a number, and be read as one: CSV and TSV.</param>
internal readonly record struct FileText(bool IsJson, BinaryFormat? Binary = null, bool IsBare = false)
{
    private const int LeastHex = 16;
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>Of a file of a format.</summary>
    public static FileText Of(FileFormat format) =>
        new(format.Format is RowFormat.Json or RowFormat.NdJson, format.BinaryFormat, format.Format is RowFormat.Csv or RowFormat.Tsv);

    /// <summary>The bytes that a value means; null where it means none.</summary>
    public byte[]? Bytes(object value) => value switch
    {
        byte[] bytes => bytes,
        string text => OfText(text),
        // A bare value is one of a type only where that writes the same text.
        _ => IsBare && ValueText.Of(value) is { } bare ? OfText(bare) : null,
    };

    /// <summary>The value as JSON; null where it is none.</summary>
    /// <remarks>A text of a file that is not JSON must be JSON itself. One in a JSON file is a JSON text, unless it begins as an object or a list
    /// does: databases that have JSON as text are exported so.</remarks>
    public string? Json(object value)
    {
        if (value is not string text || (IsJson && text is not ['{' or '[', ..]))
            return ValueText.Structure(value);

        try
        {
            // Its buffers are given back.
            using var document = JsonDocument.Parse(text);
            return text;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The JSON that a text is; null where it is none.</summary>
    public static JsonElement? Parse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private byte[]? OfText(string text)
    {
        // PostgreSQL's mark is no Base64; MySQL's 0x is.
        var isMarked = text.StartsWith("\\x", StringComparison.Ordinal);
        if (!isMarked && Binary is null && IsJson && MayBeHex(text))
            throw new FormatException($"{ValueText.Shown(text)} may be Base64 or hexadecimal digits; say which by binary_format");

        if (!isMarked && (Binary ?? (IsJson ? BinaryFormat.Base64 : BinaryFormat.Hex)) is BinaryFormat.Base64)
            return OfBase64(text);

        return OfHex(isMarked || text.StartsWith("0x", StringComparison.Ordinal) ? text.AsSpan(2) : text);
    }

    // A digest, for one, is valid Base64 too. Of Base64 one text in four thousand million looks like that.
    private static bool MayBeHex(string text) => text.Length >= LeastHex && text.Length % 2 == 0
        && text.AsSpan(text.StartsWith("0x", StringComparison.Ordinal) ? 2 : 0).IndexOfAnyExcept(LowerHex) < 0;

    private static byte[]? OfHex(ReadOnlySpan<char> digits)
    {
        var bytes = new byte[digits.Length / 2];
        return Convert.FromHexString(digits, bytes, out _, out _) == OperationStatus.Done ? bytes : null;
    }

    private static byte[]? OfBase64(string text)
    {
        var bytes = new byte[text.Length / 4 * 3];
        return text.Length % 4 == 0 && Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}
