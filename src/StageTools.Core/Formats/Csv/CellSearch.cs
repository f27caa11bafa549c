namespace StageTools.Formats.Csv;

/// <summary>Finds where in a file a cell stands: DuckDB tells what it holds, and this module's reader counts the lines.</summary>
internal static class CellSearch
{
    /// <summary>The line that the cell's row begins on; null where the file cannot be read again.</summary>
    public static async Task<long?> LineOfAsync(StagedFile file, CellError cell, CancellationToken cancellationToken)
    {
        try
        {
            var at = -1;
            await foreach (var row in DelimitedFormat.RowsAsync(
                file, file.Format, new RowReadOptions(AsText: true), cancellationToken).ConfigureAwait(false))
            {
                at = at < 0 ? row.Columns.ToList().FindIndex(c => c.Equals(cell.Column, StringComparison.OrdinalIgnoreCase)) : at;
                if (at < 0)
                    return null;

                if (row.Values[at] is string value && string.Equals(value, cell.Value, StringComparison.Ordinal))
                    return row.Line;
            }
        }
        catch (Exception e) when (e is IOException or StageException or UnauthorizedAccessException)
        {
            // The error itself is told; where it stands is not worth another.
        }

        return null;
    }
}
