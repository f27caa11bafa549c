namespace StageTools.DuckDb.Vectors;

/// <summary>Values of one size.</summary>
internal sealed unsafe class FixedWriter<T>(Func<object, T> convert) : VectorWriter
    where T : unmanaged
{
    public override int Size => sizeof(T);

    protected override void WriteValue(int row, object value) => ((T*)Data)[row] = convert(value);
}
