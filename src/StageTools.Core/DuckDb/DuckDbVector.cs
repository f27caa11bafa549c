using DuckDB.NET.Native;
using Native = DuckDB.NET.Native.NativeMethods.Vectors;

namespace StageTools.DuckDb;

/// <summary>A column of chunks, attached to the vector of each in turn: how values of its type are read, written, and given to a statement. Of a type
/// that nothing here reads it is only known whether a value is there.</summary>
internal unsafe class DuckDbVector(DuckDbType type)
{
    /// <summary>Where the values lie.</summary>
    public void* Data { get; private set; }

    /// <summary>The mask of what is not null, 64 rows a word; null when every value is there.</summary>
    public ulong* Validity { get; private set; }

    /// <summary>The bytes that a value takes in the vector; 0 where values do not lie one after the other.</summary>
    public virtual int Size => 0;

    protected DuckDbType Type => type;

    protected IntPtr Vector { get; private set; }

    public virtual void Attach(IntPtr vector)
    {
        Vector = vector;
        Data = Native.DuckDBVectorGetData(vector);
        Validity = Native.DuckDBVectorGetValidity(vector);
    }

    /// <summary>Lets go of what the rows before were written with: another chunk begins.</summary>
    public virtual void Forget()
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNull(int row) => Validity is not null && (Validity[row >> 6] & (1UL << (row & 63))) == 0;

    public object? ValueOrNull(int row) => IsNull(row) ? null : Value(row);

    /// <summary>Has the values of another vector, where they lie; they stay as long as this one has them.</summary>
    public void Refer(DuckDbVector from) => DuckDbNative.ReferenceVector(Vector, from.Vector);

    /// <summary>Has only the values of these rows.</summary>
    public void Slice(IntPtr selection, int count) => DuckDbNative.SliceVector(Vector, selection, (ulong)count);

    /// <summary>Adds to the size of each row what its value takes, roughly, in bytes; gives how long texts and binary values are together.</summary>
    public virtual long AddSizes(Span<long> rows)
    {
        for (var i = 0; i < rows.Length; i++)
            rows[i] += IsNull(i) ? 1 : sizeof(long);

        return 0;
    }

    /// <summary>Values, or null, of the rows from one on.</summary>
    public virtual void Read(int first, Span<object?> into)
    {
        for (var i = 0; i < into.Length; i++)
            into[i] = ValueOrNull(first + i);
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
        if (Validity is null)
        {
            Native.DuckDBVectorEnsureValidityWritable(Vector);
            Validity = Native.DuckDBVectorGetValidity(Vector);
        }

        Validity[row >> 6] &= ~(1UL << (row & 63));
    }

    /// <summary>A value as statements take it.</summary>
    public DuckDBValue ValueOf(object? value, DuckDbConnection connection)
    {
        var made = value is null or DBNull ? NativeMethods.Value.DuckDBCreateNullValue() : Create(value, connection);
        return made.IsInvalid ? throw new RefusedException($"DuckDB makes no {type} of it") : made;
    }

    protected virtual object Value(int row) => throw new RefusedException($"a {Type} has no form in .NET");

    protected virtual void WriteValue(int row, object value) => throw OnlyRead();

    protected virtual DuckDBValue Create(object value, DuckDbConnection connection) => throw OnlyRead();

    /// <summary>The error of a type that nothing here writes.</summary>
    protected RefusedException OnlyRead() => new($"values of type {Type} cannot be written; write them as VARCHAR and cast them in a statement");

    protected void SetValid(int row)
    {
        if (Validity is not null)
            Validity[row >> 6] |= 1UL << (row & 63);
    }
}

/// <summary>Values of one size; a type is only read where nothing here writes it.</summary>
internal sealed unsafe class FixedVector<T>(
    DuckDbType type, Func<T, object> read, Func<object, T>? write = null, Func<T, DuckDBValue>? create = null) : DuckDbVector(type)
    where T : unmanaged
{
    public override int Size => sizeof(T);

    public override void Read(int first, Span<object?> into)
    {
        var data = (T*)Data + first;
        for (var i = 0; i < into.Length; i++)
            into[i] = IsNull(first + i) ? null : read(data[i]);
    }

    protected override object Value(int row) => read(((T*)Data)[row]);

    protected override void WriteValue(int row, object value) => ((T*)Data)[row] = Of(value);

    protected override DuckDBValue Create(object value, DuckDbConnection connection) => create is null ? throw OnlyRead() : create(Of(value));

    private T Of(object value) => write is null ? throw OnlyRead() : write(value);
}
