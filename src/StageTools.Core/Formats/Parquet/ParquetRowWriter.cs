namespace StageTools.Formats.Parquet;

/// <summary>Rows on their way to DuckDB, which asks for them a chunk at a time and waits. A value that its column cannot hold ends the file before
/// it; the next one goes on with it.</summary>
/// <param name="next">Gives the next rows; null at the end.</param>
internal sealed class ParquetRowWriter(Func<RowBatch?> next)
{
    // A chunk is held by DuckDB and here.
    private const long MostInChunk = 16L << 20;

    private IReadOnlyList<ParquetColumn> _columns = [];
    private TextForms[] _forms = [];
    private RowBatch? _current;
    private int _at;
    private long _row;

    /// <summary>In which forms the texts of each column's values come back.</summary>
    public IReadOnlyList<TextForms> Forms => _forms;

    /// <summary>How many rows the file has.</summary>
    public long RowCount { get; private set; }

    /// <summary>The value that ended the file; null where there were no more rows.</summary>
    public ParquetMisfit? Misfit { get; private set; }

    /// <summary>The file that the rows are read back from; null where they come as they are.</summary>
    public ParquetPiece? Origin { get; set; }

    /// <summary>Begins a file.</summary>
    public void Begin(IReadOnlyList<ParquetColumn> columns)
    {
        (_columns, _forms) = (columns, [.. columns.Select(TextForm.Before)]);
        (Misfit, RowCount) = (null, 0);
    }

    /// <summary>Fills a chunk; false when there are no more rows.</summary>
    public bool Fill(DuckDbChunk chunk)
    {
        var filled = 0;
        var length = 0L;
        var isEnded = false;
        while (filled < chunk.Capacity && length < MostInChunk && Misfit is null)
        {
            if (_current is not { } current)
            {
                (_current, _at) = (next(), 0);
                isEnded = _current is null;
                if (isEnded)
                    break;

                continue;
            }

            length += current.Length;

            var count = Math.Min(chunk.Capacity - filled, current.RowCount - _at);
            for (var column = 0; column < _columns.Count; column++)
                count = Write(chunk, column, filled, current, count);

            filled += count;
            _at += count;
            _row += count;
            if (_at == current.RowCount)
            {
                current.Release();
                _current = null;
            }
        }

        RowCount += filled;
        chunk.RowCount = filled;
        return !isEnded && Misfit is null;
    }

    /// <summary>Writes a column of rows; gives how many have all their values so far.</summary>
    private int Write(DuckDbChunk chunk, int column, int at, RowBatch batch, int count)
    {
        var (to, cells, row) = (_columns[column], batch[column], 0);
        try
        {
            var longs = to.Type == DuckDbType.BigInt ? chunk.Values<long>(column) : default;
            var doubles = to.Type == DuckDbType.Double ? chunk.Values<double>(column) : default;
            var days = to.Type == DuckDbType.Date ? chunk.Values<int>(column) : default;
            var moments = to.Type == DuckDbType.Timestamp ? chunk.Values<long>(column) : default;
            var from = Origin?.Columns[column];
            var isText = to.Kind == ParquetKind.Text || (to.Kind == ParquetKind.Json && from?.Kind == ParquetKind.Json);
            for (; row < count; row++)
            {
                var cell = _at + row;
                switch (cells.KindOf(cell))
                {
                    case CellKind.Null:
                        chunk.SetNull(column, at + row);
                        break;
                    case CellKind.Int64 when !longs.IsEmpty:
                        longs[at + row] = cells.Int64(cell);
                        break;
                    case CellKind.Double when !doubles.IsEmpty:
                        doubles[at + row] = cells.Double(cell);
                        break;
                    case CellKind.Date when !days.IsEmpty:
                        days[at + row] = Times.Days(cells.Date(cell));
                        break;
                    case CellKind.Timestamp when !moments.IsEmpty && Times.Micros(cells.Timestamp(cell)) is { } micros:
                        moments[at + row] = micros;
                        break;
                    case CellKind.Text when isText:
                        chunk.WriteText(column, at + row, cells.Text(cell));
                        break;
                    case CellKind.Object when isText && cells.Object(cell) is string text:
                        chunk.Write(column, at + row, text);
                        break;
                    default:
                        var value = cells.Value(cell);
                        value = from is null ? value : TextForm.Restore(from, value, Origin!.Forms[column]);
                        chunk.Write(column, at + row, to.Convert(value));
                        _forms[column] = TextForm.After(to, value, _forms[column]);
                        break;
                }
            }
        }
        catch (Exception e) when (e is ValueRefused or DuckDbException or StageException)
        {
            var number = batch.Numbers is { } numbers ? numbers[_at + row] : _row + row + 1;
            if (e is StageException)
                throw StageErrorCode.ValueNotRepresentable.Error($"Column '{to.Name}', row {number}: {e.Message}.", to.Name, e);

            Misfit = new ParquetMisfit(column, cells, _at + row, batch.RowCount, number, Refused(to.Name, number, e));
        }

        return row;
    }

    /// <summary>The error of a value that its column cannot hold.</summary>
    private static StageException Refused(string column, long row, Exception why)
    {
        var prefix = $"Column '{column}': ";
        var message = why.Message.StartsWith(prefix, StringComparison.Ordinal) ? why.Message[prefix.Length..] : why.Message;
        return StageErrorCode.ValueNotRepresentable.Error(
            $"Column '{column}', row {row}: {message.TrimEnd('.')}. The rows before it gave the Parquet column its type, and no other one holds all "
                + "of them as they were",
            new Advice(AdviceKind.GiveOneType), column, why);
    }
}

/// <summary>A value that its column cannot hold.</summary>
/// <param name="Column">Which column.</param>
/// <param name="Cells">The column's values in the batch.</param>
/// <param name="From">Which of them it is.</param>
/// <param name="To">Before which the batch ends.</param>
/// <param name="Row">Which row of all.</param>
/// <param name="Error">The error where no other column holds it.</param>
internal sealed record ParquetMisfit(int Column, RowBatchColumn Cells, int From, int To, long Row, StageException Error);
