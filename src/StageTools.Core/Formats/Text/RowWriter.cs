namespace StageTools.Formats.Text;

/// <summary>Turns rows into the bytes of one file. It writes to a buffer and never waits: whoever owns the buffer moves it on.</summary>
/// <remarks>
/// A row is written whole by <see cref="Write(ReadOnlySpan{object?})"/>, or value by value between <see cref="BeginRow"/> and <see cref="EndRow"/>:
/// numbers and UTF-8 text that a database gives go to the file without becoming objects first.
/// A value that the format cannot hold throws a <see cref="StageException"/> with <see cref="StageErrorCode.ValueNotRepresentable"/>
/// that names the column and the row (from 1). Of a refused row no byte reaches the buffer: the writer can go on with the next one.
/// </remarks>
public abstract partial class RowWriter
{
    private protected const string NotUtf8 = "the text is not valid UTF-8; repair it, or export it as binary";

    /// <summary>Makes a writer of rows with these columns.</summary>
    private protected RowWriter(IBufferWriter<byte> output, IReadOnlyList<string> columns, BinaryFormat binary)
    {
        (Output, Columns) = (output, columns);
        Json = new JsonValueWriter(binary, Refused);
    }

    /// <summary>The columns, in the order of the values.</summary>
    public IReadOnlyList<string> Columns { get; private protected set; }

    /// <summary>Rows written so far.</summary>
    public long RowCount { get; private set; }

    /// <summary>Whether rows may differ in their columns: each JSON row names its own, a CSV file has one header.</summary>
    public virtual bool CanChangeColumns => false;

    /// <summary>Rows that went to other files before, for messages: the row they name is the whole export's.</summary>
    internal long RowsBefore { get; set; }

    /// <summary>What stands after the last row.</summary>
    internal virtual ReadOnlySpan<byte> Ending => default;

    /// <summary>Where the bytes go.</summary>
    private protected IBufferWriter<byte> Output { get; private set; }

    /// <summary>Where a row is put together.</summary>
    private protected Utf8Buffer Buffer { get; } = new();

    private protected JsonValueWriter Json { get; }

    /// <summary>The place of the next value.</summary>
    private protected int Column { get; private set; }

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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void BeginRow()
    {
        // A refused row must not leave its first half to the next.
        Buffer.Truncate(0);
        Column = -1;
        OpenRow();
    }

    /// <summary>Writes NULL as the row's next value.</summary>
    public void AddNull()
    {
        Next();
        WriteNull();
    }

    /// <summary>Writes an integer as the row's next value.</summary>
    public void AddInt64(long value)
    {
        Next();
        WriteNumber(value);
    }

    /// <summary>Writes a floating-point number as the row's next value.</summary>
    public void AddDouble(double value)
    {
        Next();
        WriteNumber(value);
    }

    /// <summary>Writes a truth value as the row's next value.</summary>
    public void AddBoolean(bool value)
    {
        Next();
        WriteTruth(value);
    }

    /// <summary>Writes text as the row's next value.</summary>
    public void AddText(ReadOnlySpan<char> text)
    {
        Next();
        WriteText(text);
    }

    /// <summary>Writes text as the row's next value.</summary>
    /// <param name="utf8">UTF-8; bytes that are none are refused.</param>
    public void AddUtf8(ReadOnlySpan<byte> utf8)
    {
        Next();
        WriteUtf8(utf8);
    }

    /// <summary>Writes a value of any type as the row's next one; null is NULL.</summary>
    public void AddValue(object? value)
    {
        Next();
        WriteAny(value);
    }

    /// <summary>Ends the row and hands its bytes on. It has as many values as there are columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void EndRow()
    {
        if (Column + 1 != Columns.Count)
            throw new InvalidOperationException($"A row of {Column + 1} values does not fit {Columns.Count} columns.");
        CloseRow();
        RowCount++;
        Buffer.MoveTo(Output);
    }

    /// <summary>Gives the rows that follow other columns.</summary>
    /// <exception cref="NotSupportedException">The format has one set of columns for all rows.</exception>
    public virtual void ChangeColumns(IReadOnlyList<string> columns) => throw new NotSupportedException();

    /// <summary>Writes what stands after the last row. Called once.</summary>
    public void End() => Output.Write(Ending);

    /// <summary>Goes on with another file, which has so many rows so far: one writer serves many files.</summary>
    internal void TurnTo(IBufferWriter<byte> output, long rowCount) => (Output, RowCount) = (output, rowCount);

    private protected void Next()
    {
        Column++;
        OpenValue();
    }

    private protected abstract void OpenRow();

    /// <summary>Writes what stands before the value of <see cref="Column"/>.</summary>
    private protected abstract void OpenValue();

    private protected abstract void WriteNull();

    private protected abstract void WriteNumber(double value);

    private protected abstract void WriteNumber(float value);

    private protected abstract void WriteText(ReadOnlySpan<char> text);

    private protected abstract void WriteUtf8(ReadOnlySpan<byte> utf8);

    /// <summary>Writes a value of any other type.</summary>
    private protected abstract void WriteValue(object value);

    /// <summary>Stands around a moment.</summary>
    private protected virtual ReadOnlySpan<byte> MomentQuote => default;

    /// <summary>Ends what was written bare: a number, a truth value, a moment.</summary>
    private protected virtual void CloseNumber()
    {
    }

    private protected abstract void CloseRow();

    /// <summary>The error of a value that the format cannot hold; <paramref name="why"/> ends the sentence that begins with its place.</summary>
    private protected StageException Refused(string why) =>
        StageErrorCode.ValueNotRepresentable.Error($"Column '{Columns[Column]}', row {RowsBefore + RowCount + 1}: {why}.", Columns[Column]);

    private protected StageException RefusedSurrogate() => Refused(JsonValueWriter.LoneSurrogate);

    /// <summary>The error of a name with half of a surrogate pair in it.</summary>
    private protected static StageException RefusedName(string name) => StageErrorCode.ValueNotRepresentable.Error(
        $"The column name '{name}' {JsonValueWriter.LoneSurrogate}.", name);
}
