using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace StageTools.DuckDb.Native;

/// <summary><c>duckdb_string_t</c>: up to 12 bytes stand in the structure itself, longer ones elsewhere with their first four here.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeText
{
    public const int Inlined = 12;

    private uint _length;
    private fixed byte _inlined[4];
    private readonly byte* _pointer;

    public readonly int Length => checked((int)_length);

    /// <summary>The bytes of a text that lies in a vector. Good for as long as the vector is.</summary>
    public static ReadOnlySpan<byte> Bytes(NativeText* text) =>
        text->_length <= Inlined ? new ReadOnlySpan<byte>(text->_inlined, (int)text->_length) : new ReadOnlySpan<byte>(text->_pointer, text->Length);

    /// <summary>Writes a text that fits into the structure. What is not used must be zero: DuckDB compares all 16 bytes.</summary>
    public static void Inline(NativeText* text, ReadOnlySpan<byte> bytes)
    {
        Unsafe.InitBlockUnaligned(text, 0, (uint)sizeof(NativeText));
        text->_length = (uint)bytes.Length;
        bytes.CopyTo(new Span<byte>(text->_inlined, Inlined));
    }
}
