namespace StageTools.DuckDb.Values;

/// <summary>The texts of an ENUM, found by their places.</summary>
internal sealed class EnumNames(IReadOnlyList<string> names)
{
    private readonly Dictionary<string, int> _places = names.Select(static (name, i) => KeyValuePair.Create(name, i)).ToDictionary(StringComparer.Ordinal);

    public int Count => _places.Count;

    public int IndexOf(object value) => value is not string text ? throw RefusedException.Kind(value, "ENUM")
        : _places.TryGetValue(text, out var place) ? place
        : throw new RefusedException($"'{text}' is none of the ENUM's texts");
}
