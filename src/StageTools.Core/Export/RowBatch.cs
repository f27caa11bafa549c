using StageTools.Formats;

namespace StageTools.Export;

/// <summary>Rows on their way from who reads them to who writes them.</summary>
internal sealed class RowBatch
{
    private readonly List<(int Row, IReadOnlyList<string> Columns)> _changes = [];
    private readonly List<int> _ends = [];
    private object?[] _values = new object?[4096];
    private int _count;
    private long _length;

    /// <summary>How many values it holds.</summary>
    public int ValueCount => _count;

    /// <summary>How long the texts and binary values are together, in characters and bytes: a few large ones fill a batch too.</summary>
    public long Length => _length;

    /// <summary>Adds a row.</summary>
    public void Add(ReadOnlySpan<object?> values)
    {
        if (_count + values.Length > _values.Length)
        {
            Array.Resize(ref _values, Math.Max(_values.Length * 2, _count + values.Length));
        }

        foreach (var value in values)
        {
            _length += value switch
            {
                string text => text.Length,
                byte[] bytes => bytes.Length,
                _ => 0,
            };
        }

        values.CopyTo(_values.AsSpan(_count));
        _count += values.Length;
        _ends.Add(_count);
    }

    /// <summary>Gives the rows that follow other columns.</summary>
    public void ChangeColumns(IReadOnlyList<string> columns) => _changes.Add((_ends.Count, columns));

    /// <summary>Writes the rows and forgets them.</summary>
    public void WriteTo(RowWriter writer)
    {
        var (start, change) = (0, 0);
        for (var row = 0; row < _ends.Count; row++)
        {
            while (change < _changes.Count && _changes[change].Row == row)
            {
                writer.ChangeColumns(_changes[change++].Columns);
            }

            writer.Write(_values.AsSpan(start, _ends[row] - start));
            start = _ends[row];
        }

        // A change at the end is for the rows of the next batch.
        for (; change < _changes.Count; change++)
        {
            writer.ChangeColumns(_changes[change].Columns);
        }

        Array.Clear(_values, 0, _count);
        _changes.Clear();
        _ends.Clear();
        (_count, _length) = (0, 0);
    }
}
