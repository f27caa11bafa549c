using DuckDB.NET.Native;

namespace StageTools.DuckDb;

/// <summary>Up to 2048 rows, column by column. Those of a result are good until the next chunk is read or the result is disposed; spans too. In those
/// on their way into DuckDB, what is not written in a row that counts is undefined: write every column, or set it to NULL.</summary>
internal sealed unsafe class DuckDbChunk(IReadOnlyList<DuckDbColumn> columns)
{
    private readonly DuckDbVector[] _vectors = [.. columns.Select(static column => DuckDbVectors.For(column.Type))];
    private readonly DuckDbTypeKind[] _kinds = [.. columns.Select(static column => column.Type.Kind)];
    private int _rowCount;

    /// <summary>How many rows there is room for, and may be read.</summary>
    public int Capacity { get; private set; }

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

    /// <summary>Reads a column's values, as many as there is room for: what <see cref="DuckDbType.ClrType"/> says, and null.</summary>
    /// <exception cref="DuckDbException">A value has no form in .NET: the message names the column and what to do.</exception>
    public void Read(int column, Span<object?> into) => Read(column, first: 0, into[..Math.Min(into.Length, RowCount)]);

    /// <summary>One value.</summary>
    /// <exception cref="DuckDbException">It has no form in .NET.</exception>
    public object? Value(int column, int row)
    {
        object? value = null;
        Vector(column, row);
        Read(column, row, new Span<object?>(ref value));
        return value;
    }

    /// <summary>Of which kind each column is.</summary>
    public ReadOnlySpan<DuckDbTypeKind> Kinds => _kinds;

    /// <summary>Whether a value is NULL.</summary>
    public bool IsNull(int column, int row) => Vector(column, row).IsNull(row);

    /// <summary>Which rows have a value: a bit a row, the lowest of the first word being row 0. Empty where all have.</summary>
    public ReadOnlySpan<ulong> Validity(int column)
    {
        var mask = _vectors[column].Validity;
        return mask is null ? [] : new ReadOnlySpan<ulong>(mask, (RowCount + 63) / 64);
    }

    /// <summary>A column's values as they lie in DuckDB's memory, to be read or written there; those of rows that are NULL are anything, and stay
    /// NULL.</summary>
    /// <typeparam name="T">
    /// A type of the size that the values have: INTEGER int, TIMESTAMP long (microseconds), DATE int (days), DECIMAL short, int, long or Int128 by
    /// its precision.
    /// </typeparam>
    /// <exception cref="ArgumentException">The column's values do not have that size.</exception>
    public Span<T> Values<T>(int column)
        where T : unmanaged => _vectors[column].Size == Unsafe.SizeOf<T>()
        ? new Span<T>(_vectors[column].Data, Capacity)
        : throw new ArgumentException($"{Named(column)} ({columns[column].Type}) has no values of {Unsafe.SizeOf<T>()} bytes.", nameof(column));

    /// <summary>The bytes of a text or a blob, without a copy. VARCHAR is UTF-8; of a NULL there are none.</summary>
    /// <exception cref="ArgumentException">The column has neither.</exception>
    public ReadOnlySpan<byte> Bytes(int column, int row)
    {
        var vector = Vector<BytesVector>(column, row, "has no bytes");
        return vector.IsNull(row) ? [] : vector.Bytes(row);
    }

    /// <summary>Writes a value, or NULL; converts where nothing is lost.</summary>
    /// <exception cref="DuckDbException">The column cannot hold it: the message names the column and why.</exception>
    public void Write(int column, int row, object? value)
    {
        try
        {
            Vector(column, row).Write(row, value);
        }
        catch (RefusedException e)
        {
            throw e.Writing(Named(column));
        }
    }

    /// <summary>Writes NULL.</summary>
    public void SetNull(int column, int row) => Vector(column, row).SetNull(row);

    /// <summary>Writes a text that is UTF-8 already.</summary>
    /// <exception cref="DuckDbException">It is no valid UTF-8.</exception>
    public void WriteText(int column, int row, ReadOnlySpan<byte> utf8) => Texts(column, row, utf8).Assign(row, utf8);

    /// <summary>Writes a long text, which is to stay until the rows are taken.</summary>
    /// <exception cref="DuckDbException">It is no valid UTF-8.</exception>
    public void WriteText(int column, int row, LongText text) => Texts(column, row, text.Utf8).Assign(row, text);

    /// <summary>Has the rows of another chunk of the same types, from one on: not copies, but the other's own memory, which stays as long as
    /// DuckDB has it here.</summary>
    public void Refer(DuckDbChunk from, int first, int count)
    {
        var selection = first == 0 && count == from.RowCount ? 0 : DuckDbNative.CreateSelection((ulong)count);
        for (var i = 0; selection != 0 && i < count; i++)
            DuckDbNative.SelectionData(selection)[i] = (uint)(first + i);

        for (var i = 0; i < _vectors.Length; i++)
        {
            _vectors[i].Refer(from._vectors[i]);
            if (selection != 0)
                _vectors[i].Slice(selection, count);
        }

        if (selection != 0)
            DuckDbNative.DestroySelection(selection);

        RowCount = count;
    }

    /// <summary>What each row takes, roughly, in bytes.</summary>
    /// <param name="sizes">Takes it: as many as there are rows.</param>
    /// <returns>How long the texts and binary values are together.</returns>
    public long Measure(Span<long> sizes)
    {
        sizes.Clear();
        var length = 0L;
        foreach (var vector in _vectors)
            length += vector.AddSizes(sizes);

        return length;
    }

    /// <summary>Requires that there is nothing in it that would be refused when it is read as values.</summary>
    /// <exception cref="DuckDbException">A value has no form in .NET: the message names the column and what to do.</exception>
    public void RequireReadable()
    {
        for (var column = 0; column < _vectors.Length; column++)
        {
            if (_vectors[column] is TextVector texts && !texts.AreValid(RowCount))
                throw new RefusedException("a text is no valid UTF-8").Reading(Named(column));

            // Of all other types here each value has a form; of these 24:00 has none.
            if (_kinds[column] is DuckDbTypeKind.Time)
            {
                for (var row = 0; row < RowCount; row++)
                    Value(column, row);
            }
        }
    }

    /// <summary>Goes to another chunk of DuckDB's.</summary>
    internal void Attach(DuckDBDataChunk chunk, int capacity, int rows)
    {
        (Capacity, _rowCount) = (capacity, rows);
        for (var i = 0; i < _vectors.Length; i++)
        {
            _vectors[i].Forget();
            _vectors[i].Attach(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, i));
        }
    }

    internal void Detach() => (Capacity, _rowCount) = (0, 0);

    private void Read(int column, int first, Span<object?> into)
    {
        try
        {
            _vectors[column].Read(first, into);
        }
        catch (RefusedException e)
        {
            throw e.Reading(Named(column));
        }
    }

    private TextVector Texts(int column, int row, ReadOnlySpan<byte> utf8)
    {
        var vector = Vector<TextVector>(column, row, "is no VARCHAR");
        return System.Text.Unicode.Utf8.IsValid(utf8) ? vector : throw new RefusedException("a text is no valid UTF-8").Writing(Named(column));
    }

    private DuckDbVector Vector(int column, int row) => (uint)row < (uint)Capacity
        ? _vectors[column]
        : throw new ArgumentOutOfRangeException(nameof(row), row, $"The chunk has {Capacity} rows.");

    private T Vector<T>(int column, int row, string otherwise)
        where T : BytesVector => Vector(column, row) as T ?? throw new ArgumentException($"{Named(column)} {otherwise}.", nameof(column));

    private string Named(int column) => $"Column '{columns[column].Name}'";
}
