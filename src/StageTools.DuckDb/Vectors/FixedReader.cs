namespace StageTools.DuckDb.Vectors;

/// <summary>Values of one size.</summary>
internal sealed unsafe class FixedReader<T>(Func<T, object> convert) : VectorReader
    where T : unmanaged
{
    public override int Size => sizeof(T);

    public override object Value(int row) => convert(((T*)Data)[row]);

    public override void Read(int first, Span<object?> into)
    {
        var data = (T*)Data + first;
        for (var i = 0; i < into.Length; i++)
        {
            into[i] = IsNull(first + i) ? null : convert(data[i]);
        }
    }
}
