using System.Runtime.InteropServices;

namespace StageTools.DuckDb.Native;

/// <summary><c>duckdb_bignum</c>: a size and a sign.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeBigNum
{
    public byte* Data;
    public ulong Size;
    public byte IsNegative;
}
