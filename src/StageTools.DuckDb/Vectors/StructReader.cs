using StageTools.DuckDb.Native;

namespace StageTools.DuckDb.Vectors;

/// <summary>STRUCTs: a vector a field.</summary>
internal sealed class StructReader(string[] names, VectorReader[] fields) : VectorReader
{
    public override void Attach(IntPtr vector)
    {
        base.Attach(vector);
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i].Attach(NativeMethods.StructChild(vector, (ulong)i));
        }
    }

    public override object Value(int row) => new DuckDbStruct(names, Array.ConvertAll(fields, field => field.ValueOrNull(row)));
}
