using System.Management.Automation.Language;

namespace StageTools.Completion;

/// <summary>Completes a stage path: <c>'@sa</c> to stages, <c>'@sales/2026/</c> to files and folders. Paths of drives and folders complete as
/// everywhere.</summary>
public class StagePathCompleter : IArgumentCompleter
{
    private static readonly char[] Slashes = ['/', Path.DirectorySeparatorChar];

    /// <summary>Whether the parameter understands wildcards, so that a name's own must be escaped.</summary>
    protected virtual bool UnderstandsWildcards => true;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = CompletionWord.Read(wordToComplete);
        var slash = word.Text.LastIndexOfAny(Slashes);
        if (!StagePath.IsStagePath(word.Text))
        {
            return slash >= 0 && OnDrive(Meant(word.Text[..(slash + 1)])) is { } folder
                ? Below(word, slash, folder)
                : (word.Text.Length == 0 ? Stages(word, string.Empty) : []).Concat(CompletionCompleters.CompleteFilename(wordToComplete));
        }

        slash = word.Text.LastIndexOf('/');
        return slash < 0
            ? Stages(word, word.Text[1..])
            : Below(word, slash, Meant(word.Text[..slash]));
    }

    private static IEnumerable<CompletionResult> Stages(CompletionWord word, string prefix) =>
        Engines.Completion.StageNames(prefix).Select(name => word.Result("@" + name, name, isContainer: true));

    /// <summary>A folder on a stage drive, as the drive sees it; null for any other path.</summary>
    /// <remarks>PowerShell itself would complete it too, but wait for as long as a bucket does not answer.</remarks>
    private static string? OnDrive(string folder)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        var engine = shell.AddCommand("Get-Variable").AddParameter("Name", "ExecutionContext").AddParameter("ValueOnly").Invoke<EngineIntrinsics>();
        try
        {
            return InputPath.Resolve(engine[0].SessionState, folder, isLiteral: true) is { IsStage: true } given ? given.Text : null;
        }
        catch (Exception e) when (e is StageException or RuntimeException or NotSupportedException)
        {
            // A drive that is not there, a provider that has no such path.
            return null;
        }
    }

    /// <summary>What lies in a folder, or the stages where it holds all of them.</summary>
    private IEnumerable<CompletionResult> Below(CompletionWord word, int slash, string folder)
    {
        var (start, name) = (word.Text[..(slash + 1)], Meant(word.Text[(slash + 1)..]));
        try
        {
            return DrivePath.Parse(folder) is { } path
                ? Engines.Completion.Items(path.ToString(), name).Select(item => word.Result(start + Written(item.Name), item.Name, item.IsFolder))
                : Engines.Completion.StageNames(name).Select(stage => word.Result(start + stage, stage, isContainer: true));
        }
        catch (StageException)
        {
            return [];
        }
    }

    private string Meant(string text) => UnderstandsWildcards ? KeyGlob.Unescape(text) : text;

    private string Written(string name) => UnderstandsWildcards ? WildcardPattern.Escape(name) : name;
}

/// <summary>Completes a stage path whose every character is meant as it stands.</summary>
public sealed class LiteralStagePathCompleter : StagePathCompleter
{
    /// <inheritdoc/>
    protected override bool UnderstandsWildcards => false;
}
