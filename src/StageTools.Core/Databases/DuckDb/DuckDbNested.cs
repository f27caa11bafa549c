namespace StageTools.Databases.DuckDb;

/// <summary>Lists, structs and maps on their way into a table, as JSON whose every value is one of the column's own, exactly: DuckDB would round
/// numbers to those that it wants, pass over fields that it does not know, and drop backslashes of lists that are text.</summary>
/// <remarks>Values are JSON texts there, from which DuckDB makes each type as it makes it of any text.</remarks>
internal static class DuckDbNested
{
    private static readonly JsonWriterOptions AsIs = new() { SkipValidation = true };
    private static readonly JsonElement Null = JsonDocument.Parse("null").RootElement;

    /// <summary>Whether a type is made of others.</summary>
    public static bool Is(string type) =>
        type.EndsWith(']') || type.StartsWith("STRUCT(", StringComparison.Ordinal) || type.StartsWith("MAP(", StringComparison.Ordinal);

    /// <summary>The value as DuckDB takes it.</summary>
    /// <param name="json">The value, as JSON.</param>
    /// <param name="type">The column's type.</param>
    /// <exception cref="FormatException">It is none of the type.</exception>
    public static string Accept(string json, DuckDbType type)
    {
        var output = new ArrayBufferWriter<byte>();
        using var document = Parse(json);
        using (var writer = new Utf8JsonWriter(output, AsIs))
        {
            try
            {
                Write(writer, document.RootElement, type);
            }
            catch (InvalidOperationException e)
            {
                throw new FormatException("the text holds half of a surrogate pair", e);
            }
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static JsonDocument Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            throw new FormatException("its arrays and objects lie inside each other too deep", e);
        }
    }

    private static void Write(Utf8JsonWriter to, JsonElement value, DuckDbType type)
    {
        switch (type.Kind, value.ValueKind)
        {
            case (_, JsonValueKind.Null):
                to.WriteNullValue();
                break;
            case (DuckDbTypeKind.List or DuckDbTypeKind.Array, JsonValueKind.Array):
                WriteItems(to, value, type);
                break;
            case (DuckDbTypeKind.Struct, JsonValueKind.Object):
                WriteFields(to, value, type);
                break;
            case (DuckDbTypeKind.Map, JsonValueKind.Object or JsonValueKind.Array):
                WritePairs(to, PairsOf(value, type), type.Fields![0].Type, type.Fields[1].Type);
                break;
            case (DuckDbTypeKind.List or DuckDbTypeKind.Array or DuckDbTypeKind.Struct or DuckDbTypeKind.Map, _):
                throw NotA(value, type);
            case (DuckDbTypeKind.VarChar, _) when type == DuckDbType.Json:
                to.WriteRawValue(value.GetRawText());
                break;
            default:
                to.WriteStringValue(LeafOf(ValueOf(value, type), type));
                break;
        }
    }

    private static void WriteItems(Utf8JsonWriter to, JsonElement items, DuckDbType type)
    {
        if (type.Kind == DuckDbTypeKind.Array && items.GetArrayLength() != type.Length)
            throw NotA(items, type);

        to.WriteStartArray();
        foreach (var item in items.EnumerateArray())
            Write(to, item, type.Item!);

        to.WriteEndArray();
    }

    // DuckDB wants each field, by its very name.
    private static void WriteFields(Utf8JsonWriter to, JsonElement value, DuckDbType type)
    {
        var given = value.EnumerateObject().ToLookup(static field => field.Name, static field => field.Value, StringComparer.OrdinalIgnoreCase);
        if (given.FirstOrDefault(one => !type.Fields!.Any(field => field.Name.Equals(one.Key, StringComparison.OrdinalIgnoreCase))) is { } other)
            throw new FormatException($"{type} has no field '{other.Key}'");

        to.WriteStartObject();
        foreach (var field in type.Fields!)
        {
            to.WritePropertyName(field.Name);
            Write(to, given[field.Name].DefaultIfEmpty(Null).Last(), field.Type);
        }

        to.WriteEndObject();
    }

    private static void WritePairs(Utf8JsonWriter to, IEnumerable<(object Key, JsonElement Value)> pairs, DuckDbType key, DuckDbType item)
    {
        to.WriteStartObject();
        foreach (var pair in pairs)
        {
            to.WritePropertyName(LeafOf(pair.Key, key));
            Write(to, pair.Value, item);
        }

        to.WriteEndObject();
    }

    // Files have a map whose keys are no text as a list of keys and values.
    private static IEnumerable<(object Key, JsonElement Value)> PairsOf(JsonElement value, DuckDbType type) => value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject().Select(static pair => ((object)pair.Name, pair.Value))
        : value.EnumerateArray().Select(pair => pair.ValueKind == JsonValueKind.Object && pair.EnumerateObject().Count() == 2
            && pair.TryGetProperty("key", out var key) && pair.TryGetProperty("value", out var item) && key.ValueKind != JsonValueKind.Null
                ? (ValueOf(key, type.Fields![0].Type), item)
                : throw NotA(value, type));

    // A number keeps all its digits.
    private static object ValueOf(JsonElement value, DuckDbType type) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number when type.Kind is not (DuckDbTypeKind.Double or DuckDbTypeKind.Float) =>
            value.TryGetInt64(out var whole) ? whole : DecimalText.Parse(value.GetRawText()) ?? value.GetDouble(),
        _ => value.GetRawText(),
    };

    private static string LeafOf(object value, DuckDbType type)
    {
        if (type.Kind == DuckDbTypeKind.Blob)
            throw new FormatException("bytes inside a list, a struct or a map cannot be loaded; load them as text, and convert it in SQL");

        var column = new TableColumn(string.Empty, DuckDbColumns.TypeOf(type.ToString()), type.ToString());
        return DuckDbColumns.Accept(ColumnValue.Convert(value, column.Type), column) switch
        {
            string text => text,
            TimeSpan span => string.Create(CultureInfo.InvariantCulture, $"{span.Days} days {span - TimeSpan.FromDays(span.Days):c}"),
            var leaf => ValueText.Of(leaf)!,
        };
    }

    private static FormatException NotA(JsonElement value, DuckDbType type) => new($"{ValueText.Shown(value.GetRawText())} is no {type}");
}
