namespace StageTools.Import;

/// <summary>Reads a file's rows and makes their values those of the table's columns, batch by batch, while batches before are inserted.</summary>
/// <param name="file">The file.</param>
/// <param name="match">Which of the table's columns the file's are.</param>
/// <param name="database">The table's database.</param>
/// <param name="tolerant">Is told of rows that are left out; null where the first ends it all.</param>
/// <param name="progress">Is told of what was read.</param>
internal sealed class RowConversion(ImportFile file, ColumnMatch match, DatabaseLoad database, FileErrors? tolerant, LoadProgress progress)
    : ITextCells
{
    private const int MostInBatch = 4 * 1024 * 1024;

    private readonly ConcurrentQueue<RowBatch> _free = [];
    private readonly FileText _text = FileText.Of(file.Format);
    private RowBatch _rows = new();
    private IReadOnlyList<TableColumn> _columns = [];
    private object?[] _values = [];

    // Where the values of the last row went: those of the next one go there too, in a file whose cells are offered as text.
    private int[] _places = [];
    private bool _hasTaken;

    // The last row that was added where it was read.
    private Row? _added;

    /// <summary>Reads the file to its end.</summary>
    /// <param name="batches">Takes the rows, and the table's columns that they have values for: one list for as long as these stay the same.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(ChannelWriter<(IReadOnlyList<TableColumn> Columns, RowBatch Rows)> batches, CancellationToken cancellationToken)
    {
        _rows = NewBatch();
        try
        {
            var options = new RowReadOptions(InferTypes: true)
            {
                OnBadRecord = tolerant is null ? null : tolerant.Add,
                Cells = this,
                LongTexts = database.TakesLongTexts,
            };
            await foreach (var row in StageImport.RowsAsync(file, options, progress, cancellationToken).ConfigureAwait(false))
            {
                if (!ReferenceEquals(row, _added) && TryConvert(row))
                {
                    // Never where cells were taken: their columns are those of the row before.
                    if (!ReferenceEquals(_columns, match.Columns))
                        await FlushAsync(batches, cancellationToken).ConfigureAwait(false);

                    Add(row);
                }

                if (IsFull)
                    await FlushAsync(batches, cancellationToken).ConfigureAwait(false);
            }

            await FlushAsync(batches, cancellationToken).ConfigureAwait(false);
            batches.Complete();
        }
        catch (Exception e)
        {
            // Who inserts hears of it.
            batches.Complete(e);
        }
    }

    public void Begin()
    {
        if (_hasTaken)
            _rows.ForgetAhead();

        _hasTaken = false;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryTake(int column, ReadOnlySpan<byte> text, bool isBare)
    {
        if (column >= _places.Length || _places[column] is not (>= 0 and var place)
            || !database.TryTake(text, isBare, _columns[place], _rows.Ahead(place, _columns.Count), _rows.RowCount))
        {
            return false;
        }

        return _hasTaken = true;
    }

    // The first row of a file tells what its cells are: it goes the way of all others. So does one that fills the batch, which waits for room.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryAdd(Row row)
    {
        if (_places.Length == 0)
            return false;

        if (TryConvert(row))
            Add(row);

        _added = row;
        return !IsFull;
    }

    private bool IsFull
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _rows.RowCount >= database.BatchSize || _rows.Length + (_rows.ValueCount * sizeof(long)) >= MostInBatch;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(Row row)
    {
        _columns = match.Columns;
        _rows.Add(_values.AsSpan(0, _columns.Count));
        _rows.Numbers!.Add(row.Line);
        _hasTaken = false;
    }

    private RowBatch NewBatch() => _free.TryDequeue(out var batch) ? batch : new RowBatch(_free.Enqueue) { Numbers = [] };

    private async ValueTask FlushAsync(
        ChannelWriter<(IReadOnlyList<TableColumn> Columns, RowBatch Rows)> batches, CancellationToken cancellationToken)
    {
        if (_rows.RowCount > 0)
        {
            await batches.WriteAsync((_columns, _rows), cancellationToken).ConfigureAwait(false);
            _rows = NewBatch();
        }
    }

    private bool TryConvert(Row row)
    {
        try
        {
            Convert(row);
            return true;
        }
        catch (StageException e) when (tolerant is not null)
        {
            LongText.FreeAll(row.Values);
            tolerant.Add(e);
            return false;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Convert(Row row)
    {
        var places = match.PlacesOf(row);
        var columns = match.Columns;
        if (_values.Length < columns.Count)
            _values = new object?[columns.Count];

        Array.Clear(_values);
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] < 0)
            {
                (row.Values[i] as LongText)?.Free();
            }
            else if (row.Values[i] is { } value && value != ITextCells.Taken)
            {
                var column = columns[places[i]];
                _values[places[i]] = value is LongText text ? Convert(text, column, row.Line) : Convert(value, column, row.Line);
            }
        }

        _places = places;
    }

    private object Convert(LongText text, TableColumn column, long line)
    {
        if (database.TakesLongTexts && column.Type is { Kind: ColumnKind.Varchar, Precision: 0 } && !text.Utf8.Contains((byte)0))
            return text;

        var value = text.ToString();
        text.Free();
        return Convert(value, column, line);
    }

    private object Convert(object value, TableColumn column, long line)
    {
        try
        {
            return database.Accept(ColumnValue.Convert(value, column.Type, _text), column);
        }
        catch (Exception e) when (e is FormatException or StageException)
        {
            throw InvalidFile.At(file.Name, line, $"column '{column.Name}': {e.Message}", e);
        }
    }
}
