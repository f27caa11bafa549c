namespace StageTools.Rows;

/// <summary>Objects of the pipeline as rows: their properties are the columns. Reused from object to object, so that a row costs no more than its
/// values.</summary>
internal sealed class PipelineRows
{
    private const string OnlyColumn = "Value";

    private readonly Dictionary<(Type Type, int OwnMembers), string[]> _columnsOfType = [];
    private readonly ShapeCache<string[]> _shapes = new(SameNames.Comparer);
    private object?[] _values = [];
    private int _count;
    private string[] _columns = [];
    private Type? _rowType;
    private RowType? _row;

    /// <summary>The columns of the object read last. The same list as before where they are the same.</summary>
    public IReadOnlyList<string> Columns => _columns;

    /// <summary>The values of the object read last.</summary>
    public ReadOnlySpan<object?> Values => _values.AsSpan(0, _count);

    /// <summary>Reads an object: a custom object's or any other's properties, a dictionary's entries, or a plain value as the one column
    /// <c>Value</c>.</summary>
    public void Read(PSObject item)
    {
        _count = 0;
        switch (item.BaseObject)
        {
            case PSCustomObject when TryReadKnown(item):
                break;
            case PSCustomObject:
                ReadListed(item);
                break;
            case IDictionary dictionary:
                ReadEntries(dictionary);
                break;
            case string or ValueType:
                Add(item.BaseObject);
                Keep([OnlyColumn]);
                break;
            default:
                ReadProperties(item);
                break;
        }
    }

    private void ReadListed(PSObject item)
    {
        _count = 0;
        var names = new List<string>();
        foreach (var property in item.Properties)
        {
            names.Add(property.Name);
            Add(PlainValue.Of(property));
        }

        Keep(names);
    }

    /// <summary>Reads an object of the same shape as the last: to ask for its properties by their places costs a fraction of having them
    /// listed.</summary>
    private bool TryReadKnown(PSObject item)
    {
        if (_columns.Length == 0 || _values.Length < _columns.Length || !OwnMembers.TryRead(item, _columns, _values))
            return false;

        _count = _columns.Length;
        return true;
    }

    private void ReadEntries(IDictionary dictionary)
    {
        var names = new List<string>(dictionary.Count);
        foreach (DictionaryEntry entry in dictionary)
        {
            names.Add(Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!);
            Add(PlainValue.Of(entry.Value));
        }

        Keep(names);
    }

    private void ReadProperties(PSObject item)
    {
        if (TryReadRow(item))
            return;

        if (IsAdapted(item.BaseObject))
        {
            ReadListed(item);
            return;
        }

        // The properties of a type are the same for all its objects, members added to them aside.
        var kind = (item.BaseObject.GetType(), OwnMembers.Count(item));
        if (!_columnsOfType.TryGetValue(kind, out var columns))
        {
            columns = [.. item.Properties.Where(p => p.IsGettable).Select(p => p.Name).Distinct(StringComparer.OrdinalIgnoreCase)];
            _columnsOfType.Add(kind, columns);
        }

        var properties = item.Properties;
        foreach (var column in columns)
            Add(properties[column] is { } property ? PlainValue.Of(property) : null);

        _columns = columns;
    }

    /// <summary>Reads a row of Invoke-StageSql or Import-StageData as it was made, without asking PowerShell for its properties; not where somebody
    /// added some.</summary>
    private bool TryReadRow(PSObject item)
    {
        var type = item.BaseObject.GetType();
        if (type != _rowType)
            (_rowType, _row) = (type, RowTypes.TryFind(type, out var row) ? row : null);

        if (_row is null || OwnMembers.Count(item) > 0)
            return false;

        foreach (var column in _row.Columns)
            Add(PlainValue.Of(column.Get(item.BaseObject)));

        _columns = _row.Names;
        return true;
    }

    /// <summary>Whether PowerShell shows something else than the properties of the type: columns of a table, attributes of an XML element.</summary>
    private static bool IsAdapted(object item) =>
        item is System.Data.DataRow or System.Data.DataRowView or System.Xml.XmlNode or System.Dynamic.IDynamicMetaObjectProvider
        || item.GetType() is { IsCOMObject: true } or { Namespace: "System.Management" or "Microsoft.Management.Infrastructure" };

    private void Add(object? value)
    {
        if (_count == _values.Length)
            Array.Resize(ref _values, Math.Max(16, _count * 2));

        _values[_count++] = value;
    }

    /// <summary>Keeps the list that is known where it says the same: writers recognize columns by it.</summary>
    private void Keep(IReadOnlyList<string> columns)
    {
        if (!columns.SequenceEqual(_columns, StringComparer.Ordinal))
        {
            if (!_shapes.TryGet(columns, out var known))
            {
                known = [.. columns];
                _shapes.Add(known, known);
            }

            _columns = known;
        }
    }
}
