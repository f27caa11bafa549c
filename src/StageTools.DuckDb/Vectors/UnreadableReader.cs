using StageTools.DuckDb.Values;

namespace StageTools.DuckDb.Vectors;

/// <summary>A type whose vectors say nothing to us: only whether a value is there.</summary>
internal sealed class UnreadableReader(DuckDbType type) : VectorReader
{
    public override object Value(int row) => throw new RefusedException($"a {type} has no form in .NET");
}
