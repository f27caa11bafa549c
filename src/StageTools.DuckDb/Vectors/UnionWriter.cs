using StageTools.DuckDb.Native;
using StageTools.DuckDb.Values;

namespace StageTools.DuckDb.Vectors;

/// <summary>UNIONs: a vector of tags, then one a member. A value goes to the first member of its own type, else to the first that takes it.</summary>
internal sealed unsafe class UnionWriter(IReadOnlyList<DuckDbColumn> columns, VectorWriter[] members) : VectorWriter
{
    private readonly FixedWriter<byte> _tags = new(static value => (byte)value);

    public override void Attach(IntPtr vector)
    {
        base.Attach(vector);
        _tags.Attach(NativeMethods.StructChild(vector, 0));
        for (var i = 0; i < members.Length; i++)
        {
            members[i].Attach(NativeMethods.StructChild(vector, (ulong)i + 1));
        }
    }

    public override void SetNull(int row)
    {
        base.SetNull(row);
        _tags.SetNull(row);
        foreach (var member in members)
        {
            member.SetNull(row);
        }
    }

    protected override void WriteValue(int row, object value)
    {
        foreach (var i in Unions.Order(columns, value))
        {
            try
            {
                members[i].Write(row, value);
            }
            catch (RefusedException)
            {
                continue;
            }

            _tags.Write(row, (byte)i);
            for (var other = 0; other < members.Length; other++)
            {
                if (other != i)
                {
                    members[other].SetNull(row);
                }
            }

            return;
        }

        throw new RefusedException($"no member of the UNION takes a value of type {value.GetType()}");
    }
}
