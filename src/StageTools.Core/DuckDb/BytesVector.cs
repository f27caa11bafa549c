using DuckDB.NET.Native;
using Native = DuckDB.NET.Native.NativeMethods.Vectors;

namespace StageTools.DuckDb;

/// <summary>All that DuckDB keeps as bytes of any length.</summary>
internal unsafe class BytesVector(
    DuckDbType type, Func<ReadOnlySpan<byte>, object> read, Func<object, byte[]>? write = null, Func<byte[], DuckDBValue>? create = null)
    : DuckDbVector(type)
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
            Lend(row, lent, Marshal.UnsafeAddrOfPinnedArrayElement(lent, 0));
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

    /// <summary>Lends the vector a text, which stays as it is until the rows are taken.</summary>
    public void Assign(int row, LongText text) => Lend(row, text.Utf8, text.Address);

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

    private void Lend(int row, ReadOnlySpan<byte> bytes, nint address)
    {
        var place = (byte*)((DuckDBString*)Data + row);
        *(int*)place = bytes.Length;
        bytes[..PrefixLength].CopyTo(new Span<byte>(place + sizeof(int), PrefixLength));
        *(nint*)(place + sizeof(int) + PrefixLength) = address;
        SetValid(row);
    }

    protected override object Value(int row) => read(Bytes(row));

    protected override void WriteValue(int row, object value) => Assign(row, Of(value));

    protected override DuckDBValue Create(object value, DuckDbConnection connection) => create is null ? throw OnlyRead() : create(Of(value));

    private byte[] Of(object value) => write is null ? throw OnlyRead() : write(value);
}

/// <summary>Texts.</summary>
internal sealed class TextVector(DuckDbType type) : BytesVector(
    type, static bytes => Encoding.UTF8.GetString(bytes), static value => StrictUtf8.Encode(TextOf(value)), DuckDbNative.CreateText)
{
    private byte[] _encoded = [];

    private void Assign(int row, ReadOnlySpan<char> text)
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
