using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using StageTools.Hosting;

namespace StageTools.Completion;

/// <summary>Completes the name of an encoding.</summary>
public sealed class EncodingCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = CompletionWord.Read(wordToComplete);
        return EncodingTransformationAttribute.Names
            .Where(name => name.StartsWith(word.Text, StringComparison.OrdinalIgnoreCase))
            .Select(name => word.Result(name, name, isContainer: false));
    }
}
