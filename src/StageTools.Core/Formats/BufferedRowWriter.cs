using System.Buffers;
using StageTools.Stages;

namespace StageTools.Formats;

/// <summary>What the writers have in common: a row is put together in a buffer, and errors name its column and number.</summary>
internal abstract class BufferedRowWriter : RowWriter
{
    private int _column;

    protected BufferedRowWriter(IBufferWriter<byte> output, IReadOnlyList<string> columns, Func<object, object?>? convert)
        : base(output, columns)
    {
        Convert = convert;
        Json = new JsonValueWriter(convert, Refused);
    }

    protected Utf8Buffer Buffer { get; } = new();

    protected JsonValueWriter Json { get; }

    protected Func<object, object?>? Convert { get; }

    public sealed override void Write(ReadOnlySpan<object?> values)
    {
        if (values.Length != Columns.Count)
            throw new ArgumentException($"A row of {values.Length} values does not fit {Columns.Count} columns.", nameof(values));

        // A refused row must not leave its first half to the next.
        Buffer.Truncate(0);
        BeginRow();
        for (_column = 0; _column < values.Length; _column++)
            WriteValue(_column, values[_column]);
        EndRow();
        RowCount++;
        Buffer.MoveTo(Output);
    }

    protected abstract void BeginRow();

    protected abstract void WriteValue(int column, object? value);

    protected abstract void EndRow();

    /// <summary>The error of a value that the format cannot hold; <paramref name="why"/> ends the sentence that begins with its place.</summary>
    protected StageException Refused(string why) =>
        new(StageErrorCode.ValueNotRepresentable, $"Column '{Columns[_column]}', row {RowCount + 1}: {why}.", Columns[_column]);

    protected StageException RefusedSurrogate() => Refused(JsonValueWriter.LoneSurrogate);

    /// <summary>The error of a name with half of a surrogate pair in it.</summary>
    protected static StageException RefusedName(string name) => new(
        StageErrorCode.ValueNotRepresentable, $"The column name '{name}' {JsonValueWriter.LoneSurrogate}.", name);
}
