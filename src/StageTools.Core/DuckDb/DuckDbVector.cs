using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using DuckDB.NET.Native;
using Native = DuckDB.NET.Native.NativeMethods.Vectors;

namespace StageTools.DuckDb;

/// <summary>A column of chunks, attached to the vector of each in turn: how values of its type are read, written, and given to a statement.</summary>
internal abstract unsafe class DuckDbVector(DuckDbType type)
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

    protected abstract object Value(int row);

    protected abstract void WriteValue(int row, object value);

    protected abstract DuckDBValue Create(object value, DuckDbConnection connection);

    protected void SetValid(int row)
    {
        if (Validity is not null)
            Validity[row >> 6] |= 1UL << (row & 63);
    }
}

/// <summary>Values of one size.</summary>
internal unsafe class FixedVector<T>(DuckDbType type, Func<T, object> read, Func<object, T> write, Func<T, DuckDBValue> create)
    : DuckDbVector(type)
    where T : unmanaged
{
    public override int Size => sizeof(T);

    public override void Read(int first, Span<object?> into)
    {
        var data = (T*)Data + first;
        for (var i = 0; i < into.Length; i++)
            into[i] = IsNull(first + i) ? null : read(data[i]);
    }

    protected T Raw(object value) => write(value);

    protected override object Value(int row) => read(((T*)Data)[row]);

    protected override void WriteValue(int row, object value) => ((T*)Data)[row] = write(value);

    protected override DuckDBValue Create(object value, DuckDbConnection connection) => create(write(value));
}

/// <summary>ENUMs: places in their list of texts.</summary>
internal sealed class EnumVector<T>(DuckDbType type)
    : FixedVector<T>(type, place => type.Names![int.CreateTruncating(place)], PlacesOf(type), static _ => throw new NotSupportedException())
    where T : unmanaged, IBinaryInteger<T>
{
    protected override DuckDBValue Create(object value, DuckDbConnection connection)
    {
        using var native = connection.TypeOf(Type);
        return DuckDbNative.CreateEnum(native, ulong.CreateTruncating(Raw(value)));
    }

    private static Func<object, T> PlacesOf(DuckDbType type)
    {
        var places = type.Names!.Select(static (name, i) => KeyValuePair.Create(name, T.CreateTruncating(i))).ToDictionary(StringComparer.Ordinal);
        return value => value is not string text ? throw RefusedException.Kind(value, "ENUM")
            : places.TryGetValue(text, out var place) ? place
            : throw new RefusedException($"'{text}' is none of the ENUM's texts");
    }
}

/// <summary>All that DuckDB keeps as bytes of any length.</summary>
internal unsafe class BytesVector(
    DuckDbType type, Func<ReadOnlySpan<byte>, object> read, Func<object, byte[]> write, Func<byte[], DuckDBValue> create) : DuckDbVector(type)
{
    private const int Inlined = 12;
    private const int PrefixLength = 4;
    private const int MostCopied = 1 << 18;

    // Large values in memory of ours. For a copy DuckDB asks for memory within its limit, and where that is reached it throws through the caller,
    // which no managed program survives.
    private readonly List<byte[]> _lent = [];

    public override void Forget() => _lent.Clear();

    public ReadOnlySpan<byte> Bytes(int row)
    {
        var text = (DuckDBString*)Data + row;
        return new ReadOnlySpan<byte>(text->Data, text->Length);
    }

    public void Assign(int row, ReadOnlySpan<byte> bytes)
    {
        var place = (byte*)((DuckDBString*)Data + row);
        if (bytes.Length <= Inlined)
        {
            // What is not used must be zero: DuckDB compares all 16 bytes.
            new Span<byte>(place, sizeof(DuckDBString)).Clear();
            *(int*)place = bytes.Length;
            bytes.CopyTo(new Span<byte>(place + sizeof(int), Inlined));
        }
        else if (bytes.Length > MostCopied)
        {
            var lent = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
            bytes.CopyTo(lent);
            _lent.Add(lent);
            *(int*)place = bytes.Length;
            bytes[..PrefixLength].CopyTo(new Span<byte>(place + sizeof(int), PrefixLength));
            *(IntPtr*)(place + sizeof(int) + PrefixLength) = Marshal.UnsafeAddrOfPinnedArrayElement(lent, 0);
        }
        else
        {
            fixed (byte* start = bytes)
            {
                Native.DuckDBUnsafeVectorAssignStringElementLength(Vector, (ulong)row, start, bytes.Length);
            }
        }

        SetValid(row);
    }

    public override long AddSizes(Span<long> rows)
    {
        var texts = (DuckDBString*)Data;
        var total = 0L;
        for (var i = 0; i < rows.Length; i++)
        {
            var isNull = IsNull(i);
            var length = isNull ? 0 : texts[i].Length;
            rows[i] += isNull ? 1 : length;
            total += length;
        }

        return total;
    }

    protected override object Value(int row) => read(Bytes(row));

    protected override void WriteValue(int row, object value) => Assign(row, write(value));

    protected override DuckDBValue Create(object value, DuckDbConnection connection) => create(write(value));
}

/// <summary>Texts.</summary>
internal sealed class TextVector(DuckDbType type) : BytesVector(
    type, static bytes => Encoding.UTF8.GetString(bytes), static value => StrictUtf8.Encode(TextOf(value)), DuckDbNative.CreateText)
{
    private byte[] _encoded = [];

    public void Assign(int row, ReadOnlySpan<char> text)
    {
        // A text of some hundred million characters is counted first, so that it does not ask for three times its size.
        var size = text.Length <= 1 << 18 ? text.Length * 3 : Encoding.UTF8.GetByteCount(text);
        if (size > _encoded.Length)
            _encoded = new byte[Math.Max(size, 512)];

        Assign(row, _encoded.AsSpan(0, StrictUtf8.Encode(text, _encoded)));
    }

    /// <summary>Whether all values are valid UTF-8.</summary>
    public bool AreValid(int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (!IsNull(i) && !System.Text.Unicode.Utf8.IsValid(Bytes(i)))
                return false;
        }

        return true;
    }

    protected override void WriteValue(int row, object value) => Assign(row, TextOf(value).AsSpan());

    private static string TextOf(object value) => value as string ?? (value as char?)?.ToString() ?? throw RefusedException.Kind(value, "VARCHAR");
}

/// <summary>A type whose vectors say nothing to us: only whether a value is there.</summary>
internal sealed class UnreadableVector(DuckDbType type) : DuckDbVector(type)
{
    protected override object Value(int row) => throw new RefusedException($"a {Type} has no form in .NET");

    protected override void WriteValue(int row, object value) =>
        throw new RefusedException($"values of type {Type} cannot be written; write them as VARCHAR and cast them in a statement");

    protected override DuckDBValue Create(object value, DuckDbConnection connection) =>
        throw new RefusedException($"values of type {Type} cannot be given to a statement; give a text and cast it there");
}
