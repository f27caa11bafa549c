namespace StageTools.Query;

/// <summary>Names for staged tables that the statement gives none: the file's, as DuckDB has it for <c>FROM 'a.csv'</c>, else the stage's.</summary>
internal sealed class TableNames(IEnumerable<StageReference> references)
{
    private static readonly SearchValues<char> NoName = SearchValues.Create("*?[`@~");

    private readonly HashSet<string> _taken = new(references.Select(static r => r.Alias).OfType<string>(), StringComparer.OrdinalIgnoreCase);

    /// <summary>A name that is not taken yet.</summary>
    public string Next(string stagePath)
    {
        var last = stagePath[(stagePath.LastIndexOf('/') + 1)..];
        var dot = last.IndexOf('.', StringComparison.Ordinal);
        var name = dot < 0 ? last : last[..dot];
        if (name.Length == 0 || name.AsSpan().ContainsAny(NoName))
        {
            var slash = stagePath.IndexOf('/', StringComparison.Ordinal);
            name = (slash < 0 ? stagePath : stagePath[..slash]).TrimStart('@');
        }

        return Free(name, _taken);
    }

    /// <summary>A name, or the same with a number behind it, that is not taken yet, and is then.</summary>
    public static string Free(string name, HashSet<string> taken)
    {
        var free = name;
        for (var i = 1; !taken.Add(free); i++)
            free = $"{name}_{i}";

        return free;
    }
}
