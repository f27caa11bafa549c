namespace StageTools.Rows;

/// <summary>Objects of the pipeline as rows: their properties are the columns. Reused from object to object, so that a row costs no more than its
/// values.</summary>
internal sealed class PipelineRows
{
    private const string OnlyColumn = "Value";

    private readonly ShapeCache<ObjectShape> _objects = new(SameNames.Comparer);
    private readonly ShapeCache<string[]> _shapes = new(SameNames.Comparer);
    private ObjectShape? _object;
    private string[] _listed = [];
    private string[] _listedTypes = [];
    private object?[] _values = [];
    private int _count;
    private string[] _columns = [];
    private Type? _rowType;
    private string[] _rowTypes = [];
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
                (_listed, _listedTypes) = (_columns, OwnMembers.HaveTypes(item, _listedTypes) ? _listedTypes : OwnMembers.TypesOf(item));
                break;
            case IDictionary dictionary:
                ReadEntries(dictionary);
                break;
            case var value when IsPlain(value):
                Add(item.BaseObject);
                Keep([OnlyColumn]);
                break;
            default:
                ReadProperties(item);
                break;
        }
    }

    /// <summary>Whether an object is one value; other structs have properties, as an entry of a dictionary has.</summary>
    private static bool IsPlain(object value) => value is string
        || (value is ValueType && (value.GetType() is { IsPrimitive: true } or { IsEnum: true }
            || value is decimal or System.Numerics.BigInteger or Int128 or UInt128 or Half
                or DateTime or DateTimeOffset or DateOnly or TimeOnly or TimeSpan or Guid));

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

    /// <summary>Reads an object of the same shape as the last that was listed: to ask for its properties by their places costs a fraction of having
    /// them listed. Types of another name may add properties to it.</summary>
    private bool TryReadKnown(PSObject item)
    {
        if (_listed.Length == 0 || _values.Length < _listed.Length
            || !OwnMembers.HaveTypes(item, _listedTypes) || !OwnMembers.TryRead(item, _listed, _values))
        {
            return false;
        }

        (_count, _columns) = (_listed.Length, _listed);
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

        if (_object?.Fits(item) is not true)
            _object = ShapeOf(item);

        if (_object.Columns is not { } columns)
        {
            ReadListed(item);
            return;
        }

        var properties = item.Properties;
        foreach (var column in columns)
            Add(properties[column] is { } property ? PlainValue.Of(property) : null);

        _columns = columns;
    }

    /// <summary>What is known of objects of the same type with the same members added to them.</summary>
    private ObjectShape ShapeOf(PSObject item)
    {
        var (types, added) = (OwnMembers.TypesOf(item), OwnMembers.NamesOf(item));
        string[] key = [.. types, string.Empty, .. added];
        if (!_objects.TryGet(key, out var shape) || !shape.Fits(item))
        {
            var columns = OwnMembers.AreKnown && !IsAdapted(item)
                ? item.Properties.Where(static p => p.IsGettable).Select(static p => p.Name).Distinct(StringComparer.OrdinalIgnoreCase).ToList()
                : null;
            shape = new ObjectShape(item.BaseObject.GetType(), types, added, columns is null ? null : Known(columns));
            _objects.Add(key, shape);
        }

        return shape;
    }

    /// <summary>Reads a row of Invoke-StageSql or Import-StageData as it was made, without asking PowerShell for its properties; not where somebody
    /// added some.</summary>
    private bool TryReadRow(PSObject item)
    {
        var type = item.BaseObject.GetType();
        if (type != _rowType || !OwnMembers.HaveTypes(item, _rowTypes))
            (_rowType, _rowTypes, _row) = (type, OwnMembers.TypesOf(item), RowTypes.TryFind(type, out var row) && HasNoOther(item, row) ? row : null);

        if (_row is null || !OwnMembers.Have(item, []))
            return false;

        foreach (var column in _row.Columns)
            Add(PlainValue.Of(column.Get(item.BaseObject)));

        _columns = _row.Names;
        return true;
    }

    /// <summary>Whether PowerShell adds nothing to rows of a type: somebody may have told it to, by the type's name.</summary>
    private static bool HasNoOther(PSObject item, RowType row) =>
        item.Properties.Count() - OwnMembers.NamesOf(item).Length == row.Columns.Length;

    /// <summary>Whether PowerShell shows something else than the properties of the type: columns of a table, attributes of an XML element.</summary>
    private static bool IsAdapted(PSObject item) =>
        item.BaseObject is System.Data.DataRow or System.Data.DataRowView or System.Xml.XmlNode or System.Dynamic.IDynamicMetaObjectProvider
        || item.BaseObject.GetType() is { IsCOMObject: true }
            or { Namespace: "System.Management" or "System.DirectoryServices" or "Microsoft.Management.Infrastructure" }
        || item.Properties.Any(static property => property is PSAdaptedProperty);

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
            _columns = Known(columns);
    }

    private string[] Known(IReadOnlyList<string> columns)
    {
        if (!_shapes.TryGet(columns, out var known))
        {
            known = [.. columns];
            _shapes.Add(known, known);
        }

        return known;
    }

    /// <summary>What objects have in common whose properties are the same.</summary>
    /// <param name="Type">Their type.</param>
    /// <param name="TypeNames">What PowerShell calls it and those it is one of.</param>
    /// <param name="Added">The names of the members that were added to them.</param>
    /// <param name="Columns">Their properties; null where each has its own.</param>
    private sealed record ObjectShape(Type Type, string[] TypeNames, string[] Added, string[]? Columns)
    {
        /// <summary>Whether an object is of this shape.</summary>
        public bool Fits(PSObject item) =>
            item.BaseObject.GetType() == Type && OwnMembers.Have(item, Added) && OwnMembers.HaveTypes(item, TypeNames);
    }
}
