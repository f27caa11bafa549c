using System.Runtime.InteropServices;

namespace StageTools.DuckDb.Native;

/// <summary><c>duckdb_bit</c>: bytes and their number.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeBytes
{
    public byte* Data;
    public ulong Size;
}
