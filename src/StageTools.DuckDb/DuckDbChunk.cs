using System.Runtime.CompilerServices;
using StageTools.DuckDb.Values;
using StageTools.DuckDb.Vectors;

namespace StageTools.DuckDb;

/// <summary>Up to 2048 rows of a result, column by column. Good until the next chunk is read or the result is disposed; spans too.</summary>
public sealed unsafe class DuckDbChunk
{
    private readonly IReadOnlyList<DuckDbColumn> _columns;
    private readonly VectorReader[] _readers;

    internal DuckDbChunk(IReadOnlyList<DuckDbColumn> columns)
    {
        _columns = columns;
        _readers = [.. columns.Select(static column => Readers.For(column.Type))];
    }

    /// <summary>How many rows it has.</summary>
    public int RowCount { get; private set; }

    /// <summary>Reads a column's values, as many as there is room for, from a row on. See <see cref="DuckDbType.ClrType"/> for what they are; NULL is null.</summary>
    /// <exception cref="DuckDbException">A value has no form in .NET: the message names the column and what to do.</exception>
    public void Read(int column, Span<object?> into, int firstRow = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstRow, RowCount);
        var count = Math.Min(into.Length, RowCount - firstRow);
        try
        {
            _readers[column].Read(firstRow, into[..count]);
        }
        catch (RefusedException e)
        {
            throw e.Reading(_columns[column].Name);
        }
    }

    /// <summary>One value.</summary>
    /// <exception cref="DuckDbException">It has no form in .NET.</exception>
    public object? Value(int column, int row)
    {
        CheckRow(row);
        try
        {
            return _readers[column].ValueOrNull(row);
        }
        catch (RefusedException e)
        {
            throw e.Reading(_columns[column].Name);
        }
    }

    /// <summary>Whether a value is NULL.</summary>
    public bool IsNull(int column, int row)
    {
        CheckRow(row);
        return _readers[column].IsNull(row);
    }

    /// <summary>Which rows have a value: a bit a row, the lowest of the first word being row 0. Empty where all have.</summary>
    public ReadOnlySpan<ulong> Validity(int column)
    {
        var mask = _readers[column].Validity;
        return mask is null ? [] : new ReadOnlySpan<ulong>(mask, (RowCount + 63) / 64);
    }

    /// <summary>The values of a column as they lie in DuckDB's memory; those of rows that are NULL are anything.</summary>
    /// <typeparam name="T">A type of the size that the column's values have: INTEGER int, TIMESTAMP long (microseconds), DATE int (days), DECIMAL short, int, long or Int128 by its precision.</typeparam>
    /// <exception cref="ArgumentException">The column's values do not have that size.</exception>
    public ReadOnlySpan<T> Values<T>(int column)
        where T : unmanaged
    {
        var reader = _readers[column];
        return reader.Size == Unsafe.SizeOf<T>()
            ? new ReadOnlySpan<T>(reader.Data, RowCount)
            : throw new ArgumentException($"Values of column '{_columns[column].Name}' ({_columns[column].Type}) are not of {Unsafe.SizeOf<T>()} bytes.", nameof(column));
    }

    /// <summary>The bytes of a text or a blob, without a copy. VARCHAR is UTF-8; of a NULL there are none.</summary>
    /// <exception cref="ArgumentException">The column has neither.</exception>
    public ReadOnlySpan<byte> Bytes(int column, int row)
    {
        CheckRow(row);
        return _readers[column] is BytesReader reader
            ? reader.IsNull(row) ? [] : reader.Bytes(row)
            : throw new ArgumentException($"Column '{_columns[column].Name}' ({_columns[column].Type}) has no bytes.", nameof(column));
    }

    internal void Attach(IntPtr chunk, int rows)
    {
        RowCount = rows;
        for (var i = 0; i < _readers.Length; i++)
        {
            _readers[i].Attach(Native.NativeMethods.ChunkVector(chunk, (ulong)i));
        }
    }

    internal void Detach() => RowCount = 0;

    private void CheckRow(int row)
    {
        if ((uint)row >= (uint)RowCount)
        {
            throw new ArgumentOutOfRangeException(nameof(row), row, $"The chunk has {RowCount} rows.");
        }
    }
}
