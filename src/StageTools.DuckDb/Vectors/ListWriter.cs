using StageTools.DuckDb.Native;
using StageTools.DuckDb.Values;

namespace StageTools.DuckDb.Vectors;

/// <summary>Lists of any length: their items go to the end of one vector of all.</summary>
internal sealed unsafe class ListWriter(VectorWriter item) : VectorWriter
{
    private ulong _capacity;

    public override void Attach(IntPtr vector)
    {
        base.Attach(vector);
        _capacity = 0;
        item.Attach(NativeMethods.ListChild(vector));
    }

    /// <summary>Makes room for a list, and says where its items go.</summary>
    public int Reserve(int row, int count)
    {
        var first = NativeMethods.ListSize(Vector);
        var end = first + (ulong)count;
        if (end > _capacity)
        {
            _capacity = Math.Max(end, Math.Max(NativeMethods.VectorSize(), _capacity * 2));
            _ = NativeMethods.ReserveList(Vector, _capacity);

            // The items may have moved.
            item.Attach(NativeMethods.ListChild(Vector));
        }

        _ = NativeMethods.SetListSize(Vector, end);
        ((NativeListEntry*)Data)[row] = new NativeListEntry(first, (ulong)count);
        return checked((int)first);
    }

    protected override void WriteValue(int row, object value)
    {
        var items = Items.Of(value) ?? throw RefusedException.Kind(value, "LIST");
        var first = Reserve(row, items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            item.Write(first + i, items[i]);
        }
    }
}
