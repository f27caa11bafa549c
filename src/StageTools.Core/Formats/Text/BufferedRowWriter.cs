using System.Buffers;
using StageTools.Errors;
using StageTools.Formats.Options;

namespace StageTools.Formats.Text;

/// <summary>What the writers have in common: a row is put together in a buffer, and errors name its column and number.</summary>
internal abstract class BufferedRowWriter : RowWriter
{
    protected const string NotUtf8 = "the text is not valid UTF-8; repair it, or export it as binary";

    protected BufferedRowWriter(IBufferWriter<byte> output, IReadOnlyList<string> columns, BinaryFormat binary, Func<object, object?>? convert)
        : base(output, columns)
    {
        Convert = convert;
        Json = new JsonValueWriter(binary, convert, Refused);
    }

    protected Utf8Buffer Buffer { get; } = new();

    protected JsonValueWriter Json { get; }

    protected Func<object, object?>? Convert { get; }

    /// <summary>The place of the next value.</summary>
    protected int Column { get; private set; }

    public sealed override void BeginRow()
    {
        // A refused row must not leave its first half to the next.
        Buffer.Truncate(0);
        Column = 0;
        OpenRow();
    }

    public sealed override void AddNull()
    {
        OpenValue();
        WriteNull();
        Column++;
    }

    public sealed override void AddInt64(long value)
    {
        OpenValue();
        WriteNumber(value);
        Column++;
    }

    public sealed override void AddDouble(double value)
    {
        OpenValue();
        WriteNumber(value);
        Column++;
    }

    public sealed override void AddSingle(float value)
    {
        OpenValue();
        WriteNumber(value);
        Column++;
    }

    public sealed override void AddDecimal(decimal value)
    {
        OpenValue();
        WriteNumber(value);
        Column++;
    }

    public sealed override void AddBoolean(bool value)
    {
        OpenValue();
        WriteTruth(value);
        Column++;
    }

    public sealed override void AddText(ReadOnlySpan<char> text)
    {
        OpenValue();
        WriteText(text);
        Column++;
    }

    public sealed override void AddUtf8(ReadOnlySpan<byte> utf8)
    {
        OpenValue();
        WriteUtf8(utf8);
        Column++;
    }

    public sealed override void AddValue(object? value)
    {
        OpenValue();
        switch (value)
        {
            case null: WriteNull(); break;
            case string text: WriteText(text); break;
            case long number: WriteNumber(number); break;
            case int number: WriteNumber(number); break;
            case double number: WriteNumber(number); break;
            case bool truth: WriteTruth(truth); break;
            case decimal number: WriteNumber(number); break;
            case float number: WriteNumber(number); break;
            default: WriteValue(value); break;
        }

        Column++;
    }

    public sealed override void EndRow()
    {
        if (Column != Columns.Count)
            throw new InvalidOperationException($"A row of {Column} values does not fit {Columns.Count} columns.");
        CloseRow();
        RowCount++;
        Buffer.MoveTo(Output);
    }

    protected abstract void OpenRow();

    /// <summary>Writes what stands before the value of <see cref="Column"/>.</summary>
    protected abstract void OpenValue();

    protected abstract void WriteNull();

    protected abstract void WriteNumber(long value);

    protected abstract void WriteNumber(double value);

    protected abstract void WriteNumber(float value);

    protected abstract void WriteNumber(decimal value);

    protected abstract void WriteTruth(bool value);

    protected abstract void WriteText(ReadOnlySpan<char> text);

    protected abstract void WriteUtf8(ReadOnlySpan<byte> utf8);

    /// <summary>Writes a value of any other type.</summary>
    protected abstract void WriteValue(object value);

    protected abstract void CloseRow();

    /// <summary>The error of a value that the format cannot hold; <paramref name="why"/> ends the sentence that begins with its place.</summary>
    protected StageException Refused(string why) =>
        new(StageErrorCode.ValueNotRepresentable, $"Column '{Columns[Column]}', row {RowsBefore + RowCount + 1}: {why}.", Columns[Column]);

    protected StageException RefusedSurrogate() => Refused(JsonValueWriter.LoneSurrogate);

    /// <summary>The error of a name with half of a surrogate pair in it.</summary>
    protected static StageException RefusedName(string name) => new(
        StageErrorCode.ValueNotRepresentable, $"The column name '{name}' {JsonValueWriter.LoneSurrogate}.", name);
}
