using System.Diagnostics.CodeAnalysis;
using StageTools.Sql;

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
