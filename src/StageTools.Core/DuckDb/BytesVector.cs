using System.Buffers;
using System.Text;
using DuckDB.NET.Native;

namespace StageTools.DuckDb;

/// <summary>All that DuckDB keeps as bytes of any length.</summary>
internal unsafe class BytesVector(
    DuckDbType type, Func<ReadOnlySpan<byte>, object> read, Func<object, byte[]> write, Func<byte[], DuckDBValue> create) : DuckDbVector(type)
{
    private const int Inlined = 12;

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
        else
        {
            fixed (byte* start = bytes)
            {
                NativeMethods.Vectors.DuckDBUnsafeVectorAssignStringElementLength(Vector, (ulong)row, start, bytes.Length);
            }
        }

        SetValid(row);
    }

    protected override object Value(int row) => read(Bytes(row));

    protected override void WriteValue(int row, object value) => Assign(row, write(value));

    protected override DuckDBValue Create(object value, DuckDbConnection connection) => create(write(value));
}

/// <summary>Texts.</summary>
internal sealed class TextVector(DuckDbType type) : BytesVector(
    type,
    static bytes => Encoding.UTF8.GetString(bytes),
    static value => StrictUtf8.Encode(TextOf(value)),
    static bytes => DuckDbNative.CreateText(bytes, (ulong)bytes.Length))
{
    private const int OnStack = 512;

    public void Assign(int row, ReadOnlySpan<char> text)
    {
        var size = text.Length * 3L;
        if (size <= OnStack)
        {
            Span<byte> bytes = stackalloc byte[OnStack];
            Assign(row, bytes[..StrictUtf8.Encode(text, bytes)]);
            return;
        }

        // A text of some hundred million characters is counted first, so that it does not ask for three times its size.
        var rented = ArrayPool<byte>.Shared.Rent(size <= 1 << 20 ? (int)size : Encoding.UTF8.GetByteCount(text));
        try
        {
            Assign(row, rented.AsSpan(0, StrictUtf8.Encode(text, rented)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    protected override void WriteValue(int row, object value) => Assign(row, TextOf(value).AsSpan());

    private static string TextOf(object value) => value as string ?? (value as char?)?.ToString() ?? throw RefusedException.Kind(value, "VARCHAR");
}
