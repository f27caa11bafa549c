using System.Threading.Channels;
using StageTools.DuckDb;
using StageTools.Errors;
using StageTools.Rows;

namespace StageTools.Formats.Parquet;

/// <summary>Rows on their way to DuckDB, which asks for them a chunk at a time and waits.</summary>
/// <param name="schema">The columns.</param>
/// <param name="isConverted">Whether values have been converted for their columns already.</param>
/// <param name="batches">The rows, and who takes a batch back.</param>
/// <param name="cancellationToken">Ends the waiting.</param>
internal sealed class ParquetRowWriter(
    ParquetSchema schema, bool isConverted, ChannelReader<(RowBatch Batch, Action<RowBatch> Recycle)> batches, CancellationToken cancellationToken)
{
    private (RowBatch Batch, Action<RowBatch> Recycle)? _current;
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

            var count = Math.Min(chunk.Capacity - filled, current.Batch.RowCount - _at);
            for (var column = 0; column < schema.Columns!.Count; column++)
                Write(chunk, column, filled, current.Batch, count);

            filled += count;
            _at += count;
            _row += count;
            if (_at == current.Batch.RowCount)
            {
                current.Batch.Clear();
                current.Recycle(current.Batch);
                _current = null;
            }
        }

        chunk.RowCount = filled;
        return filled == chunk.Capacity;
    }

    private bool TryTake()
    {
        // DuckDB's thread is one that may wait.
        while (batches.WaitToReadAsync(cancellationToken).AsTask().GetAwaiter().GetResult())
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
        var to = schema.Columns![column];
        var row = 0;
        try
        {
            var longs = to.Type == DuckDbType.BigInt ? chunk.Values<long>(column) : default;
            var doubles = to.Type == DuckDbType.Double ? chunk.Values<double>(column) : default;
            for (; row < count; row++)
            {
                switch (batch.Value(_at + row, column))
                {
                    case long number when !longs.IsEmpty:
                        longs[at + row] = number;
                        break;
                    case double number when !doubles.IsEmpty:
                        doubles[at + row] = number;
                        break;
                    case string text when to.Kind == ParquetKind.Text:
                        chunk.WriteText(column, at + row, text);
                        break;
                    case Utf8Text text when to.Kind == ParquetKind.Text:
                        chunk.WriteText(column, at + row, text.Bytes);
                        break;
                    case var value:
                        WriteOther(chunk, column, at + row, isConverted ? value : to.Convert(value));
                        break;
                }
            }
        }
        catch (Exception e) when (e is ValueRefused or DuckDbException)
        {
            throw Refused(to.Name, batch.Numbers is { } numbers ? numbers[_at + row] : _row + row + 1, e);
        }
    }

    private static void WriteOther(DuckDbChunk chunk, int column, int row, object? value)
    {
        if (value is Utf8Text text)
        {
            chunk.WriteText(column, row, text.Bytes);
        }
        else if (value is null)
        {
            chunk.SetNull(column, row);
        }
        else
        {
            chunk.Write(column, row, value);
        }
    }

    /// <summary>The error of a value that its column cannot hold.</summary>
    internal static StageException Refused(string column, long row, Exception why)
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
