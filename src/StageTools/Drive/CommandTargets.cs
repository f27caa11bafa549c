using System.Management.Automation.Provider;

namespace StageTools.Drive;

/// <summary>
/// What one command has copied or moved to, so that several sources never become one target; and which files it removed, so that what is left of
/// their names is not taken for them.
/// </summary>
internal sealed class CommandTargets
{
    private static readonly ConditionalWeakTable<object, CommandTargets> Commands = [];

    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>The paths of files that it removed, where it goes on to ask what they were.</summary>
    public HashSet<string> Removed { get; } = new(StringComparer.Ordinal);

    /// <summary>The targets of the command for which a provider works.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="parameters">Its dynamic parameters, which PowerShell makes once a command.</param>
    public static CommandTargets Of(CmdletProvider provider, object? parameters) =>
        Commands.GetValue(RunningCommand.Of(provider) ?? parameters ?? provider, static _ => new CommandTargets());

    /// <summary>Whether a command names several sources: it lists them, or its wildcard finds them. What comes down a pipeline is seen one by one
    /// only.</summary>
    /// <param name="command">The command.</param>
    /// <param name="session">What finds the files of a wildcard.</param>
    /// <param name="selection">Which of them are meant.</param>
    public static bool HasSeveralSources(PSCmdlet? command, SessionState session, ItemSelection selection)
    {
        if (RunningCommand.Argument(command, "Path") is not string[] paths)
            return false;

        var isLiteral = command!.MyInvocation.BoundParameters.ContainsKey("LiteralPath");
        return paths.Sum(path => isLiteral || !WildcardPattern.ContainsWildcardCharacters(path)
            ? 1
            : session.Path.GetResolvedProviderPathFromPSPath(path, out _).Count(found => selection.Has(DrivePath.Name(found)))) > 1;
    }

    /// <summary>Refuses what this command has written already.</summary>
    /// <param name="identity">What tells the target from all others.</param>
    /// <param name="target">The target, as it is shown.</param>
    /// <param name="source">What was to become it.</param>
    /// <exception cref="StageException"><c>FileAlreadyExists</c>.</exception>
    public void Refuse(string identity, string target, string source)
    {
        if (_written.Contains(identity))
        {
            throw StageErrorCode.FileAlreadyExists.Error(
                $"'{source}' stays where it is: '{target}' was made by this very command from another source, and two cannot become one. Give each "
                    + "its own name, or make the folder first with New-Item -ItemType Directory.",
                source);
        }
    }

    /// <summary>Notes down what is about to be written.</summary>
    public void Add(string identity) => _written.Add(identity);
}
