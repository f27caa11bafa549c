namespace StageTools.Rows;

/// <summary>What was made for rows of one shape, for each shape that came lately. Rows of JSON, and objects, may change theirs from each to the next,
/// and there may be as many of them as rows.</summary>
/// <typeparam name="T">What is made.</typeparam>
/// <param name="comparer">When two lists of columns are one shape; null where only a list itself is.</param>
public sealed class ShapeCache<T>(IEqualityComparer<IReadOnlyList<string>>? comparer = null)
{
    /// <summary>How many names all remembered shapes have together, before they are forgotten.</summary>
    internal const int MostNames = 100_000;

    private readonly Dictionary<IReadOnlyList<string>, T> _known = new(comparer ?? ReferenceEqualityComparer.Instance);
    private long _names;

    /// <summary>What is known of a shape.</summary>
    public bool TryGet(IReadOnlyList<string> columns, [MaybeNullWhen(false)] out T made) => _known.TryGetValue(columns, out made);

    /// <summary>Remembers it.</summary>
    public void Add(IReadOnlyList<string> columns, T made)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (_names + columns.Count > MostNames)
        {
            _known.Clear();
            _names = 0;
        }

        _known[columns] = made;
        _names += columns.Count + 1;
    }
}

/// <summary>Lists of columns are one where their names are the same in the same order.</summary>
public sealed class SameNames : IEqualityComparer<IReadOnlyList<string>>
{
    /// <summary>The one.</summary>
    public static SameNames Comparer { get; } = new();

    /// <inheritdoc/>
    public bool Equals(IReadOnlyList<string>? x, IReadOnlyList<string>? y) =>
        ReferenceEquals(x, y) || (x is not null && y is not null && x.SequenceEqual(y, StringComparer.Ordinal));

    /// <inheritdoc/>
    public int GetHashCode(IReadOnlyList<string> obj)
    {
        ArgumentNullException.ThrowIfNull(obj);
        var hash = default(HashCode);
        for (var i = 0; i < obj.Count; i++)
            hash.Add(obj[i], StringComparer.Ordinal);

        return hash.ToHashCode();
    }
}
