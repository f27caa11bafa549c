using System.Runtime.InteropServices;

namespace StageTools.DuckDb.Native;

/// <summary><c>duckdb_interval</c>: three amounts that do not convert into each other.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct NativeInterval(int Months, int Days, long Micros);
