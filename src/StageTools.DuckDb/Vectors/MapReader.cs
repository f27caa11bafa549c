using StageTools.DuckDb.Native;

namespace StageTools.DuckDb.Vectors;

/// <summary>MAPs: lists of keys and values. With keys of text a dictionary, else the pairs.</summary>
internal sealed unsafe class MapReader(VectorReader key, VectorReader value, bool keysAreText) : VectorReader
{
    private static readonly string[] Pair = ["key", "value"];

    public override void Attach(IntPtr vector)
    {
        base.Attach(vector);
        var pairs = NativeMethods.ListChild(vector);
        key.Attach(NativeMethods.StructChild(pairs, 0));
        value.Attach(NativeMethods.StructChild(pairs, 1));
    }

    public override object Value(int row)
    {
        var entry = ((NativeListEntry*)Data)[row];
        var (first, count) = ((int)entry.Offset, checked((int)entry.Length));
        var keys = new object?[count];
        var values = new object?[count];
        key.Read(first, keys);
        value.Read(first, values);
        return keysAreText
            ? new DuckDbStruct(Array.ConvertAll(keys, static text => (string)text!), values)
            : Enumerable.Range(0, count).Select(i => (object?)new DuckDbStruct(Pair, [keys[i], values[i]])).ToArray();
    }
}
