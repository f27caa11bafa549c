using StageTools.DuckDb.Native;

namespace StageTools.DuckDb.Vectors;

/// <summary>All that DuckDB keeps as bytes of any length.</summary>
internal class BytesWriter(Func<object, byte[]> convert) : VectorWriter
{
    public unsafe void Assign(int row, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= NativeText.Inlined)
        {
            NativeText.Inline((NativeText*)Data + row, bytes);
            return;
        }

        fixed (byte* start = bytes)
        {
            NativeMethods.AssignText(Vector, (ulong)row, start, (ulong)bytes.Length);
        }
    }

    protected override void WriteValue(int row, object value) => Assign(row, convert(value));
}
