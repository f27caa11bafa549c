using System.Collections;

namespace StageTools.DuckDb;

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

    /// <summary>Names and values, in their order; null where it has none.</summary>
    public static IEnumerable<KeyValuePair<object, object?>>? Pairs(object value) => value switch
    {
        IEnumerable<KeyValuePair<string, object?>> fields and (IReadOnlyDictionary<string, object?> or IDictionary<string, object?>) =>
            fields.Select(static field => KeyValuePair.Create<object, object?>(field.Key, field.Value)),
        IDictionary fields => fields.Cast<DictionaryEntry>().Select(static field => KeyValuePair.Create(field.Key, field.Value)),
        _ => null,
    };

    /// <summary>
    /// The values of a STRUCT's fields, by name without case; a field that is not named is null, a name that is no field is refused.
    /// </summary>
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

    /// <summary>The keys and values of a MAP: of a dictionary, or of a list of STRUCTs of key and value.</summary>
    public static List<KeyValuePair<object, object?>> Map(object value)
    {
        var pairs = Pairs(value)?.ToList() ?? Items(value)?.Cast<object?>().Select(Pair).ToList() ?? throw RefusedException.Kind(value, "MAP");
        return pairs.DistinctBy(static pair => pair.Key).Count() == pairs.Count ? pairs : throw new RefusedException("a MAP cannot have a key twice");
    }

    private static KeyValuePair<object, object?> Pair(object? item)
    {
        if (item is null || Pairs(item)?.ToList() is not [{ Key: "key" }, { Key: "value" }] pair)
            throw new RefusedException("a MAP is a dictionary, or a list of pairs of 'key' and 'value'");

        return KeyValuePair.Create(pair[0].Value ?? throw new RefusedException("a key of a MAP cannot be null"), pair[1].Value);
    }
}
