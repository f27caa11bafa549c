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
    private readonly NamedColumns _byName;
    private readonly NamedColumns _ofTable;

    // The places of the columns that were found: they stay where they are.
    private readonly Dictionary<TableColumn, int> _places = new(ReferenceEqualityComparer.Instance);
    private readonly SortedSet<string> _passedOver = new(StringComparer.Ordinal);
    private readonly ShapeCache<int[]> _shapes = new();
    private IReadOnlyList<string>? _shape;
    private int[] _ofShape = [];

    public ColumnMatch(ImportFile file, TargetTable table, LoadOptions options)
    {
        (_file, _table, _ofTable) = (file, table, new NamedColumns(table.Columns));
        _byPosition = file.Format.Format is { } format && FormatTraits.Of(format).IsDelimited
            && (options.ByPosition || !DelimitedLayout.From(file.Format).Header);
        _wanted = options.Columns is null ? table.Columns : [.. options.Columns.Select(Wanted)];
        _byName = options.Columns is null ? _ofTable : new NamedColumns(_wanted);
    }

    /// <summary>The columns found so far. The list is another one when it grows: rows of JSON may each have columns of their own.</summary>
    public IReadOnlyList<TableColumn> Columns { get; private set; } = [];

    /// <summary>The columns of the file that the table computes itself.</summary>
    public IReadOnlyCollection<string> PassedOver => _passedOver;

    /// <summary>Where the values of a row go: for each, the place in <see cref="Columns"/>, -1 for one that goes nowhere.</summary>
    /// <exception cref="StageException"><c>DataInvalid</c> for a column that the table does not have.</exception>
    public int[] PlacesOf(Row row)
    {
        if (ReferenceEquals(row.Columns, _shape))
            return _ofShape;

        if (!_shapes.TryGet(row.Columns, out var places))
        {
            places = _byPosition ? ByPosition(row) : ByName(row);
            _shapes.Add(row.Columns, places);
        }

        (_shape, _ofShape) = (row.Columns, places);
        return places;
    }

    private int[] ByPosition(Row row)
    {
        // What the table numbers itself the file may have, and need not.
        var wanted = _wanted;
        if (row.Columns.Count < wanted.Count && ReferenceEquals(wanted, _table.Columns))
            wanted = [.. wanted.Where(static column => !column.IsNumbered)];

        var fits = _file.Format.ErrorOnColumnCountMismatch is false;
        if (row.Columns.Count != wanted.Count && !fits)
        {
            var said = _wanted.Count == _table.Columns.Count ? $"the table {_wanted.Count} columns" : $"{_wanted.Count} columns are to be filled";
            throw Invalid(row, $"the row has {row.Columns.Count} values and {said}; what is matched by position must be as many on both sides");
        }

        Columns = [.. wanted.Take(row.Columns.Count)];
        return [.. Enumerable.Range(0, row.Columns.Count).Select(i => i < wanted.Count ? i : -1)];
    }

    private int[] ByName(Row row)
    {
        var found = new TableColumn?[row.Columns.Count];
        var filled = new HashSet<TableColumn>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = Find(row, row.Columns[i]);
            if (found[i] is { } column && !filled.Add(column))
                throw Invalid(row, "two columns of the file differ in case alone, which the table's cannot; rename one in the file");
        }

        List<TableColumn> added = [.. found.OfType<TableColumn>().Where(column => _places.TryAdd(column, _places.Count))];
        if (added.Count > 0)
            Columns = [.. Columns, .. added];

        return Array.ConvertAll(found, column => column is null ? -1 : _places[column]);
    }

    // A column that the table has, and that is not to be filled, is passed over.
    private TableColumn? Find(Row row, string name)
    {
        if (_byName.Find(name) is { } column)
            return column;

        if (IsComputed(name))
            _passedOver.Add(name);
        else if (_ofTable.Find(name) is null)
            throw Invalid(row, $"the table '{_table.Name.Parts[^1]}' has no column '{name}'; add it to the table, or rename the file's");

        return null;
    }

    private TableColumn Wanted(string name) => _ofTable.Find(name) ?? throw StageErrorCode.OptionInvalid.Error(
        IsComputed(name)
            ? $"The table '{_table.Name.Parts[^1]}' computes its column '{name}' itself; leave it out of those that are to be filled."
            : $"The table '{_table.Name.Parts[^1]}' has no column '{name}'; it has {string.Join(", ", _table.Columns.Select(static c => c.Name))}.",
        name);

    private bool IsComputed(string name) => _table.Computed.Contains(name, StringComparer.OrdinalIgnoreCase);

    private StageException Invalid(Row row, string what) => InvalidFile.At(_file.Name, row.Line, what);

    /// <summary>Columns by their exact names or, where there is none, by ones that differ in case alone.</summary>
    private sealed class NamedColumns
    {
        private readonly Dictionary<string, TableColumn> _exact = new(StringComparer.Ordinal);
        private readonly Dictionary<string, TableColumn> _folded = new(StringComparer.OrdinalIgnoreCase);

        public NamedColumns(IEnumerable<TableColumn> columns)
        {
            foreach (var column in columns)
            {
                _exact.TryAdd(column.Name, column);
                _folded.TryAdd(column.Name, column);
            }
        }

        public TableColumn? Find(string name) => _exact.GetValueOrDefault(name) ?? _folded.GetValueOrDefault(name);
    }
}
