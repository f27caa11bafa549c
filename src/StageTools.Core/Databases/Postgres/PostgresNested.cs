namespace StageTools.Databases.Postgres;

/// <summary>Arrays and hstore on their way into a table, in PostgreSQL's own words.</summary>
internal static class PostgresNested
{
    /// <summary>The text of a list as an array, and of an object as hstore; any other value as it is, which may be such a text already.</summary>
    /// <exception cref="FormatException">The server would make another value of an item.</exception>
    public static object Text(object value, TableColumn column)
    {
        if (value is object?[] list && column is { Type.Item: { } type, NativeType: [.. var native, '[', ']'] })
            return ArrayOf(list, column with { Type = type, NativeType = native });

        return column.NativeType is "hstore" or [.., '.', 'h', 's', 't', 'o', 'r', 'e']
            && (value as string ?? ValueText.Structure(value)) is ['{', ..] text && FileText.Parse(text) is { } pairs
                ? PairsOf(pairs)
                : value;
    }

    private static string ArrayOf(object?[] list, TableColumn item) => $"{{{string.Join(',', list.Select(one => one switch
    {
        null => "NULL",
        object?[] inside => ArrayOf(inside, item),
        _ => Quoted(PostgresText.Of(PostgresColumns.Accept(one, item))),
    }))}}}";

    private static string PairsOf(JsonElement pairs)
    {
        try
        {
            return string.Join(", ", pairs.EnumerateObject().Select(static pair => $"{Quoted(pair.Name)}=>{TextOf(pair.Value)}"));
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("the text holds half of a surrogate pair", e);
        }
    }

    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "NULL",
        JsonValueKind.String => Quoted(value.GetString()!),
        _ => Quoted(value.GetRawText()),
    };

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
