using StageTools.DuckDb.Native;
using StageTools.DuckDb.Values;

namespace StageTools.DuckDb.Vectors;

/// <summary>STRUCTs: a vector a field.</summary>
internal sealed class StructWriter(IReadOnlyList<DuckDbColumn> columns, VectorWriter[] fields) : VectorWriter
{
    public override void Attach(IntPtr vector)
    {
        base.Attach(vector);
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i].Attach(NativeMethods.StructChild(vector, (ulong)i));
        }
    }

    public override void SetNull(int row)
    {
        base.SetNull(row);
        foreach (var field in fields)
        {
            field.SetNull(row);
        }
    }

    protected override void WriteValue(int row, object value)
    {
        var values = Items.Fields(value, columns);
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i].Write(row, values[i]);
        }
    }
}
