using StageTools.DuckDb.Native;

namespace StageTools.DuckDb.Vectors;

/// <summary>UNIONs: a vector of tags, then one a member. The value is the member's own, and null where that is null.</summary>
internal sealed unsafe class UnionReader(VectorReader[] members) : VectorReader
{
    private byte* _tags;

    public override void Attach(IntPtr vector)
    {
        base.Attach(vector);
        _tags = (byte*)NativeMethods.VectorData(NativeMethods.StructChild(vector, 0));
        for (var i = 0; i < members.Length; i++)
        {
            members[i].Attach(NativeMethods.StructChild(vector, (ulong)i + 1));
        }
    }

    public override object Value(int row) => members[_tags[row]].ValueOrNull(row)!;
}
