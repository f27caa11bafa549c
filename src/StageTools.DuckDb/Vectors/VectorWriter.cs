using StageTools.DuckDb.Native;

namespace StageTools.DuckDb.Vectors;

/// <summary>Writes one column of chunks: attached to the vector of each in turn.</summary>
internal abstract unsafe class VectorWriter
{
    private ulong* _validity;

    /// <summary>Where the values lie.</summary>
    public void* Data { get; private set; }

    /// <summary>The bytes that a value takes in the vector; 0 where values do not lie one after the other.</summary>
    public virtual int Size => 0;

    protected IntPtr Vector { get; private set; }

    public virtual void Attach(IntPtr vector)
    {
        Vector = vector;
        Data = NativeMethods.VectorData(vector);
        _validity = NativeMethods.VectorValidity(vector);
    }

    public void Write(int row, object? value)
    {
        if (value is null or DBNull)
        {
            SetNull(row);
            return;
        }

        WriteValue(row, value);
        SetValid(row);
    }

    public virtual void SetNull(int row)
    {
        if (_validity is null)
        {
            NativeMethods.EnsureValidity(Vector);
            _validity = NativeMethods.VectorValidity(Vector);
        }

        _validity[row >> 6] &= ~(1UL << (row & 63));
    }

    public void SetValid(int row)
    {
        if (_validity is not null)
        {
            _validity[row >> 6] |= 1UL << (row & 63);
        }
    }

    protected abstract void WriteValue(int row, object value);
}
