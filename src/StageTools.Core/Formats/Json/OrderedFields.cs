using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace StageTools.Formats.Json;

/// <summary>A JSON object: its keys, told apart exactly, in the order they stand in the file.</summary>
internal sealed class OrderedFields : IReadOnlyDictionary<string, object?>
{
    private readonly List<KeyValuePair<string, object?>> _fields = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    public int Count => _fields.Count;

    public IEnumerable<string> Keys => _fields.Select(static f => f.Key);

    public IEnumerable<object?> Values => _fields.Select(static f => f.Value);

    public object? this[string key] => _fields[_places[key]].Value;

    public bool TryAdd(string key, object? value)
    {
        if (!_places.TryAdd(key, _fields.Count))
            return false;
        _fields.Add(KeyValuePair.Create(key, value));
        return true;
    }

    public bool ContainsKey(string key) => _places.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        var found = _places.TryGetValue(key, out var place);
        value = found ? _fields[place].Value : null;
        return found;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
