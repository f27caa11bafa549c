using System.Runtime.InteropServices;

namespace StageTools.DuckDb.Native;

/// <summary><c>duckdb_hugeint</c> and <c>duckdb_uhugeint</c>, where they are passed by value. In vectors they are read as Int128 and UInt128.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct NativeHugeInt(ulong Lower, ulong Upper)
{
    public static NativeHugeInt From(Int128 value) => new((ulong)value, (ulong)(value >> 64));

    public static NativeHugeInt From(UInt128 value) => new((ulong)value, (ulong)(value >> 64));
}
