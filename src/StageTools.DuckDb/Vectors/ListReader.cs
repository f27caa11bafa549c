using StageTools.DuckDb.Native;

namespace StageTools.DuckDb.Vectors;

/// <summary>Lists of any length: their items lie in one vector of all.</summary>
internal sealed unsafe class ListReader(VectorReader item) : VectorReader
{
    public override void Attach(IntPtr vector)
    {
        base.Attach(vector);
        item.Attach(NativeMethods.ListChild(vector));
    }

    public override object Value(int row)
    {
        var entry = ((NativeListEntry*)Data)[row];
        var items = new object?[checked((int)entry.Length)];
        item.Read((int)entry.Offset, items);
        return items;
    }
}
