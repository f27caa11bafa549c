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
            switch (cells.KindOf(row))
            {
                case CellKind.Null: AddNull(); break;
                case CellKind.Int64: AddInt64(cells.Int64(row)); break;
                case CellKind.Double: AddDouble(cells.Double(row)); break;
                case CellKind.Boolean: AddBoolean(cells.Boolean(row)); break;
                case CellKind.Decimal: AddDecimal(cells.Decimal(row)); break;
                case CellKind.Date: AddDate(cells.Date(row)); break;
                case CellKind.Timestamp: AddTimestamp(cells.Timestamp(row)); break;
                case CellKind.Text: AddUtf8(cells.Text(row)); break;
                default: AddValue(cells.Object(row)); break;
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
            if (chunk.IsNull(column, row))
                AddNull();
            else
                Add(chunk, kinds[column], column, row);
        }

        EndRow();
    }

    private void Add(DuckDbChunk chunk, DuckDbTypeKind kind, int column, int row)
    {
        switch (kind)
        {
            case DuckDbTypeKind.VarChar: AddUtf8(chunk.Bytes(column, row)); break;
            case DuckDbTypeKind.BigInt: AddInt64(chunk.Values<long>(column)[row]); break;
            case DuckDbTypeKind.Integer: AddInt64(chunk.Values<int>(column)[row]); break;
            case DuckDbTypeKind.Double: AddDouble(chunk.Values<double>(column)[row]); break;
            case DuckDbTypeKind.Boolean: AddBoolean(chunk.Values<byte>(column)[row] != 0); break;
            case DuckDbTypeKind.Date when Times.Day(chunk.Values<int>(column)[row]) is { } day: AddDate(day); break;
            case DuckDbTypeKind.Timestamp when Times.Moment(chunk.Values<long>(column)[row]) is { } moment: AddTimestamp(moment); break;
            default: AddValue(chunk.Value(column, row)); break;
        }
    }

    private void AddDecimal(decimal value)
    {
        Next();
        WriteNumber(value);
    }

    private void AddDate(DateOnly value)
    {
        Next();
        WriteMoment(value);
    }

    private void AddTimestamp(DateTime value)
    {
        Next();
        WriteMoment(value);
    }
}
