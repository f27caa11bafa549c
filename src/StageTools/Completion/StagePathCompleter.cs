using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using StageTools.Stages;

namespace StageTools.Completion;

/// <summary>Completes a stage path: <c>'@sa</c> to stages, <c>'@sales/2026/</c> to files and folders. Paths of drives and folders complete as everywhere.</summary>
public class StagePathCompleter : IArgumentCompleter
{
    /// <summary>Whether the parameter understands wildcards, so that a name's own must be escaped.</summary>
    protected virtual bool UnderstandsWildcards => true;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = CompletionWord.Read(wordToComplete);
        if (!StagePath.IsStagePath(word.Text))
        {
            var stages = word.Text.Length == 0 ? CompletionSource.StageNames(string.Empty).Select(name => word.Result("@" + name, name, isContainer: true)) : [];
            return stages.Concat(CompletionCompleters.CompleteFilename(wordToComplete));
        }

        var slash = word.Text.LastIndexOf('/');
        return slash < 0
            ? CompletionSource.StageNames(word.Text[1..]).Select(name => word.Result("@" + name, name, isContainer: true))
            : Items(word, slash);
    }

    private IEnumerable<CompletionResult> Items(CompletionWord word, int slash)
    {
        var folderText = word.Text[..slash];
        StagePath folder;
        try
        {
            folder = StagePath.Parse(Meant(folderText));
        }
        catch (StageException)
        {
            return [];
        }

        return CompletionSource.Items(folder, Meant(word.Text[(slash + 1)..]))
            .Select(item => word.Result($"{folderText}/{Written(item.Name)}", item.Name, item.IsFolder));
    }

    private string Meant(string text) => UnderstandsWildcards ? KeyGlob.Unescape(text) : text;

    private string Written(string name) => UnderstandsWildcards ? WildcardPattern.Escape(name) : name;
}
