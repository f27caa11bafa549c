using System.Runtime.InteropServices;
using StageTools.Databases.Columns;

namespace StageTools.Databases.Loading;

/// <summary>A row on its way into a table.</summary>
/// <param name="Values">Its values, each as <see cref="ColumnValue"/> made it for its column.</param>
/// <param name="Line">Where it stands in its file.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LoadRow(object?[] Values, long Line);
