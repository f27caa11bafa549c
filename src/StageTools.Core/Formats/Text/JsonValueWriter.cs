namespace StageTools.Formats.Text;

/// <summary>Any value as JSON: a row's value in NDJSON and JSON, and what CSV and TSV write for an object or a list.</summary>
/// <param name="binary">The text that bytes are written as.</param>
/// <param name="refused">Makes the error that says where the value stands; its argument ends the sentence.</param>
internal sealed class JsonValueWriter(BinaryFormat binary, Func<string, StageException> refused)
{
    /// <summary>How many objects and lists may lie inside each other. An object that holds itself goes deeper than any.</summary>
    public const int MostDepth = 64;

    public const string LoneSurrogate = "holds half of a surrogate pair, which UTF-8 has no bytes for; repair the text";

    /// <summary>Writes an object or a list that is a whole value.</summary>
    public void WriteStructure(Utf8Buffer buffer, object value) => WriteInside(buffer, value, depth: 1);

    /// <summary>Writes a value.</summary>
    /// <param name="buffer">Where it goes.</param>
    /// <param name="value">The value; null is JSON's null.</param>
    /// <param name="depth">How many objects and lists it lies in, not counting the row.</param>
    public void Write(Utf8Buffer buffer, object? value, int depth)
    {
        if (value is null || OtherValue.IsNull(value))
            buffer.Append("null"u8);
        else if (value is string text)
            WriteText(buffer, text);
        else if (NumberText.IsNotFinite(value))
            throw NotFinite(value);
        else if (NumberText.IsTooLong(value))
            throw refused($"an integer of more than {NumberText.MostDigits} digits cannot be read back; export it as text");
        else if (!NumberText.TryWrite(buffer, value) && !TryWriteMoment(buffer, value))
            WriteOther(buffer, value, depth);
    }

    /// <summary>The error of NaN and the infinities.</summary>
    public StageException NotFinite(object value) =>
        refused($"{OtherValue.Invariant(value)} is no JSON value; export null in its place, or export CSV");

    private static bool TryWriteMoment(Utf8Buffer buffer, object value)
    {
        var start = buffer.Length;
        buffer.Append((byte)'"');
        if (MomentText.TryWrite(buffer, value))
        {
            buffer.Append((byte)'"');
            return true;
        }

        buffer.Truncate(start);
        return false;
    }

    private void WriteOther(Utf8Buffer buffer, object value, int depth)
    {
        if (OtherValue.TryBytes(value, out var bytes))
            WriteText(buffer, OtherValue.Encoded(bytes, binary));
        else if (value is IEnumerable)
            WriteInside(buffer, value, depth + 1);
        else
            WriteText(buffer, OtherValue.Invariant(value));
    }

    private void WriteInside(Utf8Buffer buffer, object value, int depth)
    {
        if (depth > MostDepth)
            throw refused($"objects lie inside each other more than {MostDepth} deep, or hold themselves; export the properties that are wanted");
        switch (value)
        {
            case IEnumerable<KeyValuePair<string, object?>> fields:
                WriteFields(buffer, fields, depth);
                break;
            case IDictionary entries:
                WriteFields(buffer, Fields(entries), depth);
                break;
            default:
                WriteItems(buffer, (IEnumerable)value, depth);
                break;
        }
    }

    private void WriteFields(Utf8Buffer buffer, IEnumerable<KeyValuePair<string, object?>> fields, int depth)
    {
        // The keys of a .NET dictionary differ.
        var names = fields is IReadOnlyDictionary<string, object?> ? null : new HashSet<string>(StringComparer.Ordinal);
        var before = (byte)'{';
        foreach (var (name, value) in fields)
        {
            if (names?.Add(name) is false)
                throw refused($"an object has two keys that are written '{name}'; rename one");
            buffer.Append(before);
            before = (byte)',';
            WriteText(buffer, name);
            buffer.Append((byte)':');
            Write(buffer, value, depth);
        }

        Close(buffer, before, "{}"u8);
    }

    private static IEnumerable<KeyValuePair<string, object?>> Fields(IDictionary entries)
    {
        foreach (DictionaryEntry entry in entries)
            yield return new(OtherValue.Invariant(entry.Key), entry.Value);
    }

    private void WriteItems(Utf8Buffer buffer, IEnumerable items, int depth)
    {
        var before = (byte)'[';
        foreach (var item in items)
        {
            buffer.Append(before);
            before = (byte)',';
            Write(buffer, item, depth);
        }

        Close(buffer, before, "[]"u8);
    }

    private static void Close(Utf8Buffer buffer, byte before, ReadOnlySpan<byte> pair)
    {
        if (before == pair[0])
            buffer.Append(pair[0]);
        buffer.Append(pair[1]);
    }

    private void WriteText(Utf8Buffer buffer, ReadOnlySpan<char> text)
    {
        if (!JsonText.TryWrite(buffer, text))
            throw refused(LoneSurrogate);
    }
}

/// <summary>Text as a JSON string: escaped where RFC 8259 asks for it and nowhere else.</summary>
internal static class JsonText
{
    private static readonly SearchValues<char> Special = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(static c => (char)c), '"', '\\']);

    private static readonly SearchValues<byte> SpecialBytes =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(static c => (byte)c), (byte)'"', (byte)'\\']);

    /// <summary>Writes the text in quotes; false where half of a surrogate pair stands alone in it.</summary>
    public static bool TryWrite(Utf8Buffer buffer, ReadOnlySpan<char> text)
    {
        buffer.Append((byte)'"');
        for (int at; (at = text.IndexOfAny(Special)) >= 0; text = text[(at + 1)..])
        {
            if (!buffer.TryAppend(text[..at]))
                return false;
            WriteEscaped(buffer, text[at]);
        }

        if (!buffer.TryAppend(text))
            return false;
        buffer.Append((byte)'"');
        return true;
    }

    /// <summary>Writes text that is valid UTF-8 in quotes.</summary>
    public static void Write(Utf8Buffer buffer, ReadOnlySpan<byte> utf8)
    {
        // Few of them are \u001f.
        buffer.ReserveLong(utf8, SpecialBytes, 1, 2);
        buffer.Append((byte)'"');
        for (int at; (at = utf8.IndexOfAny(SpecialBytes)) >= 0; utf8 = utf8[(at + 1)..])
        {
            buffer.Append(utf8[..at]);
            WriteEscaped(buffer, (char)utf8[at]);
        }

        buffer.Append(utf8);
        buffer.Append((byte)'"');
    }

    private static void WriteEscaped(Utf8Buffer buffer, char c)
    {
        var letter = "\"\\\b\t\n\f\r".IndexOf(c, StringComparison.Ordinal);
        buffer.Append((byte)'\\');
        buffer.Append(letter >= 0 ? "\"\\btnfr"u8[letter] : (byte)'u');
        if (letter < 0)
            buffer.AppendFormatted((int)c, "x4");
    }
}
