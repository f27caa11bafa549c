namespace StageTools.Formats.Parquet;

/// <summary>The columns of an export to Parquet: decided by the first rows, the same in all its files but those that have to be wider.</summary>
internal sealed class ParquetSchema(IReadOnlyList<RowColumn> declared)
{
    /// <summary>The fewest rows of a row group that is not the last: those of a chunk.</summary>
    public const int LeastInRowGroup = 2048;

    private const long MostRows = 10_000;
    private const long MostBytes = 16 << 20;

    // Held back until it is written, two at a time; a row group of this size costs the reader little.
    private const long RowGroupBytes = 16 << 20;
    private const int MostInRowGroup = 81_920;

    private readonly ColumnShape[] _shapes = [.. declared.Select(static _ => new ColumnShape())];
    private IReadOnlyList<ParquetColumn>? _widened;
    private long _rows;
    private long _bytes;

    /// <summary>The columns; null until they are decided.</summary>
    public IReadOnlyList<ParquetColumn>? Columns { get; private set; }

    /// <summary>What they became in the file that was widened last; the same where none was.</summary>
    public IReadOnlyList<ParquetColumn>? Widened => Volatile.Read(ref _widened) ?? Columns;

    /// <summary>How many rows a row group has: fewer where they are large.</summary>
    public long RowGroupSize =>
        Math.Clamp(RowGroupBytes / Math.Max(1, _bytes / Math.Max(1, _rows)) / LeastInRowGroup * LeastInRowGroup, LeastInRowGroup, MostInRowGroup);

    /// <summary>Looks at the rows of a batch.</summary>
    /// <returns>Whether enough has been seen.</returns>
    public bool Look(RowBatch batch)
    {
        for (var row = 0; row < batch.RowCount; row++)
        {
            _rows++;
            for (var i = 0; i < _shapes.Length; i++)
            {
                _shapes[i].Add(batch[i], row, _rows);
                _bytes += batch[i].SizeOf(row);
            }
        }

        return _rows >= MostRows || _bytes >= MostBytes;
    }

    /// <summary>Decides by the types that DuckDB's columns have.</summary>
    public void Decide(IReadOnlyList<ParquetColumn> columns) => Columns = columns;

    /// <summary>Looks at how large rows are.</summary>
    public void Look(long rows, long bytes)
    {
        if (_rows == 0)
            (_rows, _bytes) = (rows, bytes);
    }

    /// <summary>Decides.</summary>
    /// <exception cref="StageException"><c>ValueNotRepresentable</c> for a column whose values no one type holds.</exception>
    public void Decide() => Columns ??= [.. declared.Select((column, i) => ColumnTyping.Choose(column, _shapes[i]))];

    /// <summary>Widens a column of a file for a value that it cannot hold.</summary>
    /// <param name="columns">The columns of the file.</param>
    /// <param name="misfit">The value.</param>
    /// <param name="shape">What was seen of the column in the file; null where it is what the first rows tell.</param>
    /// <returns>The columns of the file from that row on.</returns>
    /// <exception cref="StageException"><c>ValueNotRepresentable</c> where no other type holds it either.</exception>
    public IReadOnlyList<ParquetColumn> Widen(IReadOnlyList<ParquetColumn> columns, ParquetMisfit misfit, ref ColumnShape? shape)
    {
        shape ??= _shapes[misfit.Column].Copy();
        for (var row = misfit.From; row < misfit.To; row++)
            shape.Add(misfit.Cells, row, misfit.Row);

        var wider = ColumnTyping.Widen(columns[misfit.Column], shape) ?? throw misfit.Error;
        IReadOnlyList<ParquetColumn> widened = [.. columns.Select((column, i) => i == misfit.Column ? wider : column)];
        Volatile.Write(ref _widened, widened);
        return widened;
    }
}
