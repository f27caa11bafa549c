namespace StageTools.Rows;

/// <summary>Rows as objects of the pipeline: a property a column.</summary>
internal sealed class RowObjects
{
    // Rows of JSON may each have columns of their own: a type for every one of them would cost more than it saves.
    private const int MostShapes = 64;

    private readonly Dictionary<IReadOnlyList<string>, RowType?> _types = new(ReferenceEqualityComparer.Instance);
    private IReadOnlyList<string>? _columns;
    private RowType? _type;

    /// <summary>The object of a row; JSON objects inside it become objects too.</summary>
    /// <exception cref="StageException"><c>DataInvalid</c> when two names differ in case alone, or one is empty: PowerShell's properties
    /// cannot.</exception>
    public object From(Row row)
    {
        // Rows of one shape share their list of columns.
        if (!ReferenceEquals(_columns, row.Columns))
            (_columns, _type) = (row.Columns, TypeOf(row.Columns));

        var values = row.Values;
        for (var i = 0; i < values.Length; i++)
            values[i] = Value(values[i]);

        return _type?.Create(values) ?? Custom(row.Columns, values);
    }

    /// <summary>A nested value: a structure as an object, a list as an array.</summary>
    public static object? Value(object? value) => value switch
    {
        null or string or ValueType => value,
        IReadOnlyDictionary<string, object?> fields => Object(fields),
        object?[] items => Array.ConvertAll(items, Value),
        _ => value,
    };

    /// <summary>A custom object with these properties.</summary>
    public static PSObject Custom(IReadOnlyList<string> names, ReadOnlySpan<object?> values)
    {
        var item = new PSObject();
        for (var i = 0; i < values.Length; i++)
            item.Properties.Add(new PSNoteProperty(names[i], values[i]), preValidated: true);

        return item;
    }

    private RowType? TypeOf(IReadOnlyList<string> columns)
    {
        if (_types.TryGetValue(columns, out var type))
            return type;

        RefuseNames(columns);
        if (_types.Count >= MostShapes)
            return null;

        type = RowTypes.Find(columns, [.. columns.Select(static _ => typeof(object))]);
        _types.Add(columns, type);
        return type;
    }

    private static void RefuseNames(IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            if (name.Length == 0)
            {
                throw StageErrorCode.DataInvalid.Error(
                    "A key here is empty, and no property of an object is named so; give it a name in the file, or read the file with SQL.", name);
            }

            if (!seen.Add(name))
            {
                throw StageErrorCode.DataInvalid.Error(
                    $"The name '{name}' stands there twice but for its case, which properties of an object cannot; rename one in the file.", name);
            }
        }
    }

    private static PSObject Object(IReadOnlyDictionary<string, object?> fields)
    {
        RefuseNames(fields.Keys);
        return Custom([.. fields.Keys], [.. fields.Values.Select(Value)]);
    }
}
