namespace StageTools.Formats.Csv;

/// <summary>A cell of a file that is not of its column's type, told through DuckDB's <c>error()</c>.</summary>
/// <param name="Column">The column.</param>
/// <param name="Type">The type of the column.</param>
/// <param name="Path">The file of this machine.</param>
/// <param name="Value">The cell's text.</param>
internal sealed record CellError(string Column, string Type, string Path, string Value)
{
    // No message of DuckDB's holds it.
    private const char Mark = '\u0001';

    /// <summary>An expression that makes the message, for the cell of a column.</summary>
    public static string Expression(string column, string type) =>
        $"concat(chr(1), {DuckDbText.Literal(column)}, chr(1), '{type}', chr(1), filename, chr(1), {DuckDbText.Name(column)}, chr(1))";

    /// <summary>Reads the message.</summary>
    public static bool TryRead(string message, [NotNullWhen(true)] out CellError? error)
    {
        var parts = message.Split(Mark, 5);
        error = parts.Length == 5 ? new CellError(parts[1], parts[2], parts[3], parts[4][..Math.Max(0, parts[4].LastIndexOf(Mark))]) : null;
        return error is not null;
    }
}

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
