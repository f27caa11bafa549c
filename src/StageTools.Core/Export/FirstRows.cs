using StageTools.Formats.Text;
using StageTools.Rows;

namespace StageTools.Export;

/// <summary>The first rows of an export, for who wants to see them.</summary>
internal sealed class FirstRows
{
    private const int Most = 10;

    private readonly List<Row> _rows = [];

    /// <summary>The rows.</summary>
    public IReadOnlyList<Row> Rows => _rows;

    /// <summary>Looks at a batch that goes by.</summary>
    public void Add(IReadOnlyList<string> columns, RowBatch batch)
    {
        for (var row = 0; row < batch.RowCount && _rows.Count < Most; row++)
        {
            columns = batch.ColumnsFrom(row) ?? columns;
            _rows.Add(new Row(columns, [.. batch.Row(row).ToArray().Take(columns.Count).Select(RowValues.Keep)]));
        }
    }

    /// <summary>The columns, each with the type of the first value it has here.</summary>
    public IReadOnlyList<string> Describe(IReadOnlyList<string> columns) => columns
        .Select(name => $"{name} {_rows.Select(r => Value(r, name)).FirstOrDefault(static v => v is not null)?.GetType().Name ?? "NULL"}")
        .ToArray();

    private static object? Value(Row row, string column)
    {
        for (var i = 0; i < row.Columns.Count; i++)
        {
            if (row.Columns[i] == column)
                return row.Values[i];
        }

        return null;
    }
}
