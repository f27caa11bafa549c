namespace StageTools.Formats.Csv;

internal abstract partial class DelimitedRowWriter
{
    private readonly Utf8Buffer _nested = new();

    // What is neither one of the commonest numbers nor text.
    private protected sealed override void WriteValue(object value)
    {
        if (!TryWriteKnown(value))
            WriteUnknown(value);
    }

    private bool TryWriteKnown(object value)
    {
        if (value is string text)
        {
            WriteText(text);
            return true;
        }

        if (NumberText.IsTooLong(value))
            throw Refused($"an integer of more than {NumberText.MostDigits} digits cannot be read back; export it as text");
        if (NumberText.IsNaN(value))
            Buffer.Append(NanBytes);
        else if (!MomentText.TryWrite(Buffer, value) && !NumberText.TryWrite(Buffer, value))
            return TryWriteAsText(value);
        CloseNumber();
        return true;
    }

    private bool TryWriteAsText(object value)
    {
        if (OtherValue.IsNull(value))
            WriteNull();
        else if (OtherValue.Of(value) is { } text)
            WriteText(text);
        else if (OtherValue.TryBytes(value, out var bytes))
            WriteBytes(OtherValue.Encoded(bytes, Layout.BinaryFormat));
        else if (OtherValue.IsStructure(value))
            WriteJson(value);
        else
            return false;
        return true;
    }

    private void WriteUnknown(object value)
    {
        if (value is System.Collections.IEnumerable)
            WriteJson(value);
        else
            WriteText(OtherValue.Invariant(value));
    }

    private void WriteJson(object value)
    {
        _nested.Truncate(0);
        Json.WriteStructure(_nested, value);
        WriteValid(_nested.Written);
    }
}
