namespace StageTools.Commands.Named;

/// <summary>A cmdlet over connections or file formats that are there, found by name.</summary>
public abstract class NamedCmdlet : StageCmdlet
{
    /// <summary>Which of the two it is over.</summary>
    private protected abstract NamedKind Kind { get; }

    /// <summary>The names that one stands for, which may have wildcards.</summary>
    private protected IEnumerable<StageName> Find(string name)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(name))
            return [NamedSettings.ParseName(Kind, name)];

        var filter = new NameFilter(name);
        var names = Wait(Engine.Stages.Named.ListNamesAsync(Kind, filter.Prefix, CancellationToken));
        return names.Where(found => filter.IsMatch(found, isStage: true)).Select(StageName.Parse);
    }

    /// <summary>Works on each of what some names stand for; what goes wrong with one is an error, and the rest goes on.</summary>
    private protected void EachFound(string[] names, Action<StageName> work) => Each(names, name => Each(Find(name), work));

    /// <summary>Drops one, if that is wanted.</summary>
    private protected void Remove(StageName name, bool ifExists)
    {
        if (!ShouldProcess(name.Value, Kind is NamedKind.Connection ? "Remove connection" : "Remove file format"))
            return;

        try
        {
            Wait(Engine.Stages.Named.RemoveAsync(Kind, name, CancellationToken));
        }
        catch (StageException e) when (ifExists && e.Code is StageErrorCode.ConnectionNotFound or StageErrorCode.FileFormatNotFound)
        {
            WriteVerbose($"There is no '{name}'.");
        }
    }
}
