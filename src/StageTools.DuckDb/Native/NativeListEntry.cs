using System.Runtime.InteropServices;

namespace StageTools.DuckDb.Native;

/// <summary><c>duckdb_list_entry</c>: where a list's items lie in the vector of all items.</summary>
[StructLayout(LayoutKind.Sequential)]
internal record struct NativeListEntry(ulong Offset, ulong Length);
