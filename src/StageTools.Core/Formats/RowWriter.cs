using System.Buffers;

namespace StageTools.Formats;

/// <summary>Turns rows into the bytes of one file. It writes to a buffer and never waits: whoever owns the buffer moves it on.</summary>
/// <remarks>
/// A value that the format cannot hold throws a <see cref="Stages.StageException"/> with <see cref="Stages.StageErrorCode.ValueNotRepresentable"/>
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

    /// <summary>Where the bytes go.</summary>
    protected IBufferWriter<byte> Output { get; }

    /// <summary>What stands before the first row: a header, an opening bracket. Called once.</summary>
    public abstract void Begin();

    /// <summary>Writes one row; as many values as there are columns.</summary>
    public abstract void Write(ReadOnlySpan<object?> values);

    /// <summary>Whether rows may differ in their columns: each JSON row names its own, a CSV file has one header.</summary>
    public virtual bool CanChangeColumns => false;

    /// <summary>Gives the rows that follow other columns.</summary>
    /// <exception cref="NotSupportedException">The format has one set of columns for all rows.</exception>
    public virtual void ChangeColumns(IReadOnlyList<string> columns) => throw new NotSupportedException();

    /// <summary>What stands after the last row. Called once.</summary>
    public abstract void End();
}
