using StageTools.DuckDb.Native;

namespace StageTools.DuckDb.Vectors;

/// <summary>Lists of one length, one after the other.</summary>
internal sealed class ArrayReader(VectorReader item, int length) : VectorReader
{
    public override void Attach(IntPtr vector)
    {
        base.Attach(vector);
        item.Attach(NativeMethods.ArrayChild(vector));
    }

    public override object Value(int row)
    {
        var items = new object?[length];
        item.Read(row * length, items);
        return items;
    }
}
