using DuckDB.NET.Native;
using Native = DuckDB.NET.Native.NativeMethods.Vectors;

namespace StageTools.DuckDb;

/// <summary>Values that are made of others, in vectors of their own.</summary>
internal abstract class NestedVector(DuckDbType type) : DuckDbVector(type)
{
    /// <summary>Makes a value of several: they are given back, whatever happens.</summary>
    protected static DuckDBValue Make(IEnumerable<DuckDBValue> values, Func<IntPtr[], DuckDBValue> make)
    {
        var parts = new List<DuckDBValue>();
        try
        {
            parts.AddRange(values);
            return make([.. parts.Select(static part => part.DangerousGetHandle())]);
        }
        finally
        {
            parts.ForEach(static part => part.Dispose());
        }
    }
}

/// <summary>Lists of any length: their items lie in one vector of all, and are written at its end.</summary>
internal unsafe class ListVector(DuckDbType type, DuckDbVector item) : NestedVector(type)
{
    private ulong _capacity;

    public override void Attach(IntPtr vector)
    {
        base.Attach(vector);
        _capacity = 0;
        item.Attach(Native.DuckDBListVectorGetChild(vector));
    }

    protected override object Value(int row) => Items(row, item);

    /// <summary>What lies in a vector for a list.</summary>
    protected object?[] Items(int row, DuckDbVector of)
    {
        var entry = ((DuckDBListEntry*)Data)[row];
        var items = new object?[checked((int)entry.Length)];
        of.Read((int)entry.Offset, items);
        return items;
    }

    /// <summary>Makes room for a list, and says where its items go.</summary>
    protected int Reserve(int row, int count)
    {
        var first = (ulong)Native.DuckDBListVectorGetSize(Vector);
        var end = first + (ulong)count;
        if (end > _capacity)
        {
            _capacity = Math.Max(end, Math.Max(NativeMethods.Helpers.DuckDBVectorSize(), _capacity * 2));
            Native.DuckDBListVectorReserve(Vector, _capacity);

            // The items may have moved.
            item.Attach(Native.DuckDBListVectorGetChild(Vector));
        }

        Native.DuckDBListVectorSetSize(Vector, end);
        ((DuckDBListEntry*)Data)[row] = new DuckDBListEntry(first, (ulong)count);
        return checked((int)first);
    }

    protected override void WriteValue(int row, object value)
    {
        var items = NestedValues.Items(value) ?? throw RefusedException.Kind(value, "LIST");
        var first = Reserve(row, items.Count);
        for (var i = 0; i < items.Count; i++)
            item.Write(first + i, items[i]);
    }

    protected override DuckDBValue Create(object value, DuckDbConnection connection)
    {
        var items = NestedValues.Items(value) ?? throw RefusedException.Kind(value, Type);
        using var native = connection.TypeOf(Type.Item!);
        return Make(
            items.Cast<object?>().Select(one => item.ValueOf(one, connection)),
            parts => NativeMethods.Value.DuckDBCreateListValue(native, parts, parts.Length));
    }
}

/// <summary>MAPs: lists of keys and values. With keys of text a dictionary, else the pairs.</summary>
internal sealed class MapVector(DuckDbType type, DuckDbVector key, DuckDbVector value) : ListVector(
    type, new StructVector(DuckDbType.Struct(type.Fields!), [key, value]))
{
    private static readonly string[] Pair = ["key", "value"];

    protected override object Value(int row)
    {
        var (keys, values) = (Items(row, key), Items(row, value));
        return Type.HasTextKeys
            ? new DuckDbStruct(Array.ConvertAll(keys, static text => (string)text!), values)
            : keys.Zip(values, static (key, value) => (object?)new DuckDbStruct(Pair, [key, value])).ToArray();
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

/// <summary>Lists of one length, one after the other.</summary>
internal sealed class ArrayVector(DuckDbType type, DuckDbVector item) : NestedVector(type)
{
    public override void Attach(IntPtr vector)
    {
        base.Attach(vector);
        item.Attach(Native.DuckDBArrayVectorGetChild(vector));
    }

    public override void SetNull(int row)
    {
        base.SetNull(row);
        for (var i = 0; i < Type.Length; i++)
            item.SetNull((row * Type.Length) + i);
    }

    protected override object Value(int row)
    {
        var items = new object?[Type.Length];
        item.Read(row * items.Length, items);
        return items;
    }

    protected override void WriteValue(int row, object value)
    {
        var items = ItemsOf(value);
        for (var i = 0; i < items.Count; i++)
            item.Write((row * items.Count) + i, items[i]);
    }

    protected override DuckDBValue Create(object value, DuckDbConnection connection)
    {
        var items = ItemsOf(value);
        using var native = connection.TypeOf(Type.Item!);
        return Make(
            items.Cast<object?>().Select(one => item.ValueOf(one, connection)),
            parts => NativeMethods.Value.DuckDBCreateArrayValue(native, parts, parts.Length));
    }

    private System.Collections.IList ItemsOf(object value)
    {
        var items = NestedValues.Items(value) ?? throw RefusedException.Kind(value, Type);
        return items.Count == Type.Length ? items : throw new RefusedException($"a list of {items.Count} is no {Type}");
    }
}
