using System.Buffers;
using StageTools.Errors;

namespace StageTools.Formats.Text;

/// <summary>Turns rows into the bytes of one file. It writes to a buffer and never waits: whoever owns the buffer moves it on.</summary>
/// <remarks>
/// A row is written whole by <see cref="Write"/>, or value by value between <see cref="BeginRow"/> and <see cref="EndRow"/>: numbers and UTF-8 text
/// that a database gives go to the file without becoming objects first.
/// A value that the format cannot hold throws a <see cref="StageException"/> with <see cref="StageErrorCode.ValueNotRepresentable"/>
/// that names the column and the row (from 1). Of a refused row no byte reaches the buffer: the writer can go on with the next one.
/// </remarks>
public abstract class RowWriter
{
    /// <summary>Makes a writer of rows with these columns.</summary>
    protected RowWriter(IBufferWriter<byte> output, IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(columns);
        Output = output;
        Columns = columns;
    }

    /// <summary>The columns, in the order of the values.</summary>
    public IReadOnlyList<string> Columns { get; protected set; }

    /// <summary>Rows written so far.</summary>
    public long RowCount { get; protected set; }

    /// <summary>Rows that went to other files before, for messages: the row they name is the whole export's.</summary>
    internal long RowsBefore { get; set; }

    /// <summary>Where the bytes go.</summary>
    protected IBufferWriter<byte> Output { get; }

    /// <summary>What stands before the first row: a header, an opening bracket. Called once.</summary>
    public abstract void Begin();

    /// <summary>Writes one row; as many values as there are columns.</summary>
    public void Write(ReadOnlySpan<object?> values)
    {
        if (values.Length != Columns.Count)
            throw new ArgumentException($"A row of {values.Length} values does not fit {Columns.Count} columns.", nameof(values));
        BeginRow();
        foreach (var value in values)
            AddValue(value);
        EndRow();
    }

    /// <summary>Begins a row. One that was begun and not ended is given up.</summary>
    public abstract void BeginRow();

    /// <summary>Writes NULL as the row's next value.</summary>
    public abstract void AddNull();

    /// <summary>Writes an integer as the row's next value.</summary>
    public abstract void AddInt64(long value);

    /// <summary>Writes a floating-point number as the row's next value.</summary>
    public abstract void AddDouble(double value);

    /// <summary>Writes a floating-point number as the row's next value, in the digits of its own precision.</summary>
    public abstract void AddSingle(float value);

    /// <summary>Writes a decimal number, with its scale, as the row's next value.</summary>
    public abstract void AddDecimal(decimal value);

    /// <summary>Writes a truth value as the row's next value.</summary>
    public abstract void AddBoolean(bool value);

    /// <summary>Writes text as the row's next value.</summary>
    public abstract void AddText(ReadOnlySpan<char> text);

    /// <summary>Writes text as the row's next value.</summary>
    /// <param name="utf8">UTF-8; bytes that are none are refused.</param>
    public abstract void AddUtf8(ReadOnlySpan<byte> utf8);

    /// <summary>Writes a value of any type as the row's next one; null is NULL.</summary>
    public abstract void AddValue(object? value);

    /// <summary>Ends the row and hands its bytes on. It has as many values as there are columns.</summary>
    public abstract void EndRow();

    /// <summary>Whether rows may differ in their columns: each JSON row names its own, a CSV file has one header.</summary>
    public virtual bool CanChangeColumns => false;

    /// <summary>Gives the rows that follow other columns.</summary>
    /// <exception cref="NotSupportedException">The format has one set of columns for all rows.</exception>
    public virtual void ChangeColumns(IReadOnlyList<string> columns) => throw new NotSupportedException();

    /// <summary>How many bytes <see cref="End"/> will write.</summary>
    internal virtual int EndLength => 0;

    /// <summary>What stands after the last row. Called once.</summary>
    public abstract void End();
}
