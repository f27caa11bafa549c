namespace StageTools.Formats.Json;

/// <summary>A place of all objects at which numbers are text to SQL, or below which there are such places.</summary>
internal sealed record JsonTexts
{
    /// <summary>Such a place.</summary>
    public static JsonTexts Here { get; } = new();

    /// <summary>Those in arrays, or under each of the many keys of a map.</summary>
    public JsonTexts? Inside { get; init; }

    /// <summary>Those under the keys of an object.</summary>
    public IReadOnlyDictionary<string, JsonTexts>? Fields { get; init; }

    /// <summary>Whether it is one itself.</summary>
    public bool IsHere => Inside is null && Fields is null;

    /// <summary>Those under a key.</summary>
    public JsonTexts? Of(string name) => Fields is null ? Inside : Fields.GetValueOrDefault(name);

    /// <summary>All of them, in one text.</summary>
    public override string ToString() => IsHere ? "text"
        : Fields is null ? $"[{Inside}]"
        : $"{{{string.Join(", ", Fields.Select(static f => $"{DuckDbText.Name(f.Key)} {f.Value}"))}}}";
}
