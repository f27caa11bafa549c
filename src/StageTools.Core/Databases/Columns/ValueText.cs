namespace StageTools.Databases.Columns;

/// <summary>Values as text, where a column holds text: as the file formats write them, so that bare text that became a value is the same text
/// again.</summary>
internal static class ValueText
{
    private const int Longest = 60;

    [ThreadStatic]
    private static Utf8Buffer? _buffer;

    /// <summary>The text; null for bytes, which are none.</summary>
    public static string? Of(object value) => value switch
    {
        byte[] => null,
        SqlDecimal or CalendarSpan => value.ToString(),
        _ => Plain(value) ?? Structure(value),
    };

    /// <summary>The text of a number or a moment; null for anything else.</summary>
    public static string? Plain(object value)
    {
        var buffer = Empty();
        return NumberText.TryWrite(buffer, value) || MomentText.TryWrite(buffer, value) ? Encoding.UTF8.GetString(buffer.Written) : null;
    }

    /// <summary>The JSON of any value.</summary>
    public static string Structure(object value)
    {
        var buffer = Empty();
        new JsonValueWriter(
            BinaryFormat.Base64, static what => StageErrorCode.ValueNotRepresentable.Error(what)).Write(buffer, value, depth: 0);
        return Encoding.UTF8.GetString(buffer.Written);
    }

    /// <summary>The value as an error shows it.</summary>
    public static string Shown(object value)
    {
        var text = value is byte[] bytes ? $"a value of {bytes.Length} bytes" : $"'{value as string ?? Of(value)}'";
        return text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "…'");
    }

    private static Utf8Buffer Empty()
    {
        var buffer = _buffer ??= new Utf8Buffer();
        buffer.Truncate(0);
        return buffer;
    }
}
