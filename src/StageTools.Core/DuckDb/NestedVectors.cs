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

    protected virtual IntPtr PartOf(IntPtr vector, int at) => Native.DuckDBStructVectorGetChild(vector, at);
}

/// <summary>Several values a row: those of all rows lie in one vector.</summary>
internal unsafe class ItemsVector(DuckDbType type, DuckDbVector item) : NestedVector(type, item)
{
    protected override IntPtr PartOf(IntPtr vector, int at) => Native.DuckDBListVectorGetChild(vector);

    protected override object Value(int row) => Items(row, Parts[0]);

    /// <summary>What lies in a vector for a row.</summary>
    protected virtual object?[] Items(int row, DuckDbVector of)
    {
        var entry = ((DuckDBListEntry*)Data)[row];
        var items = new object?[checked((int)entry.Length)];
        of.Read((int)entry.Offset, items);
        return items;
    }
}

/// <summary>Lists of any length: their items are written at the end of all.</summary>
internal sealed unsafe class ListVector(DuckDbType type, DuckDbVector item) : ItemsVector(type, item)
{
    private ulong _capacity;

    public override void Attach(IntPtr vector)
    {
        _capacity = 0;
        base.Attach(vector);
    }

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
            NestedValues.Items(value, Type).Cast<object?>().Select(one => Parts[0].ValueOf(one, connection)),
            values => NativeMethods.Value.DuckDBCreateListValue(native, values, values.Length));
    }

    /// <summary>Makes room for a list, and says where its items go.</summary>
    private int Reserve(int row, int count)
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
internal sealed class ArrayVector(DuckDbType type, DuckDbVector item) : ItemsVector(type, item)
{
    protected override IntPtr PartOf(IntPtr vector, int at) => Native.DuckDBArrayVectorGetChild(vector);

    protected override object?[] Items(int row, DuckDbVector of)
    {
        var items = new object?[Type.Length];
        of.Read(row * items.Length, items);
        return items;
    }
}

/// <summary>MAPs: lists of keys and values. With keys of text a dictionary, else the pairs.</summary>
internal sealed class MapVector(DuckDbType type, DuckDbVector key, DuckDbVector value) : ItemsVector(
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
}

/// <summary>STRUCTs: a vector a field.</summary>
internal sealed class StructVector(DuckDbType type, DuckDbVector[] fields) : NestedVector(type, fields)
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

/// <summary>UNIONs: a vector of tags, then one a member. The value is the member's own, and null where that is null.</summary>
internal sealed unsafe class UnionVector(DuckDbType type, DuckDbVector tags, DuckDbVector[] members) : NestedVector(type, [tags, .. members])
{
    protected override object Value(int row) => members[((byte*)tags.Data)[row]].ValueOrNull(row)!;
}
