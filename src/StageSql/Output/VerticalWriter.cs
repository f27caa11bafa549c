namespace StageTools.Terminal.Output;

/// <summary>Rows for a person, a line for each value: for rows wider than a terminal.</summary>
internal sealed class VerticalWriter(ResultOutput output, IReadOnlyList<QueryColumn> columns) : ShownRowsWriter(output)
{
    private const string Stars = "***************************";

    private readonly string[] _names = NamesOf(columns);

    /// <inheritdoc/>
    public override void Write(string[] texts)
    {
        RowCount++;
        Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Stars} {RowCount}. row {Stars}"));
        for (var column = 0; column < texts.Length; column++)
        {
            Output.Write(_names[column]);
            Output.Write(": ");
            Output.WriteLine(texts[column]);
        }
    }

    private static string[] NamesOf(IReadOnlyList<QueryColumn> columns)
    {
        string[] names = [.. columns.Select(static c => ShownText.Of(c.Name))];
        var widest = names.Max(static name => CellWidth.Of(name));
        return [.. names.Select(name => new string(' ', widest - CellWidth.Of(name)) + name)];
    }
}
