using StageTools.Query;

namespace StageTools.Rows;

/// <summary>The rows of a result as objects of the pipeline, some thousand at a time.</summary>
internal sealed class QueryObjects
{
    private readonly string[] _names;
    private readonly string _typeName;
    private readonly bool[] _isNested;
    private readonly RowType? _type;
    private object[] _objects = [];

    /// <summary>Prepares for the rows of a result.</summary>
    /// <param name="columns">Its columns.</param>
    /// <param name="typeName">The name of the objects' type.</param>
    public QueryObjects(IReadOnlyList<QueryColumn> columns, string typeName)
    {
        _typeName = typeName;
        _names = [.. columns.Select(static c => c.Name)];
        _isNested = [.. columns.Select(static c => !c.Type.IsValueType && c.Type != typeof(string) && c.Type != typeof(byte[]))];
        _type = RowTypes.Find(_names, [.. columns.Select((c, i) => _isNested[i] ? typeof(object) : QueryRows.ElementOf(c.Type))], typeName);
    }

    /// <summary>The objects of some rows; the array is used again, the objects are not.</summary>
    public ReadOnlySpan<object> From(QueryRows rows)
    {
        Array.Resize(ref _objects, Math.Max(_objects.Length, rows.Count));
        if (_type is null)
        {
            for (var i = 0; i < rows.Count; i++)
            {
                var item = RowObjects.Custom(_names, rows.Columns.Select(c => RowObjects.Value(c.GetValue(i))).ToArray());
                item.TypeNames.Insert(0, _typeName);
                _objects[i] = item;
            }

            return _objects.AsSpan(0, rows.Count);
        }

        _type.Create(_objects, rows.Count);
        for (var column = 0; column < _names.Length; column++)
            _type.Columns[column].Fill(_objects, _isNested[column] ? Plain(rows.Columns[column], rows.Count) : rows.Columns[column], rows.Count);

        return _objects.AsSpan(0, rows.Count);
    }

    private static object?[] Plain(Array values, int count)
    {
        var plain = new object?[count];
        for (var i = 0; i < count; i++)
            plain[i] = RowObjects.Value(values.GetValue(i));

        return plain;
    }
}
