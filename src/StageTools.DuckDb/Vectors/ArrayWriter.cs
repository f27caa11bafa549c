using StageTools.DuckDb.Native;
using StageTools.DuckDb.Values;

namespace StageTools.DuckDb.Vectors;

/// <summary>Lists of one length, one after the other.</summary>
internal sealed class ArrayWriter(VectorWriter item, int length) : VectorWriter
{
    public override void Attach(IntPtr vector)
    {
        base.Attach(vector);
        item.Attach(NativeMethods.ArrayChild(vector));
    }

    public override void SetNull(int row)
    {
        base.SetNull(row);
        for (var i = 0; i < length; i++)
        {
            item.SetNull((row * length) + i);
        }
    }

    protected override void WriteValue(int row, object value)
    {
        var items = Items.Of(value) ?? throw RefusedException.Kind(value, "ARRAY");
        if (items.Count != length)
        {
            throw new RefusedException($"a list of {items.Count} is no ARRAY of {length}");
        }

        for (var i = 0; i < length; i++)
        {
            item.Write((row * length) + i, items[i]);
        }
    }
}
