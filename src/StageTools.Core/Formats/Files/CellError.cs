namespace StageTools.Formats.Files;

/// <summary>A value of a file that its column's type does not hold, told through DuckDB's <c>error()</c>.</summary>
/// <param name="Column">The column.</param>
/// <param name="Type">The type of the column.</param>
/// <param name="Path">The file of this machine.</param>
/// <param name="Other">The file that the column has its type from; nothing where its own rows told it.</param>
/// <param name="Value">The value's text.</param>
internal sealed record CellError(string Column, string Type, string Path, string Other, string Value)
{
    // No message of DuckDB's holds it.
    private const char Mark = '\u0001';

    /// <summary>An expression that makes the message, for the value of a column.</summary>
    public static string Expression(string column, string type, FileOrigin origin, string other = "") =>
        $"concat(chr(1), {DuckDbText.Literal(column)}, chr(1), {DuckDbText.Literal(type)}, chr(1), {origin.Path}, chr(1), "
            + $"{DuckDbText.Literal(other)}, chr(1), CAST({DuckDbText.Name(column)} AS VARCHAR), chr(1))";

    /// <summary>Reads the message.</summary>
    public static bool TryRead(string message, [NotNullWhen(true)] out CellError? error)
    {
        var parts = message.Split(Mark, 6);
        error = parts.Length == 6
            ? new CellError(parts[1], parts[2], parts[3], parts[4], parts[5][..Math.Max(0, parts[5].LastIndexOf(Mark))])
            : null;
        return error is not null;
    }
}
