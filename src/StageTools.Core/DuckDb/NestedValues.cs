namespace StageTools.DuckDb;

/// <summary>A STRUCT, or a MAP whose keys are text: names, all different, and as many values, in DuckDB's order.</summary>
/// <remarks>The fields of a STRUCT without names are called 1, 2, 3 ….</remarks>
internal sealed class DuckDbStruct(string[] names, object?[] values) : IReadOnlyDictionary<string, object?>
{
    public int Count => names.Length;

    public IEnumerable<string> Keys => names;

    public IEnumerable<object?> Values => values;

    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no field '{key}'.");

    public bool ContainsKey(string key) => Array.IndexOf(names, key) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        var at = Array.IndexOf(names, key);
        value = at >= 0 ? values[at] : null;
        return at >= 0;
    }

    /// <summary>Puts other values in the place of these.</summary>
    public void Change(Func<object?, object?> other)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = other(values[i]);
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < names.Length; i++)
            yield return new(names[i], values[i]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>What .NET holds several values in.</summary>
internal static class NestedValues
{
    /// <summary>The items of a list; null where it is none. A text is not a list of characters, bytes not a list of numbers.</summary>
    public static IList? Items(object value) => value switch
    {
        string or byte[] or IDictionary => null,
        IList list => list,
        IReadOnlyDictionary<string, object?> or IDictionary<string, object?> => null,
        IEnumerable<object?> several => several.ToArray(),
        _ => null,
    };

    /// <summary>The items of a list, which a type wants.</summary>
    public static IList Items(object value, DuckDbType type) => Items(value) ?? throw RefusedException.Kind(value, type);

    /// <summary>Names and values, in their order; null where it has none.</summary>
    public static IEnumerable<KeyValuePair<object, object?>>? Pairs(object value) => value switch
    {
        IEnumerable<KeyValuePair<string, object?>> fields and (IReadOnlyDictionary<string, object?> or IDictionary<string, object?>) =>
            fields.Select(static field => KeyValuePair.Create<object, object?>(field.Key, field.Value)),
        IDictionary fields => fields.Keys.Cast<object>().Select(key => KeyValuePair.Create(key, fields[key])),
        _ => null,
    };

    /// <summary>The values of a STRUCT's fields, by name without case; a field that is not named is null, a name that is no field is
    /// refused.</summary>
    public static object?[] Fields(object value, string[] names)
    {
        var values = new object?[names.Length];
        foreach (var (key, field) in Pairs(value) ?? throw RefusedException.Kind(value, "STRUCT"))
        {
            var at = Array.FindIndex(names, name => string.Equals(name, key as string, StringComparison.OrdinalIgnoreCase));
            values[at >= 0 ? at : throw new RefusedException($"the STRUCT has no field '{key}'")] = field;
        }

        return values;
    }
}
