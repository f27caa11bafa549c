using System.Buffers;
using System.Text;
using StageTools.DuckDb.Native;
using StageTools.DuckDb.Values;

namespace StageTools.DuckDb.Vectors;

/// <summary>Texts.</summary>
internal sealed class VarCharWriter() : BytesWriter(static value => throw RefusedException.Kind(value, "VARCHAR"))
{
    private const int OnStack = 512;

    public void Assign(int row, ReadOnlySpan<char> text)
    {
        var size = text.Length * 3L;
        if (size <= OnStack)
        {
            Span<byte> bytes = stackalloc byte[OnStack];
            Assign(row, bytes[..Encode(text, bytes)]);
            return;
        }

        // A text of some hundred million characters is counted first, so that it does not ask for three times its size.
        var rented = ArrayPool<byte>.Shared.Rent(size <= 1 << 20 ? (int)size : Encoding.UTF8.GetByteCount(text));
        try
        {
            Assign(row, rented.AsSpan(0, Encode(text, rented)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    protected override void WriteValue(int row, object value)
    {
        switch (value)
        {
            case string text:
                Assign(row, text.AsSpan());
                break;
            case char character:
                Assign(row, new ReadOnlySpan<char>(in character));
                break;
            default:
                base.WriteValue(row, value);
                break;
        }
    }

    private static int Encode(ReadOnlySpan<char> text, Span<byte> into)
    {
        try
        {
            return Utf8.Encoding.GetBytes(text, into);
        }
        catch (EncoderFallbackException e)
        {
            throw new RefusedException("a text has half of a surrogate pair, which UTF-8 cannot hold", e);
        }
    }
}
