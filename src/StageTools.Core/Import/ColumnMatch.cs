using StageTools.Databases.Columns;
using StageTools.Formats.Files;
using StageTools.Formats.Options;
using StageTools.Formats.Text;

namespace StageTools.Import;

/// <summary>
/// Which of a table's columns the columns of a file are: those of the same name, whatever its case (Databend: MATCH_BY_COLUMN_NAME); of a file
/// without a header, or where that is asked for, those at the same places.
/// </summary>
internal sealed class ColumnMatch
{
    private readonly ImportFile _file;
    private readonly TargetTable _table;
    private readonly bool _byPosition;

    // By position: the columns that are filled, in their order. By name: those that may be.
    private readonly IReadOnlyList<TableColumn> _wanted;
    private IReadOnlyList<string>? _shape;
    private int[] _places = [];

    public ColumnMatch(ImportFile file, TargetTable table, LoadOptions options)
    {
        (_file, _table) = (file, table);
        _byPosition = file.Format.Format is { } format && FormatTraits.Of(format).IsDelimited && (options.ByPosition || file.Format.Header is false);
        _wanted = options.Columns is null ? table.Columns : [.. options.Columns.Select(Wanted)];
    }

    /// <summary>The columns found so far. The list is another one when it grows: rows of JSON may each have columns of their own.</summary>
    public IReadOnlyList<TableColumn> Columns { get; private set; } = [];

    /// <summary>Where the values of a row go: for each, the place in <see cref="Columns"/>, -1 for one that goes nowhere.</summary>
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
        var fits = _file.Format.ErrorOnColumnCountMismatch is false;
        if (row.Columns.Count != _wanted.Count && !fits)
        {
            var wanted = _wanted.Count == _table.Columns.Count ? $"the table {_wanted.Count} columns" : $"{_wanted.Count} columns are to be filled";
            throw Invalid(row, $"the row has {row.Columns.Count} values and {wanted}; what is matched by position must be as many on both sides");
        }

        Columns = [.. _wanted.Take(row.Columns.Count)];
        return [.. Enumerable.Range(0, row.Columns.Count).Select(i => i < _wanted.Count ? i : -1)];
    }

    private int[] ByName(Row row)
    {
        var columns = Columns.ToList();
        var places = new int[row.Columns.Count];
        for (var i = 0; i < places.Length; i++)
        {
            if (Find(row, row.Columns[i]) is not { } column)
            {
                places[i] = -1;
                continue;
            }

            places[i] = columns.IndexOf(column);
            if (places[i] < 0)
            {
                places[i] = columns.Count;
                columns.Add(column);
            }
        }

        var filled = places.Where(static p => p >= 0).ToList();
        if (filled.Distinct().Count() < filled.Count)
            throw Invalid(row, "two columns of the file differ in case alone, which the table's cannot; rename one in the file");

        if (columns.Count > Columns.Count)
            Columns = columns;

        return places;
    }

    // A column that the table has, and that is not to be filled, is passed over.
    private TableColumn? Find(Row row, string name) =>
        Named(_wanted, name)
        ?? (Named(_table.Columns, name) is null && _wanted.Count == _table.Columns.Count
            ? throw Invalid(row, $"the table '{_table.Name.Parts[^1]}' has no column '{name}'; add it to the table, or rename the file's")
            : null);

    private TableColumn Wanted(string name) => Named(_table.Columns, name) ?? throw new StageException(
        StageErrorCode.OptionInvalid,
        $"The table '{_table.Name.Parts[^1]}' has no column '{name}'; it has {string.Join(", ", _table.Columns.Select(static c => c.Name))}.",
        name);

    private static TableColumn? Named(IReadOnlyList<TableColumn> columns, string name) =>
        columns.FirstOrDefault(column => column.Name == name)
            ?? columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private StageException Invalid(Row row, string what) => InvalidFile.At(_file.Name, row.Line, what);
}
