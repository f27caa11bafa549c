namespace StageTools.Rows;

/// <summary>Rows on their way from who reads them to who writes them.</summary>
internal sealed class RowBatch
{
    private const int FullCount = 4096;
    private const long FullLength = 1 << 20;

    // Beyond this, values are not kept for the sake of their boxes.
    private const long KeptLength = 4 << 20;

    private readonly List<(int Row, IReadOnlyList<string> Columns)> _changes = [];
    private readonly List<int> _ends = [];
    private object?[] _values = new object?[FullCount];
    private int _count;
    private long _length;

    /// <summary>How many rows it holds.</summary>
    public int RowCount => _ends.Count;

    /// <summary>How many values it holds.</summary>
    public int ValueCount => _count;

    /// <summary>Whether it holds enough to be handed on.</summary>
    public bool IsFull => _count >= FullCount || _length >= FullLength;

    /// <summary>Whether values stay in their places when the batch is emptied: who fills it again may then write numbers into the boxes it finds
    /// there.</summary>
    public bool ReusesValues { get; set; }

    /// <summary>How long the texts and binary values are together, in characters and bytes: a few large ones fill a batch too.</summary>
    public long Length => _length;

    /// <summary>Which row of the whole export each row is, from 1, where they do not follow each other.</summary>
    public List<long>? Numbers { get; init; }

    /// <summary>Adds a row.</summary>
    public void Add(ReadOnlySpan<object?> values)
    {
        CountLength(values);
        values.CopyTo(AddRow(values.Length));
    }

    /// <summary>Counts texts and binary values that were put into their places.</summary>
    public void CountLength(ReadOnlySpan<object?> values)
    {
        foreach (var value in values)
        {
            _length += value switch
            {
                string text => text.Length,
                byte[] bytes => bytes.Length,
                _ => 0,
            };
        }
    }

    /// <summary>Adds a row, and returns the places of its values. With <see cref="ReusesValues"/> they hold what an earlier row left there.</summary>
    public Span<object?> AddRow(int width)
    {
        if (_count + width > _values.Length)
            Array.Resize(ref _values, Math.Max(_values.Length * 2, _count + width));

        _count += width;
        _ends.Add(_count);
        return _values.AsSpan(_count - width, width);
    }

    /// <summary>Counts a text or binary value that was put into its place.</summary>
    public void AddLength(int length) => _length += length;

    /// <summary>The values of a row.</summary>
    public ReadOnlyMemory<object?> Row(int row)
    {
        var start = row == 0 ? 0 : _ends[row - 1];
        return _values.AsMemory(start, _ends[row] - start);
    }

    /// <summary>One value.</summary>
    public object? Value(int row, int column) => _values[(row == 0 ? 0 : _ends[row - 1]) + column];

    /// <summary>The columns that begin with this row; null where they stay as they were.</summary>
    public IReadOnlyList<string>? ColumnsFrom(int row)
    {
        for (var i = _changes.Count - 1; i >= 0; i--)
        {
            if (_changes[i].Row == row)
                return _changes[i].Columns;
        }

        return null;
    }

    /// <summary>Where other columns begin: the row, and the columns; at the end those of the rows of the next batch.</summary>
    public IReadOnlyList<(int Row, IReadOnlyList<string> Columns)> Changes => _changes;

    /// <summary>Gives the rows that follow other columns.</summary>
    public void ChangeColumns(IReadOnlyList<string> columns) => _changes.Add((_ends.Count, columns));

    /// <summary>Forgets the rows.</summary>
    public void Clear()
    {
        if (!ReusesValues || _length > KeptLength)
            Array.Clear(_values, 0, _count);

        _changes.Clear();
        _ends.Clear();
        (_count, _length) = (0, 0);
    }
}
