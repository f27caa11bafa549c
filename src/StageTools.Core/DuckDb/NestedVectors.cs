using DuckDB.NET.Native;
using Native = DuckDB.NET.Native.NativeMethods.Vectors;

namespace StageTools.DuckDb;

/// <summary>Values that are made of others, in vectors of their own.</summary>
internal abstract class NestedVector(DuckDbType type, params DuckDbVector[] parts) : DuckDbVector(type)
{
    protected DuckDbVector[] Parts => parts;

    public override void Attach(IntPtr vector)
    {
        base.Attach(vector);
        for (var i = 0; i < parts.Length; i++)
            parts[i].Attach(PartOf(vector, i));
    }

    public override void Forget() => Array.ForEach(parts, static part => part.Forget());

    /// <summary>Makes a value of several: they are given back, whatever happens.</summary>
    protected static DuckDBValue Make(IEnumerable<DuckDBValue> values, Func<IntPtr[], DuckDBValue> make)
    {
        var made = new List<DuckDBValue>();
        try
        {
            made.AddRange(values);
            return make([.. made.Select(static one => one.DangerousGetHandle())]);
        }
        finally
        {
            made.ForEach(static one => one.Dispose());
        }
    }

    protected abstract IntPtr PartOf(IntPtr vector, int at);
}

/// <summary>Lists of any length: their items lie in one vector of all, and are written at its end.</summary>
internal unsafe class ListVector(DuckDbType type, DuckDbVector item) : NestedVector(type, item)
{
    private ulong _capacity;

    public override void Attach(IntPtr vector)
    {
        _capacity = 0;
        base.Attach(vector);
    }

    protected override IntPtr PartOf(IntPtr vector, int at) => Native.DuckDBListVectorGetChild(vector);

    protected override object Value(int row) => Items(row, Parts[0]);

    protected override void WriteValue(int row, object value)
    {
        var items = NestedValues.Items(value, Type);
        var first = Reserve(row, items.Count);
        for (var i = 0; i < items.Count; i++)
            Parts[0].Write(first + i, items[i]);
    }

    protected override DuckDBValue Create(object value, DuckDbConnection connection)
    {
        using var native = connection.TypeOf(Type.Item!);
        return Make(
            NestedValues.Items(value, Type).Cast<object?>().Select(one => Parts[0].ValueOf(one, connection)), values => Create(native, values));
    }

    protected virtual DuckDBValue Create(DuckDBLogicalType of, IntPtr[] values) =>
        NativeMethods.Value.DuckDBCreateListValue(of, values, values.Length);

    /// <summary>What lies in a vector for a list.</summary>
    protected virtual object?[] Items(int row, DuckDbVector of)
    {
        var entry = ((DuckDBListEntry*)Data)[row];
        var items = new object?[checked((int)entry.Length)];
        of.Read((int)entry.Offset, items);
        return items;
    }

    /// <summary>Makes room for a list, and says where its items go.</summary>
    protected virtual int Reserve(int row, int count)
    {
        var first = (ulong)Native.DuckDBListVectorGetSize(Vector);
        var end = first + (ulong)count;
        if (end > _capacity)
        {
            _capacity = Math.Max(end, Math.Max(NativeMethods.Helpers.DuckDBVectorSize(), _capacity * 2));
            Native.DuckDBListVectorReserve(Vector, _capacity);

            // The items may have moved.
            Parts[0].Attach(Native.DuckDBListVectorGetChild(Vector));
        }

        Native.DuckDBListVectorSetSize(Vector, end);
        ((DuckDBListEntry*)Data)[row] = new DuckDBListEntry(first, (ulong)count);
        return checked((int)first);
    }
}

/// <summary>Lists of one length, one after the other.</summary>
internal sealed class ArrayVector(DuckDbType type, DuckDbVector item) : ListVector(type, item)
{
    public override void SetNull(int row)
    {
        base.SetNull(row);
        for (var i = 0; i < Type.Length; i++)
            Parts[0].SetNull((row * Type.Length) + i);
    }

    protected override IntPtr PartOf(IntPtr vector, int at) => Native.DuckDBArrayVectorGetChild(vector);

    protected override DuckDBValue Create(DuckDBLogicalType of, IntPtr[] values) =>
        NativeMethods.Value.DuckDBCreateArrayValue(of, values, values.Length);

    protected override object?[] Items(int row, DuckDbVector of)
    {
        var items = new object?[Type.Length];
        of.Read(row * items.Length, items);
        return items;
    }

    protected override int Reserve(int row, int count) => row * count;
}

/// <summary>MAPs: lists of keys and values. With keys of text a dictionary, else the pairs.</summary>
internal sealed class MapVector(DuckDbType type, DuckDbVector key, DuckDbVector value) : ListVector(
    type, new StructVector(DuckDbType.Struct(type.Fields!), [key, value]))
{
    private static readonly string[] Pair = ["key", "value"];

    protected override object Value(int row)
    {
        var (keys, values) = (Items(row, key), Items(row, value));
        return Type.ClrType == typeof(object?[])
            ? keys.Zip(values, static (key, value) => (object?)new DuckDbStruct(Pair, [key, value])).ToArray()
            : new DuckDbStruct(Array.ConvertAll(keys, static text => (string)text!), values);
    }

    protected override void WriteValue(int row, object map)
    {
        var pairs = NestedValues.Map(map);
        var first = Reserve(row, pairs.Count);
        for (var i = 0; i < pairs.Count; i++)
        {
            key.Write(first + i, pairs[i].Key);
            value.Write(first + i, pairs[i].Value);
        }
    }

    protected override DuckDBValue Create(object map, DuckDbConnection connection)
    {
        var pairs = NestedValues.Map(map);
        using var native = connection.TypeOf(Type);
        return Make(pairs.Select(pair => key.ValueOf(pair.Key, connection)), keys => Make(
            pairs.Select(pair => value.ValueOf(pair.Value, connection)), values => DuckDbNative.CreateMap(native, keys, values, (ulong)keys.Length)));
    }
}

/// <summary>STRUCTs: a vector a field.</summary>
internal class StructVector(DuckDbType type, DuckDbVector[] fields) : NestedVector(type, fields)
{
    // A field without a name is called by its number.
    private readonly string[] _names = [.. type.Fields!.Select(static (field, i) => field.Name.Length > 0
        ? field.Name
        : (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture))];

    public override void SetNull(int row)
    {
        base.SetNull(row);
        foreach (var field in Parts)
            field.SetNull(row);
    }

    protected override IntPtr PartOf(IntPtr vector, int at) => Native.DuckDBStructVectorGetChild(vector, at);

    protected override object Value(int row) => new DuckDbStruct(_names, Array.ConvertAll(Parts, field => field.ValueOrNull(row)));

    protected override void WriteValue(int row, object value)
    {
        var values = NestedValues.Fields(value, _names);
        for (var i = 0; i < Parts.Length; i++)
            Parts[i].Write(row, values[i]);
    }

    protected override DuckDBValue Create(object value, DuckDbConnection connection)
    {
        using var native = connection.TypeOf(Type);
        var values = Parts.Zip(NestedValues.Fields(value, _names), (field, one) => field.ValueOf(one, connection));
        return Make(values, parts => DuckDbNative.CreateStruct(native, parts));
    }
}

/// <summary>UNIONs: a vector of tags, then one a member. The value is the member's own, and null where that is null; it goes to the first member of
/// its own type, else to the first that takes it.</summary>
internal sealed unsafe class UnionVector(DuckDbType type, DuckDbVector tags, DuckDbVector[] members) : StructVector(type, [tags, .. members])
{
    protected override object Value(int row) => members[((byte*)tags.Data)[row]].ValueOrNull(row)!;

    protected override void WriteValue(int row, object value)
    {
        var taken = FirstThatTakes(value, (member, at) =>
        {
            member.Write(row, value);
            return at;
        });
        tags.Write(row, (byte)taken);
        for (var i = 0; i < members.Length; i++)
        {
            if (i != taken)
                members[i].SetNull(row);
        }
    }

    protected override DuckDBValue Create(object value, DuckDbConnection connection) => FirstThatTakes(value, (member, at) =>
    {
        using var one = member.ValueOf(value, connection);
        using var native = connection.TypeOf(Type);
        return DuckDbNative.CreateUnion(native, (ulong)at, one);
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
