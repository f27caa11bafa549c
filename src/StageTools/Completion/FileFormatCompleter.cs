using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using StageTools.Formats.Options;

namespace StageTools.Completion;

/// <summary>Completes the name of a file format.</summary>
public sealed class FileFormatCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = CompletionWord.Read(wordToComplete);
        return Enum.GetNames<RowFormat>()
            .Where(name => name.StartsWith(word.Text, StringComparison.OrdinalIgnoreCase))
            .Select(name => word.Result(name, name, isContainer: false));
    }
}
