using System.Runtime.InteropServices;

namespace StageTools.Formats.Csv;

/// <summary>Where a value stands in its record.</summary>
/// <param name="Start">The first byte, from the record's first.</param>
/// <param name="Length">How many bytes.</param>
/// <param name="Form">How its text is written.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DelimitedField(int Start, int Length, FieldForm Form);
