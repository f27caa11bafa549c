using System.Management.Automation.Language;

namespace StageTools.Completion;

/// <summary>Completes one word, with the quotes that it wants.</summary>
/// <param name="names">What there is, for a word; of these, those that it begins.</param>
/// <param name="areContainers">Whether they hold others.</param>
public abstract class WordCompleter(Func<string, IEnumerable<string>> names, bool areContainers = false) : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = CompletionWord.Read(wordToComplete);
        return names(word.Text).Where(name => name.StartsWith(word.Text, StringComparison.OrdinalIgnoreCase))
            .Select(name => word.Result(name, name, areContainers));
    }
}

/// <summary>Completes the name of an encoding.</summary>
public sealed class EncodingCompleter() : WordCompleter(static _ => EncodingTransformationAttribute.Names);

/// <summary>Completes a shard.</summary>
public sealed class ShardCompleter() : WordCompleter(static _ => ["Auto", "Auto/8", "1/8"]);

/// <summary>Completes a file format: a row format, or one that the catalog has under a name.</summary>
public sealed class FileFormatCompleter() : WordCompleter(
    static word => [.. Enum.GetNames<RowFormat>(), .. Engines.Completion.Names(NamedKind.FileFormat, word)]);

/// <summary>Completes the name of a file format of the catalog.</summary>
public sealed class FileFormatNameCompleter() : WordCompleter(static word => Engines.Completion.Names(NamedKind.FileFormat, word));

/// <summary>Completes the kind of store that a connection is for.</summary>
public sealed class StorageTypeCompleter() : WordCompleter(static _ => KnownStores.All.StorageTypes);

/// <summary>Completes the name of a connection.</summary>
public sealed class ConnectionNameCompleter() : WordCompleter(static word => Engines.Completion.Names(NamedKind.Connection, word));

/// <summary>Completes the name of a stage drive.</summary>
public sealed class StageDriveCompleter() : WordCompleter(static _ => MountedDrives.Find().Select(static drive => drive.Name), areContainers: true);

/// <summary>Completes the name of a stage.</summary>
public sealed class StageNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = CompletionWord.Read(wordToComplete);
        return Engines.Completion.StageNames(word.Text.TrimStart('@')).Select(
            name => word.Result(word.Text.StartsWith('@') ? "@" + name : name, name, isContainer: false));
    }
}
