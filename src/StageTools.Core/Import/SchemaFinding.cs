namespace StageTools.Import;

/// <summary>The columns of files, found by looking at their rows. Names that differ in case alone are one column: databases have them so.</summary>
public sealed class SchemaFinding
{
    private readonly OrderedDictionary<string, ColumnFinding> _columns = new(StringComparer.OrdinalIgnoreCase);
    private IReadOnlyList<string>? _shape;
    private ColumnFinding[] _shaped = [];
    private long _rows;

    /// <summary>The columns found so far, in the order in which they came.</summary>
    public IReadOnlyList<StageColumn> Columns =>
    [
        .. _columns.Values.Select((column, place) =>
            new StageColumn(column.Name, column.Type.ToString(), IsNullable(column), column.FileNames, place)),
    ];

    /// <summary>How many rows were looked at.</summary>
    public long Rows => _rows;

    /// <summary>The columns of a table for these rows.</summary>
    internal IReadOnlyList<TableColumn> TableColumns => [.. _columns.Values.Select(static column => new TableColumn(column.Name, column.Type))];

    /// <summary>Looks at the first rows of a file, with dates, times and GUIDs among their types.</summary>
    /// <param name="file">The file.</param>
    /// <param name="sampleSize">How many rows; 0 for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="StageException">The file cannot be read.</exception>
    public async Task LookAtAsync(ImportFile file, int sampleSize, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        // What is broken in a row is for the load to tell of, in its own way.
        var options = new RowReadOptions(InferTypes: true) { OnBadRecord = static _ => { }, LongTexts = true };
        var left = sampleSize;
        await foreach (var row in StageImport.RowsAsync(file, options, cancellationToken).ConfigureAwait(false))
        {
            Add(row, file.Name);
            if (--left == 0)
                break;
        }
    }

    private void Add(Row row, string file)
    {
        if (!ReferenceEquals(row.Columns, _shape))
            (_shape, _shaped) = (row.Columns, [.. row.Columns.Select(Find)]);

        _rows++;
        for (var i = 0; i < _shaped.Length; i++)
        {
            _shaped[i].Add(row.Values[i], file);
            (row.Values[i] as LongText)?.Free();
        }
    }

    private ColumnFinding Find(string name)
    {
        if (!_columns.TryGetValue(name, out var column))
            _columns.Add(name, column = new ColumnFinding(name));

        return column;
    }

    private bool IsNullable(ColumnFinding column) => column.Nullable || column.Rows < _rows;
}

/// <summary>A column as files have it (Databend INFER_SCHEMA: column_name, type, nullable, filenames, order_id).</summary>
/// <param name="ColumnName">The name, as it stands in the first file that has it.</param>
/// <param name="Type">The SQL name of the narrowest type that holds all values that were looked at.</param>
/// <param name="Nullable">Whether a value was NULL, or a row without the column.</param>
/// <param name="FileNames">The files that have it: stage paths, or paths of the file system.</param>
/// <param name="OrderId">Its place, from 0.</param>
public sealed record StageColumn(string ColumnName, string Type, bool Nullable, IReadOnlyList<string> FileNames, int OrderId);
