using StageTools.DuckDb;
using StageTools.Errors;
using StageTools.Rows;

namespace StageTools.Formats.Parquet;

/// <summary>The columns of an export to Parquet: decided by the first rows, then the same in all its files.</summary>
internal sealed class ParquetSchema
{
    private const long MostRows = 10_000;
    private const long MostBytes = 16 << 20;

    // Held back until it is written; a row group of this size costs the reader little, and the writer no more memory than it says.
    private const long RowGroupBytes = 24 << 20;
    private const int MostInRowGroup = 122_880;
    private const int ChunkRows = 2048;

    private readonly IReadOnlyList<RowColumn> _declared;
    private readonly ColumnShape[] _shapes;
    private long _rows;
    private long _bytes;

    public ParquetSchema(IReadOnlyList<RowColumn> declared)
    {
        _declared = declared;
        _shapes = [.. declared.Select(static _ => new ColumnShape())];
    }

    /// <summary>The columns; null until they are decided.</summary>
    public IReadOnlyList<ParquetColumn>? Columns { get; private set; }

    /// <summary>The same as DuckDB wants them.</summary>
    public IReadOnlyList<DuckDbColumn> DuckDbColumns => [.. Columns!.Select(static c => new DuckDbColumn(c.Name, c.Type))];

    /// <summary>How many rows a row group has: fewer where they are large.</summary>
    public long RowGroupSize =>
        Math.Clamp(RowGroupBytes / Math.Max(1, _bytes / Math.Max(1, _rows)) / ChunkRows * ChunkRows, ChunkRows, MostInRowGroup);

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

    /// <summary>Decides.</summary>
    /// <exception cref="StageException"><c>ValueNotRepresentable</c> for a column whose values no one type holds.</exception>
    public void Decide() => Columns ??= [.. _declared.Select((column, i) => ColumnTyping.Choose(column, _shapes[i]))];
}
