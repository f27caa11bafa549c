using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace StageTools.Completion;

/// <summary>Completes the name of a stage drive.</summary>
public sealed class StageDriveCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = CompletionWord.Read(wordToComplete);
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddCommand("Get-PSDrive").AddParameter("PSProvider", "Stage").Invoke<PSDriveInfo>()
            .Where(drive => drive.Name.StartsWith(word.Text, StringComparison.OrdinalIgnoreCase))
            .Select(drive => word.Result(drive.Name, drive.Name, isContainer: true))
            .ToList();
    }
}
