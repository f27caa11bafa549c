using StageTools.DuckDb.Native;

namespace StageTools.DuckDb.Vectors;

/// <summary>Reads one column of chunks: attached to the vector of each in turn.</summary>
internal abstract unsafe class VectorReader
{
    private ulong* _validity;

    /// <summary>Where the values lie.</summary>
    public void* Data { get; private set; }

    /// <summary>The mask of what is not null, 64 rows a word; null when every value is there.</summary>
    public ulong* Validity => _validity;

    /// <summary>The bytes that a value takes in the vector; 0 where values do not lie one after the other.</summary>
    public virtual int Size => 0;

    public bool IsNull(int row) => _validity is not null && (_validity[row >> 6] & (1UL << (row & 63))) == 0;

    public virtual void Attach(IntPtr vector)
    {
        Data = NativeMethods.VectorData(vector);
        _validity = NativeMethods.VectorValidity(vector);
    }

    /// <summary>A value that is not null.</summary>
    public abstract object Value(int row);

    /// <summary>Values, or null, of the rows from one on.</summary>
    public virtual void Read(int first, Span<object?> into)
    {
        for (var i = 0; i < into.Length; i++)
        {
            into[i] = IsNull(first + i) ? null : Value(first + i);
        }
    }

    public object? ValueOrNull(int row) => IsNull(row) ? null : Value(row);
}
