using System.Management.Automation;
using StageTools.Stages;
using StageTools.Storage;

namespace StageTools.Drive;

/// <summary>A <c>-Filter</c>: a wildcard over names, case-sensitive as keys are; stages' names are compared without case.</summary>
internal sealed class NameFilter
{
    private readonly WildcardPattern? _pattern;
    private readonly WildcardPattern? _stagePattern;

    public NameFilter(string? filter)
    {
        if (string.IsNullOrEmpty(filter) || filter == "*")
        {
            Prefix = string.Empty;
            return;
        }

        _pattern = WildcardPattern.Get(filter, WildcardOptions.None);
        _stagePattern = WildcardPattern.Get(filter, WildcardOptions.IgnoreCase);
        var wildcard = filter.AsSpan().IndexOfAny("*?[`");
        Prefix = wildcard < 0 ? filter : filter[..wildcard];
    }

    /// <summary>What every matching name begins with.</summary>
    public string Prefix { get; }

    /// <summary>What a store may leave out: files that do not match, and, where folders are not gone through, whatever has another
    /// beginning.</summary>
    public NameSelection Names(bool withAllFolders) => new(withAllFolders ? string.Empty : Prefix, _pattern is null ? null : _pattern.IsMatch);

    /// <summary>Whether a stage, a folder or a file matches by its name.</summary>
    public bool IsMatch(DriveItem item) => IsMatch(item.Name, item.Value is Stage);

    /// <summary>Whether a name matches.</summary>
    public bool IsMatch(string name, bool isStage) => (isStage ? _stagePattern : _pattern)?.IsMatch(name) ?? true;
}
