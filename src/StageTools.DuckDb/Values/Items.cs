using System.Collections;

namespace StageTools.DuckDb.Values;

/// <summary>What .NET holds several values in.</summary>
internal static class Items
{
    /// <summary>The items of a list; null where it is none. A text is not a list of characters, bytes not a list of numbers.</summary>
    public static IList? Of(object value) => value switch
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
        IReadOnlyDictionary<string, object?> fields => fields.Select(static field => KeyValuePair.Create<object, object?>(field.Key, field.Value)),
        IDictionary<string, object?> fields => fields.Select(static field => KeyValuePair.Create<object, object?>(field.Key, field.Value)),
        IDictionary fields => fields.Cast<DictionaryEntry>().Select(static field => KeyValuePair.Create<object, object?>(field.Key, field.Value)),
        _ => null,
    };

    /// <summary>The values of a STRUCT's fields, by name without case; a field that is not named is null, a name that is no field is refused.</summary>
    public static object?[] Fields(object value, IReadOnlyList<DuckDbColumn> fields)
    {
        var pairs = Pairs(value) ?? throw RefusedException.Kind(value, "STRUCT");
        var values = new object?[fields.Count];
        foreach (var (key, field) in pairs)
        {
            var at = IndexOf(fields, key as string);
            values[at >= 0 ? at : throw new RefusedException($"the STRUCT has no field '{key}'")] = field;
        }

        return values;
    }

    /// <summary>The keys and values of a MAP: of a dictionary, or of a list of STRUCTs of key and value.</summary>
    public static List<KeyValuePair<object, object?>> Map(object value)
    {
        var pairs = Pairs(value)?.ToList() ?? Of(value)?.Cast<object?>().Select(Pair).ToList() ?? throw RefusedException.Kind(value, "MAP");
        return pairs.Select(static pair => pair.Key).Distinct().Count() == pairs.Count ? pairs : throw new RefusedException("a MAP cannot have a key twice");
    }

    private static KeyValuePair<object, object?> Pair(object? item)
    {
        if (item is null || Pairs(item)?.ToList() is not { Count: 2 } pair || pair[0].Key is not "key" || pair[1].Key is not "value")
        {
            throw new RefusedException("a MAP is a dictionary, or a list of pairs of 'key' and 'value'");
        }

        return KeyValuePair.Create(pair[0].Value ?? throw new RefusedException("a key of a MAP cannot be null"), pair[1].Value);
    }

    private static int IndexOf(IReadOnlyList<DuckDbColumn> fields, string? name)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            var own = fields[i].Name.Length > 0 ? fields[i].Name : (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (string.Equals(own, name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}
