namespace StageTools.Databases.Columns;

/// <summary>Makes a list that stood in a file one of a column of lists, each item one of the column's own.</summary>
internal static class ListValue
{
    /// <summary>The list, <c>object?[]</c>; what is none, nor the JSON of one, as it stands: the database may have a form of its own.</summary>
    /// <param name="value">The value that stood in the file.</param>
    /// <param name="item">What the items are.</param>
    /// <param name="file">How the file writes what it has no type for.</param>
    /// <exception cref="FormatException">An item is none of this type; the message says so.</exception>
    public static object Of(object value, ColumnType item, FileText file) => value switch
    {
        // Of JSON inside JSON a text is an item's whole text: lists of a database's JSON are exported so.
        _ when file.IsJson && item.Kind == ColumnKind.Json => Of(value, item, file with { IsJson = false }),
        string text when text.StartsWith('[') && FileText.Parse(text) is { } json => Items((object?[])ValueOf(json)!, item, file),
        _ when IsList(value) => Items((IEnumerable)value, item, file),
        _ => value,
    };

    private static object?[] Items(IEnumerable items, ColumnType type, FileText file) => [.. items.Cast<object?>().Select(item => item switch
    {
        null => null,
        _ when IsList(item) => Items((IEnumerable)item, type, file),
        _ => ColumnValue.Convert(item, type, file),
    })];

    private static bool IsList(object value) => value is IList and not byte[] and not IEnumerable<KeyValuePair<string, object?>>;

    // A number is its text, which has all its digits.
    private static object? ValueOf(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Array => json.EnumerateArray().Select(ValueOf).ToArray(),
        JsonValueKind.String => json.GetString(),
        _ => json.GetRawText(),
    };
}
