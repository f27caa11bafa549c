namespace StageTools.Formats.Text;

// Rows as they come from databases and from DuckDB: values that lie there as they are go to the file without becoming objects.
public abstract partial class RowWriter
{
    /// <summary>Writes a row of a batch, as far as it has these columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Write(RowBatch batch, int row)
    {
        BeginRow();
        for (var column = 0; column < Columns.Count; column++)
        {
            var cells = batch[column];
            Next();
            switch (cells.KindOf(row))
            {
                case CellKind.Null: WriteNull(); break;
                case CellKind.Int64: WriteNumber(cells.Int64(row)); break;
                case CellKind.Double: WriteNumber(cells.Double(row)); break;
                case CellKind.Boolean: WriteTruth(cells.Boolean(row)); break;
                case CellKind.Decimal: WriteNumber(cells.Decimal(row)); break;
                case CellKind.Date: WriteDay(cells.Date(row)); break;
                case CellKind.Timestamp: WriteMoment(cells.Timestamp(row)); break;
                case CellKind.Text: WriteUtf8(cells.Text(row)); break;
                default: WriteAny(cells.Object(row)); break;
            }
        }

        EndRow();
    }

    /// <summary>Writes a row of a chunk of DuckDB's, which has these columns.</summary>
    /// <exception cref="DuckDbException">A value has no form in .NET.</exception>
    internal void Write(DuckDbChunk chunk, int row)
    {
        BeginRow();
        var kinds = chunk.Kinds;
        for (var column = 0; column < kinds.Length; column++)
        {
            Next();
            switch (chunk.IsNull(column, row) ? DuckDbTypeKind.Null : kinds[column])
            {
                case DuckDbTypeKind.Null: WriteNull(); break;
                case DuckDbTypeKind.VarChar: WriteUtf8(chunk.Bytes(column, row)); break;
                case DuckDbTypeKind.BigInt: WriteNumber(chunk.Values<long>(column)[row]); break;
                case DuckDbTypeKind.Integer: WriteNumber(chunk.Values<int>(column)[row]); break;
                case DuckDbTypeKind.Double: WriteNumber(chunk.Values<double>(column)[row]); break;
                case DuckDbTypeKind.Boolean: WriteTruth(chunk.Values<byte>(column)[row] != 0); break;
                case DuckDbTypeKind.Date when Times.Day(chunk.Values<int>(column)[row]) is { } day: WriteDay(day); break;
                case DuckDbTypeKind.Timestamp when Times.Moment(chunk.Values<long>(column)[row]) is { } moment: WriteMoment(moment); break;
                default: WriteAny(chunk.Value(column, row)); break;
            }
        }

        EndRow();
    }

    private void WriteAny(object? value)
    {
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
            case LongText text: WriteUtf8(text.Utf8); break;
            default: WriteValue(value); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteNumber<T>(T value)
        where T : IUtf8SpanFormattable
    {
        Buffer.AppendFormatted(value);
        CloseNumber();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteNumber(decimal value)
    {
        NumberText.Write(Buffer, value);
        CloseNumber();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteTruth(bool value)
    {
        Buffer.Append(value ? "true"u8 : "false"u8);
        CloseNumber();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteDay(DateOnly day)
    {
        Buffer.Append(MomentQuote);
        MomentText.Write(Buffer, day);
        Buffer.Append(MomentQuote);
        CloseNumber();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteMoment(DateTime moment)
    {
        Buffer.Append(MomentQuote);
        MomentText.Write(Buffer, moment);
        Buffer.Append(MomentQuote);
        CloseNumber();
    }
}
