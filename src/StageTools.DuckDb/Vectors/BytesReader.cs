using StageTools.DuckDb.Native;

namespace StageTools.DuckDb.Vectors;

/// <summary>Texts, and all else that DuckDB keeps as bytes of any length.</summary>
internal sealed unsafe class BytesReader(FromBytes convert) : VectorReader
{
    public ReadOnlySpan<byte> Bytes(int row) => NativeText.Bytes((NativeText*)Data + row);

    public override object Value(int row) => convert(Bytes(row));
}
