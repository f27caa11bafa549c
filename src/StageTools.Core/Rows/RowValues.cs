namespace StageTools.Rows;

/// <summary>The values of a row on their way to a file of text.</summary>
internal static class RowValues
{
    /// <summary>A value that stays as it is when the batch that it lies in is filled again.</summary>
    public static object? Keep(object? value) => value switch
    {
        Utf8Text text => text.ToString(),
        long number => Box(number),
        double number => Box(number),
        _ => value,
    };

    /// <summary>How much room a value takes, roughly, in bytes.</summary>
    public static int SizeOf(object? value) => value switch
    {
        null => 1,
        string text => text.Length,
        Utf8Text text => text.Bytes.Length,
        byte[] bytes => bytes.Length,
        IReadOnlyCollection<object?> items => items.Sum(SizeOf),
        IEnumerable<KeyValuePair<string, object?>> fields => fields.Sum(static f => SizeOf(f.Value)),
        _ => sizeof(long),
    };

    private static object Box<T>(T number)
        where T : struct => number;
}
