namespace StageTools.Formats;

/// <summary>The text of single values as CSV has it, without its quotes: what a table or a message shows.</summary>
public sealed class PlainText
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly Writer _writer;

    /// <summary>Makes one, to be used for many values, one after the other.</summary>
    public PlainText() => _writer = new Writer(_output);

    /// <summary>The text: numbers and moments in their one invariant form, bytes in hexadecimal, what has values inside as JSON; null for
    /// NULL.</summary>
    public string? Of(object? value)
    {
        switch (value)
        {
            case null:
                return null;
            case string text:
                return text;
            case object when OtherValue.IsNull(value):
                return null;
        }

        _output.ResetWrittenCount();
        try
        {
            _writer.BeginRow();
            _writer.AddValue(value);
            _writer.EndRow();
        }
        catch (StageException e) when (e.Code is StageErrorCode.ValueNotRepresentable)
        {
            // What a file could not hold can be shown all the same: an integer that could not be read back, NaN inside of a list.
            return OtherValue.Invariant(value);
        }

        return Encoding.UTF8.GetString(_output.WrittenSpan);
    }

    private sealed class Writer(IBufferWriter<byte> output)
        : DelimitedRowWriter(
            DelimitedLayout.From(new FileFormat { Format = RowFormat.Csv }) with { RecordDelimiter = "" }, output, ["value"])
    {
        protected override void WriteName(ReadOnlySpan<byte> utf8) => Buffer.Append(utf8);

        protected override void WriteValid(ReadOnlySpan<byte> utf8) => Buffer.Append(utf8);

        protected override void Enclose(int start)
        {
            // No column is forced into quotes.
        }
    }
}
