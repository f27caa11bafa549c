using System.Management.Automation;
using StageTools.Storage;

namespace StageTools.Drive;

/// <summary>A <c>-Filter</c>: a wildcard over names, case-sensitive as keys are; stages' names are compared without case.</summary>
internal sealed class NameFilter
{
    private readonly WildcardPattern? _pattern;

    public NameFilter(string? filter)
    {
        if (string.IsNullOrEmpty(filter) || filter == "*")
        {
            Prefix = string.Empty;
            return;
        }

        _pattern = WildcardPattern.Get(filter, WildcardOptions.None);
        var wildcard = filter.AsSpan().IndexOfAny("*?[`");
        Prefix = wildcard < 0 ? filter : filter[..wildcard];
    }

    /// <summary>What every matching name begins with.</summary>
    public string Prefix { get; }

    /// <summary>What a store may leave out: files that do not match, and, where folders are not gone through, whatever has another beginning.</summary>
    public NameSelection Names(bool withAllFolders) => new(withAllFolders ? string.Empty : Prefix, _pattern is null ? null : IsMatch);

    /// <summary>Whether a name matches.</summary>
    public bool IsMatch(string name) => _pattern is null || _pattern.IsMatch(name);
}
