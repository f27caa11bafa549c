using StageTools.Formats.Text;
using StageTools.Rows;

namespace StageTools.Export.Parts;

/// <summary>Rows of an export into a writer of text.</summary>
internal static class RowWriting
{
    /// <summary>Writes a row: a text of a database goes through as it is.</summary>
    public static void WriteRow(this RowWriter writer, ReadOnlySpan<object?> values)
    {
        writer.BeginRow();
        foreach (var value in values)
        {
            if (value is Utf8Text text)
            {
                writer.AddUtf8(text.Bytes);
            }
            else
            {
                writer.AddValue(value);
            }
        }

        writer.EndRow();
    }

    /// <summary>Writes the rows of a batch, and empties it.</summary>
    public static void WriteAll(this RowWriter writer, RowBatch batch)
    {
        var change = 0;
        for (var row = 0; row <= batch.RowCount; row++)
        {
            for (; change < batch.Changes.Count && batch.Changes[change].Row == row; change++)
                writer.ChangeColumns(batch.Changes[change].Columns);

            if (row < batch.RowCount)
                writer.WriteRow(batch.Row(row).Span);
        }

        batch.Clear();
    }
}
