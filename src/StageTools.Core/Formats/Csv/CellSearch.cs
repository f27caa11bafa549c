using StageTools.Errors;
using StageTools.Formats.Files;
using StageTools.Formats.Options;
using StageTools.Formats.Text;

namespace StageTools.Formats.Csv;

/// <summary>Finds where in a file a cell stands: DuckDB tells what it holds, and this module's reader counts the lines.</summary>
internal static class CellSearch
{
    /// <summary>The line that the cell's row begins on; null where the file cannot be read again.</summary>
    public static async Task<long?> LineOfAsync(StagedFile file, CellError cell, CancellationToken cancellationToken)
    {
        var layout = DelimitedLayout.From(file.Format);
        var line = 1L + layout.SkippedLines + (layout.Header ? 1 : 0);
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
                    return line;

                line += 1 + row.Values.Sum(static v => v is string s ? s.AsSpan().Count('\n') : 0);
            }
        }
        catch (Exception e) when (e is IOException or StageException or UnauthorizedAccessException)
        {
            // The error itself is told; where it stands is not worth another.
        }

        return null;
    }
}
