namespace StageTools.Formats;

/// <summary>The text of single values as CSV has it, without its quotes: what a table or a message shows.</summary>
public sealed class PlainText
{
    private static readonly JsonValueWriter Json = new(BinaryFormat.Hex, static what => StageErrorCode.ValueNotRepresentable.Error(what));

    private readonly Utf8Buffer _text = new();

    /// <summary>The text: numbers and moments in their one invariant form, bytes in hexadecimal, what has values inside as JSON; null for
    /// NULL.</summary>
    public string? Of(object? value)
    {
        if (value is null or string || OtherValue.IsNull(value))
            return value as string;
        if (OtherValue.TryBytes(value, out var bytes))
            return OtherValue.Encoded(bytes, BinaryFormat.Hex);

        _text.Truncate(0);
        try
        {
            if (!MomentText.TryWrite(_text, value) && !NumberText.TryWrite(_text, value))
            {
                if (value is not IEnumerable)
                    return OtherValue.Invariant(value);

                Json.WriteStructure(_text, value);
            }
        }
        catch (StageException e) when (e.Code is StageErrorCode.ValueNotRepresentable)
        {
            // What a file could not hold can be shown all the same: NaN inside of a list.
            return OtherValue.Invariant(value);
        }

        return Encoding.UTF8.GetString(_text.Written);
    }
}
