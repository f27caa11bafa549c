using StageTools.DuckDb.Native;
using StageTools.DuckDb.Values;

namespace StageTools.DuckDb.Vectors;

/// <summary>MAPs: lists of keys and values.</summary>
internal sealed class MapWriter(VectorWriter key, VectorWriter value) : VectorWriter
{
    private readonly ListWriter _pairs = new(new PairWriter(key, value));

    public override void Attach(IntPtr vector)
    {
        base.Attach(vector);
        _pairs.Attach(vector);
    }

    protected override void WriteValue(int row, object map)
    {
        var pairs = Items.Map(map);
        var first = _pairs.Reserve(row, pairs.Count);
        for (var i = 0; i < pairs.Count; i++)
        {
            key.Write(first + i, pairs[i].Key);
            value.Write(first + i, pairs[i].Value);
        }
    }

    /// <summary>Keeps both vectors where the list's items are.</summary>
    private sealed class PairWriter(VectorWriter key, VectorWriter value) : VectorWriter
    {
        public override void Attach(IntPtr vector)
        {
            base.Attach(vector);
            key.Attach(NativeMethods.StructChild(vector, 0));
            value.Attach(NativeMethods.StructChild(vector, 1));
        }

        protected override void WriteValue(int row, object value) => throw new NotSupportedException();
    }
}
