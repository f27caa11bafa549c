namespace StageTools.Drive;

/// <summary>Which items a command is about: <c>-Filter</c>, <c>-Include</c> and <c>-Exclude</c> over their names.</summary>
/// <remarks>
/// The engine looks at -Include and -Exclude while it finds what a wildcard means, and not always then; at -Filter it never looks. So each command
/// that reads or changes an item asks here first. -Include and -Exclude are compared without case, as everywhere in PowerShell.
/// </remarks>
internal sealed class ItemSelection(string? filter, IEnumerable<string>? include, IEnumerable<string>? exclude)
{
    private readonly NameFilter _filter = new(filter);
    private readonly WildcardPattern[] _include = Patterns(include);
    private readonly WildcardPattern[] _exclude = Patterns(exclude);

    /// <summary>Whether all items are meant.</summary>
    public bool IsAll => IsUnfiltered && _include.Length == 0 && _exclude.Length == 0;

    /// <summary>Whether there is no -Filter.</summary>
    public bool IsUnfiltered { get; } = string.IsNullOrEmpty(filter) || filter == "*";

    /// <summary>Whether some names are asked for, not only others left out.</summary>
    public bool AsksForNames => !IsUnfiltered || _include.Length > 0;

    /// <summary>Whether an item is meant.</summary>
    public bool Has(string name, bool isStage = false) =>
        HasFiltered(name, isStage) && (_include.Length == 0 || _include.Any(pattern => pattern.IsMatch(name)));

    /// <summary>Whether an item is meant by -Filter and not left out by -Exclude.</summary>
    public bool HasFiltered(string name, bool isStage = false) => _filter.IsMatch(name, isStage) && !IsExcluded(name);

    /// <summary>Whether an item is left out by -Exclude.</summary>
    public bool IsExcluded(string name) => _exclude.Any(pattern => pattern.IsMatch(name));

    /// <summary>
    /// Whether Copy-Item takes what it finds in a folder: files that match -Filter, nothing that is left out by -Exclude or lies in a folder that is.
    /// </summary>
    /// <param name="key">The key below the folder; a folder's ends with a slash.</param>
    public bool HasBelow(string key)
    {
        var segments = key.TrimEnd('/').Split('/');
        return !segments.Any(IsExcluded) && (key.EndsWith('/') || _filter.IsMatch(segments[^1], isStage: false));
    }

    private static WildcardPattern[] Patterns(IEnumerable<string>? texts) =>
        [.. (texts ?? []).Select(text => WildcardPattern.Get(text, WildcardOptions.IgnoreCase))];
}

/// <summary>A <c>-Filter</c>: a wildcard over names, case-sensitive as keys are; stages' names are compared without case.</summary>
internal sealed class NameFilter(string? filter)
{
    private readonly WildcardPattern? _pattern = filter is null or "" or "*" ? null : WildcardPattern.Get(filter, WildcardOptions.None);
    private readonly WildcardPattern? _stagePattern = filter is null or "" or "*" ? null : WildcardPattern.Get(filter, WildcardOptions.IgnoreCase);

    /// <summary>What every matching name begins with.</summary>
    public string Prefix { get; } = filter is null ? string.Empty
        : filter.AsSpan().IndexOfAny("*?[`") is >= 0 and var wildcard ? filter[..wildcard]
        : filter;

    /// <summary>What a store may leave out: files that do not match, and, where folders are not gone through, whatever has another
    /// beginning.</summary>
    public NameSelection Names(bool withAllFolders) => new(withAllFolders ? string.Empty : Prefix, _pattern is null ? null : _pattern.IsMatch);

    /// <summary>Whether a stage, a folder or a file matches by its name.</summary>
    public bool IsMatch(DriveItem item) => IsMatch(item.Name, item.Value is Stage);

    /// <summary>Whether a name matches.</summary>
    public bool IsMatch(string name, bool isStage) => (isStage ? _stagePattern : _pattern)?.IsMatch(name) ?? true;
}
