using StageTools.Databases;
using StageTools.Formats;
using StageTools.Stages;

namespace StageTools.Import;

/// <summary>
/// Which of a table's columns the columns of a file are: those of the same name, whatever its case (Databend: MATCH_BY_COLUMN_NAME); of a file without a header,
/// those at the same places.
/// </summary>
internal sealed class ColumnMatch(ImportFile file, TargetTable table)
{
    private readonly bool _byPosition = file.Format is { Format: RowFormat.Csv or RowFormat.Tsv, Header: false };
    private IReadOnlyList<string>? _shape;
    private int[] _places = [];

    /// <summary>The columns found so far. The list is another one when it grows: rows of JSON may each have columns of their own.</summary>
    public IReadOnlyList<TableColumn> Columns { get; private set; } = [];

    /// <summary>Where the values of a row go: for each, the place in <see cref="Columns"/>.</summary>
    /// <exception cref="StageException"><c>DataInvalid</c> for a column that the table does not have.</exception>
    public int[] PlacesOf(Row row)
    {
        if (!ReferenceEquals(row.Columns, _shape))
        {
            _places = _byPosition ? ByPosition(row) : ByName(row);
            _shape = row.Columns;
        }

        return _places;
    }

    private int[] ByPosition(Row row)
    {
        if (row.Columns.Count != table.Columns.Count)
        {
            throw Invalid(row, $"the row has {row.Columns.Count} values and the table {table.Columns.Count} columns; a file without a header is matched by position, so both must be as many");
        }

        Columns = table.Columns;
        return [.. Enumerable.Range(0, row.Columns.Count)];
    }

    private int[] ByName(Row row)
    {
        var columns = Columns.ToList();
        var places = new int[row.Columns.Count];
        for (var i = 0; i < places.Length; i++)
        {
            var column = Find(row, row.Columns[i]);
            places[i] = columns.IndexOf(column);
            if (places[i] < 0)
            {
                places[i] = columns.Count;
                columns.Add(column);
            }
        }

        if (places.Distinct().Count() < places.Length)
        {
            throw Invalid(row, "two columns of the file differ in case alone, which the table's cannot; rename one in the file");
        }

        if (columns.Count > Columns.Count)
        {
            Columns = columns;
        }

        return places;
    }

    private TableColumn Find(Row row, string name) =>
        table.Columns.FirstOrDefault(column => column.Name == name)
        ?? table.Columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw Invalid(row, $"the table '{table.Name.Parts[^1]}' has no column '{name}'; add it to the table, or rename the file's");

    private StageException Invalid(Row row, string what) => InvalidFile.At(file.Name, row.Line, what);
}
