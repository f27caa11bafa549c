using System.Runtime.CompilerServices;

using StageTools.DuckDb.Native;
using StageTools.DuckDb.Values;
using StageTools.DuckDb.Vectors;

namespace StageTools.DuckDb;

/// <summary>Rows on their way into DuckDB, column by column. What is not written in a row that counts is undefined: write every column, or set it to NULL.</summary>
public sealed unsafe class DuckDbChunkWriter
{
    private readonly VectorWriter[] _writers;
    private int _rowCount;

    internal DuckDbChunkWriter(IReadOnlyList<DuckDbColumn> columns)
    {
        Columns = columns;
        _writers = [.. columns.Select(static column => Writers.For(column.Type))];
        Capacity = (int)NativeMethods.VectorSize();
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<DuckDbColumn> Columns { get; }

    /// <summary>How many rows there is room for: 2048.</summary>
    public int Capacity { get; }

    /// <summary>How many rows it has. Set it when they are written.</summary>
    public int RowCount
    {
        get => _rowCount;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Capacity);
            _rowCount = value;
        }
    }

    /// <summary>Writes a value, or NULL; converts where nothing is lost.</summary>
    /// <exception cref="DuckDbException">The column cannot hold it: the message names the column and why.</exception>
    public void Write(int column, int row, object? value)
    {
        CheckRow(row);
        try
        {
            _writers[column].Write(row, value);
        }
        catch (RefusedException e)
        {
            throw e.In(Columns[column].Name);
        }
    }

    /// <summary>Writes NULL.</summary>
    public void SetNull(int column, int row)
    {
        CheckRow(row);
        _writers[column].SetNull(row);
    }

    /// <summary>The values of a column as they lie in DuckDB's memory, to be written straight into. A row that is NULL already stays so.</summary>
    /// <typeparam name="T">A type of the size that the column's values have, as <see cref="DuckDbChunk.Values{T}"/> tells.</typeparam>
    /// <exception cref="ArgumentException">The column's values do not have that size.</exception>
    public Span<T> Values<T>(int column)
        where T : unmanaged
    {
        var writer = _writers[column];
        return writer.Size == Unsafe.SizeOf<T>()
            ? new Span<T>(writer.Data, Capacity)
            : throw new ArgumentException($"Values of column '{Columns[column].Name}' ({Columns[column].Type}) are not of {Unsafe.SizeOf<T>()} bytes.", nameof(column));
    }

    /// <summary>Writes a text that is UTF-8 already.</summary>
    /// <exception cref="DuckDbException">It is no valid UTF-8.</exception>
    public void WriteText(int column, int row, ReadOnlySpan<byte> utf8)
    {
        var writer = TextWriter(column, row);
        if (!System.Text.Unicode.Utf8.IsValid(utf8))
        {
            throw new RefusedException("a text is no valid UTF-8").In(Columns[column].Name);
        }

        writer.Assign(row, utf8);
        writer.SetValid(row);
    }

    /// <summary>Writes a text.</summary>
    /// <exception cref="DuckDbException">It has half of a surrogate pair.</exception>
    public void WriteText(int column, int row, ReadOnlySpan<char> text)
    {
        var writer = TextWriter(column, row);
        try
        {
            writer.Assign(row, text);
        }
        catch (RefusedException e)
        {
            throw e.In(Columns[column].Name);
        }

        writer.SetValid(row);
    }

    /// <summary>Writes a BLOB.</summary>
    public void WriteBlob(int column, int row, ReadOnlySpan<byte> bytes)
    {
        CheckRow(row);
        if (Columns[column].Type.Kind != DuckDbTypeKind.Blob)
        {
            throw new ArgumentException($"Column '{Columns[column].Name}' ({Columns[column].Type}) is no BLOB.", nameof(column));
        }

        var writer = (BytesWriter)_writers[column];
        writer.Assign(row, bytes);
        writer.SetValid(row);
    }

    internal void Attach(IntPtr chunk)
    {
        _rowCount = 0;
        for (var i = 0; i < _writers.Length; i++)
        {
            _writers[i].Attach(NativeMethods.ChunkVector(chunk, (ulong)i));
        }
    }

    private VarCharWriter TextWriter(int column, int row)
    {
        CheckRow(row);
        return _writers[column] as VarCharWriter
            ?? throw new ArgumentException($"Column '{Columns[column].Name}' ({Columns[column].Type}) is no VARCHAR.", nameof(column));
    }

    private void CheckRow(int row)
    {
        if ((uint)row >= (uint)Capacity)
        {
            throw new ArgumentOutOfRangeException(nameof(row), row, $"A chunk has room for {Capacity} rows.");
        }
    }
}
