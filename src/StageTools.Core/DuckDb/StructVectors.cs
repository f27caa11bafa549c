using DuckDB.NET.Native;
using Native = DuckDB.NET.Native.NativeMethods.Vectors;

namespace StageTools.DuckDb;

/// <summary>STRUCTs: a vector a field.</summary>
internal class StructVector(DuckDbType type, DuckDbVector[] fields) : NestedVector(type)
{
    private readonly string[] _names = [.. type.Fields!.Select(DuckDbType.NameOf)];

    public override void Attach(IntPtr vector)
    {
        base.Attach(vector);
        for (var i = 0; i < fields.Length; i++)
            fields[i].Attach(Native.DuckDBStructVectorGetChild(vector, i));
    }

    public override void SetNull(int row)
    {
        base.SetNull(row);
        foreach (var field in fields)
            field.SetNull(row);
    }

    protected override object Value(int row) => new DuckDbStruct(_names, Array.ConvertAll(fields, field => field.ValueOrNull(row)));

    protected override void WriteValue(int row, object value)
    {
        var values = NestedValues.Fields(value, _names);
        for (var i = 0; i < fields.Length; i++)
            fields[i].Write(row, values[i]);
    }

    protected override DuckDBValue Create(object value, DuckDbConnection connection)
    {
        using var native = connection.TypeOf(Type);
        var values = fields.Zip(NestedValues.Fields(value, _names), (field, one) => field.ValueOf(one, connection));
        return Make(values, parts => DuckDbNative.CreateStruct(native, parts));
    }
}

/// <summary>
/// UNIONs: a vector of tags, then one a member. The value is the member's own, and null where that is null; it goes to the first member of its own
/// type, else to the first that takes it.
/// </summary>
internal sealed unsafe class UnionVector(DuckDbType type, DuckDbVector tags, DuckDbVector[] members) : StructVector(type, [tags, .. members])
{
    protected override object Value(int row) => members[((byte*)tags.Data)[row]].ValueOrNull(row)!;

    protected override void WriteValue(int row, object value)
    {
        var taken = FirstThatTakes(value, (member, _) =>
        {
            member.Write(row, value);
            return member;
        });
        for (var i = 0; i < members.Length; i++)
        {
            if (members[i] == taken)
            {
                tags.Write(row, (byte)i);
            }
            else
            {
                members[i].SetNull(row);
            }
        }
    }

    protected override DuckDBValue Create(object value, DuckDbConnection connection) => FirstThatTakes(value, (member, i) =>
    {
        using var one = member.ValueOf(value, connection);
        using var native = connection.TypeOf(Type);
        return DuckDbNative.CreateUnion(native, (ulong)i, one);
    });

    private T FirstThatTakes<T>(object value, Func<DuckDbVector, int, T> give)
    {
        foreach (var i in Enumerable.Range(0, members.Length).OrderByDescending(IsOfItsType))
        {
            try
            {
                return give(members[i], i);
            }
            catch (RefusedException)
            {
                // The next member may take it.
            }
        }

        throw new RefusedException($"no member of the UNION takes a value of type {value.GetType()}");

        bool IsOfItsType(int i) => Type.Fields![i].Type.ClrType is var own && own != typeof(object) && own.IsInstanceOfType(value);
    }
}
