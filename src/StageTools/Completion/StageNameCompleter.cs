using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace StageTools.Completion;

/// <summary>Completes the name of a stage.</summary>
public sealed class StageNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = CompletionWord.Read(wordToComplete);
        return CompletionSource.StageNames(word.Text.TrimStart('@')).Select(
            name => word.Result(word.Text.StartsWith('@') ? "@" + name : name, name, isContainer: false));
    }
}
