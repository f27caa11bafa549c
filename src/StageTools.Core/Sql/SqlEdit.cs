using System.Runtime.InteropServices;

namespace StageTools.Sql;

/// <summary>What is put in the place of a part of a statement.</summary>
/// <param name="Start">Where the part begins in the text.</param>
/// <param name="End">Where it ends; the same where something is put in between.</param>
/// <param name="Text">What is put there.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SqlEdit(int Start, int End, string Text)
{
    /// <summary>Whether both change the same characters.</summary>
    public bool Overlaps(SqlEdit other) => Start < other.End && other.Start < End;
}
