namespace StageTools.Rows;

/// <summary>Rows on their way from who reads them to who writes them, column by column.</summary>
/// <param name="home">Takes it back when its rows are done with; null where nobody does.</param>
internal sealed class RowBatch(Action<RowBatch>? home = null)
{
    private const int FullCount = 16_384;
    private const long FullLength = 1 << 20;

    // A column that once held a large text does not keep the room for it.
    private const int KeptLength = 1 << 20;

    private readonly List<(int Row, IReadOnlyList<string> Columns)> _schemas = [];
    private RowBatchColumn[] _columns = [];
    private Action<RowBatch>? _home = home;

    /// <summary>How many rows it holds.</summary>
    public int RowCount { get; private set; }

    /// <summary>How many values it holds.</summary>
    public int ValueCount { get; private set; }

    /// <summary>How long the texts and binary values are together, in characters and bytes: a few large ones fill a batch too.</summary>
    public long Length { get; set; }

    /// <summary>Whether it holds enough to be handed on.</summary>
    public bool IsFull => ValueCount >= FullCount || Length >= FullLength;

    /// <summary>Which row of the whole export each row is, from 1, where they do not follow each other; of a file that is read, the line.</summary>
    public List<long>? Numbers { get; init; }

    /// <summary>The rows, from one to before another, that have the same columns, in the order of their values.</summary>
    public IEnumerable<(int From, int To, IReadOnlyList<string> Columns)> Runs =>
        _schemas.Select((schema, i) => (schema.Row, i + 1 < _schemas.Count ? _schemas[i + 1].Row : RowCount, schema.Columns));

    /// <summary>The values at one place in their rows.</summary>
    public RowBatchColumn this[int column] => _columns[column];

    /// <summary>Gives the rows that follow these columns.</summary>
    public void Begin(IReadOnlyList<string> columns) => _schemas.Add((RowCount, columns));

    /// <summary>Adds a row of so many values, all NULL as yet.</summary>
    /// <returns>Which row it is.</returns>
    public int AddRow(int width)
    {
        Widen(width);
        ValueCount += width;
        return RowCount++;
    }

    /// <summary>A column, in which the row that will be added next can have a value already.</summary>
    /// <param name="column">Which.</param>
    /// <param name="width">How many columns that row will have.</param>
    public RowBatchColumn Ahead(int column, int width)
    {
        Widen(width);
        return _columns[column];
    }

    /// <summary>Forgets the values that the next row has already.</summary>
    public void ForgetAhead()
    {
        foreach (var column in _columns)
            column.Forget(RowCount);
    }

    /// <summary>Adds a row of these values; where they are NULL, the row keeps what it had ahead.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<object?> values)
    {
        var row = AddRow(values.Length);
        for (var i = 0; i < values.Length; i++)
            _columns[i].Set(row, values[i]);
    }

    /// <summary>The first values of a row.</summary>
    public object?[] Values(int row, int count) => [.. _columns.Take(count).Select(c => c.Value(row))];

    /// <summary>Keeps the rows here for longer: who was to have the batch back gets another one now.</summary>
    public void Retain()
    {
        _home?.Invoke(new RowBatch(_home));
        _home = null;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Widen(int width)
    {
        if (width > _columns.Length)
            _columns = [.. _columns, .. Enumerable.Range(_columns.Length, width - _columns.Length).Select(_ => new RowBatchColumn(this))];
    }

    /// <summary>Forgets the rows, and gives the batch back to be filled again.</summary>
    public void Release()
    {
        foreach (var column in _columns)
            column.Clear(KeptLength);

        _schemas.Clear();
        Numbers?.Clear();
        (RowCount, ValueCount, Length) = (0, 0, 0);
        _home?.Invoke(this);
    }
}

/// <summary>A row of a batch.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Index">Which of its rows.</param>
/// <param name="Columns">The columns that count of it.</param>
/// <param name="Number">Which row of the export it is, from 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BatchRow(RowBatch Batch, int Index, IReadOnlyList<string> Columns, long Number)
{
    /// <summary>A value.</summary>
    public object? this[int column] => Batch[column].Value(Index);
}
