using System.Threading.Channels;
using StageTools.DuckDb;
using StageTools.Errors;
using StageTools.Rows;
using StageTools.Storage;

namespace StageTools.Formats.Parquet;

/// <summary>Rows on their way to DuckDB, which asks for them a chunk at a time and waits.</summary>
/// <param name="schema">The columns.</param>
/// <param name="batches">The rows.</param>
/// <param name="cancellationToken">Ends the waiting.</param>
internal sealed class ParquetRowWriter(ParquetSchema schema, ChannelReader<RowBatch> batches, CancellationToken cancellationToken)
{
    private RowBatch? _current;
    private int _at;
    private long _row;

    /// <summary>Fills a chunk; false when there are no more rows.</summary>
    public bool Fill(DuckDbChunk chunk)
    {
        var filled = 0;
        while (filled < chunk.Capacity)
        {
            if (_current is not { } current)
            {
                if (!TryTake())
                    break;

                continue;
            }

            var count = Math.Min(chunk.Capacity - filled, current.RowCount - _at);
            for (var column = 0; column < schema.Columns!.Count; column++)
                Write(chunk, column, filled, current, count);

            filled += count;
            _at += count;
            _row += count;
            if (_at == current.RowCount)
            {
                current.Release();
                _current = null;
            }
        }

        chunk.RowCount = filled;
        return filled == chunk.Capacity;
    }

    private bool TryTake()
    {
        // DuckDB's thread is one that may wait.
        while (Blocking.Wait(batches.WaitToReadAsync(cancellationToken).AsTask()))
        {
            if (batches.TryRead(out var next))
            {
                (_current, _at) = (next, 0);
                return true;
            }
        }

        return false;
    }

    private void Write(DuckDbChunk chunk, int column, int at, RowBatch batch, int count)
    {
        var (to, cells, row) = (schema.Columns![column], batch[column], 0);
        try
        {
            var longs = to.Type == DuckDbType.BigInt ? chunk.Values<long>(column) : default;
            var doubles = to.Type == DuckDbType.Double ? chunk.Values<double>(column) : default;
            var isText = to.Kind == ParquetKind.Text;
            for (; row < count; row++)
            {
                var from = _at + row;
                switch (cells.KindOf(from))
                {
                    case CellKind.Null:
                        chunk.SetNull(column, at + row);
                        break;
                    case CellKind.Int64 when !longs.IsEmpty:
                        longs[at + row] = cells.Int64(from);
                        break;
                    case CellKind.Double when !doubles.IsEmpty:
                        doubles[at + row] = cells.Double(from);
                        break;
                    case CellKind.Text when isText:
                        chunk.WriteText(column, at + row, cells.Text(from));
                        break;
                    case CellKind.Object when isText && cells.Object(from) is string text:
                        chunk.WriteText(column, at + row, text);
                        break;
                    default:
                        chunk.Write(column, at + row, to.Convert(cells.Value(from)));
                        break;
                }
            }
        }
        catch (Exception e) when (e is ValueRefused or DuckDbException)
        {
            throw Refused(to.Name, batch.Numbers is { } numbers ? numbers[_at + row] : _row + row + 1, e);
        }
    }

    /// <summary>The error of a value that its column cannot hold.</summary>
    private static StageException Refused(string column, long row, Exception why)
    {
        var prefix = $"Column '{column}': ";
        var message = why.Message.StartsWith(prefix, StringComparison.Ordinal) ? why.Message[prefix.Length..] : why.Message;
        return new StageException(
            StageErrorCode.ValueNotRepresentable,
            $"Column '{column}', row {row}: {message.TrimEnd('.')}. The first rows gave the Parquet column its type; convert the value, or export "
                + "NDJSON.",
            column,
            why);
    }
}
