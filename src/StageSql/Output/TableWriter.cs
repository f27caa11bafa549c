namespace StageTools.Terminal.Output;

/// <summary>A table for a person. Its columns are as wide as the first rows want; the rows that follow are cut to that, so that there may be any
/// number.</summary>
internal sealed class TableWriter(ResultOutput output, IReadOnlyList<QueryColumn> columns, OutputSettings settings) : ShownRowsWriter(output)
{
    private const int MeasuredRows = 1000;
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly bool[] _isNumber = [.. columns.Select(TableLayout.IsNumber)];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private List<string[]>? _measured = [];
    private int[] _widths = [];
    private VerticalWriter? _vertical;

    /// <inheritdoc/>
    public override void Write(QueryRows rows)
    {
        base.Write(rows);
        if (_measured is { } first && (first.Count >= MeasuredRows || _clock.Elapsed > Delay))
            WriteMeasured(first);
    }

    /// <inheritdoc/>
    public override void Write(string[] texts)
    {
        RowCount++;
        if (_measured is { } measured)
        {
            measured.Add(texts);
        }
        else if (_vertical is not null)
        {
            _vertical.Write(texts);
        }
        else
        {
            WriteLine(texts);
        }
    }

    /// <inheritdoc/>
    public override void End()
    {
        if (_measured is { Count: 0 })
            return;

        if (_measured is { } all)
            WriteMeasured(all);

        if (_vertical is null)
            WriteRule('└', '┴', '┘');
    }

    private void WriteMeasured(List<string[]> rows)
    {
        _measured = null;
        string[] names = [.. columns.Select(static c => ShownText.Of(c.Name))];
        _widths = [.. names.Select((name, i) => Math.Max(
            settings.HasHeader ? CellWidth.Of(name) : 1, rows.Count == 0 ? 0 : rows.Max(row => CellWidth.Of(row[i]))))];
        if (settings.Width is { } width && !TableLayout.TryFit(_widths, _isNumber, width))
        {
            // So many columns that a line of them cannot be read: a line for each value can.
            _vertical = new VerticalWriter(Output, columns);
            rows.ForEach(_vertical.Write);
            return;
        }

        WriteRule('┌', '┬', '┐');
        if (settings.HasHeader)
        {
            WriteLine(names);
            WriteRule('├', '┼', '┤');
        }

        foreach (var row in rows)
            WriteLine(row);
    }

    private void WriteRule(char left, char middle, char right)
    {
        for (var i = 0; i < _widths.Length; i++)
        {
            Output.Write([i == 0 ? left : middle]);
            Output.Write(new string('─', _widths[i] + 2));
        }

        Output.WriteLine([right]);
    }

    private void WriteLine(string[] texts)
    {
        for (var i = 0; i < texts.Length; i++)
        {
            Output.Write(i == 0 ? "│ " : " │ ");
            WriteCell(texts[i], i);
        }

        Output.WriteLine(" │");
    }

    private void WriteCell(string text, int column)
    {
        var room = _widths[column] - CellWidth.Of(text);
        if (room < 0 && settings.Width is not null && !_isNumber[column])
        {
            text = string.Concat(text.AsSpan(0, CellWidth.Fitting(text, _widths[column] - 1)), "…");
            room = _widths[column] - CellWidth.Of(text);
        }

        var padding = new string(' ', Math.Max(0, room));
        Output.Write(_isNumber[column] ? padding : text);
        Output.Write(_isNumber[column] ? text : padding);
    }
}

/// <summary>How wide the columns of a table are.</summary>
internal static class TableLayout
{
    // A name cut to fewer characters tells nothing any more.
    private const int LeastText = 8;

    /// <summary>Whether the values of a column are numbers, which stand at the right and are never cut.</summary>
    public static bool IsNumber(QueryColumn column) =>
        column.SqlType is "HUGEINT" or "UHUGEINT" or "BIGNUM"
        || (column.SqlType.StartsWith("DECIMAL(", StringComparison.Ordinal) && !column.SqlType.EndsWith(']'))
        || (column.Type.IsPrimitive && column.Type != typeof(bool) && column.Type != typeof(char));

    /// <summary>Makes columns narrower, the widest first, until the table fits; false where it cannot.</summary>
    /// <param name="widths">What the columns want; then what they get.</param>
    /// <param name="isNumber">Whether a column's values are numbers.</param>
    /// <param name="places">What a line of the table may take.</param>
    public static bool TryFit(int[] widths, bool[] isNumber, int places)
    {
        var left = places - ((3 * widths.Length) + 1);
        for (var excess = widths.Sum() - left; excess > 0;)
        {
            var widest = Enumerable.Range(0, widths.Length).Where(i => !isNumber[i]).OrderByDescending(i => widths[i]).Take(2).ToList();
            if (widest is not [var first, ..] || widths[first] <= LeastText)
                return false;

            var next = widest is [_, var second] ? widths[second] : 0;
            var step = Math.Min(excess, widths[first] - Math.Max(Math.Min(next, widths[first] - 1), LeastText));
            widths[first] -= step;
            excess -= step;
        }

        return true;
    }
}
