namespace StageTools.Terminal.Output;

/// <summary>Rows for a person, a line for each value: for rows wider than a terminal.</summary>
internal sealed class VerticalWriter(ResultOutput output, IReadOnlyList<QueryColumn> columns) : ResultWriter(output)
{
    private const string Stars = "***************************";

    private readonly PlainText _plain = new();
    private readonly string[] _names = NamesOf(columns);

    /// <inheritdoc/>
    public override void Begin()
    {
        // Every row has its own heading.
    }

    /// <inheritdoc/>
    public override void Write(QueryRows rows)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            var texts = new string[_names.Length];
            for (var column = 0; column < texts.Length; column++)
                texts[column] = ShownText.Of(_plain.Of(rows.Columns[column].GetValue(row)) ?? "NULL");

            Write(texts);
        }
    }

    /// <summary>Writes a row whose values are texts that can be shown.</summary>
    public void Write(string[] texts)
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

    /// <inheritdoc/>
    public override void End()
    {
        // Nothing stands behind the last row.
    }

    private static string[] NamesOf(IReadOnlyList<QueryColumn> columns)
    {
        string[] names = [.. columns.Select(static c => ShownText.Of(c.Name))];
        var widest = names.Max(static name => CellWidth.Of(name));
        return [.. names.Select(name => new string(' ', widest - CellWidth.Of(name)) + name)];
    }
}
