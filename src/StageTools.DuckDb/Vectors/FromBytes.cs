namespace StageTools.DuckDb.Vectors;

/// <summary>Makes a value of the bytes in a vector.</summary>
internal delegate object FromBytes(ReadOnlySpan<byte> bytes);
