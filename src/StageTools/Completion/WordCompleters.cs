using System.Management.Automation.Language;

namespace StageTools.Completion;

/// <summary>Completes one word, with the quotes that it wants.</summary>
public abstract class WordCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Complete(CompletionWord.Read(wordToComplete));

    /// <summary>What the word may become.</summary>
    private protected abstract IEnumerable<CompletionResult> Complete(CompletionWord word);

    /// <summary>Those of some names that the word begins.</summary>
    private protected static IEnumerable<CompletionResult> Of(IEnumerable<string> names, CompletionWord word, bool areContainers = false) =>
        names.Where(name => name.StartsWith(word.Text, StringComparison.OrdinalIgnoreCase)).Select(name => word.Result(name, name, areContainers));
}

/// <summary>Completes the name of an encoding.</summary>
public sealed class EncodingCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(CompletionWord word) => Of(EncodingTransformationAttribute.Names, word);
}

/// <summary>Completes a shard.</summary>
public sealed class ShardCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(CompletionWord word) => Of(["Auto", "Auto/8", "1/8"], word);
}

/// <summary>Completes a file format: a row format, or one that the catalog has under a name.</summary>
public sealed class FileFormatCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(CompletionWord word) =>
        Of([.. Enum.GetNames<RowFormat>(), .. Engines.Completion.Names(NamedKind.FileFormat, word.Text)], word);
}

/// <summary>Completes the name of a file format of the catalog.</summary>
public sealed class FileFormatNameCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(CompletionWord word) =>
        Of(Engines.Completion.Names(NamedKind.FileFormat, word.Text), word);
}

/// <summary>Completes the kind of store that a connection is for.</summary>
public sealed class StorageTypeCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(CompletionWord word) => Of(KnownStores.All.StorageTypes, word);
}

/// <summary>Completes the name of a connection.</summary>
public sealed class ConnectionNameCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(CompletionWord word) =>
        Of(Engines.Completion.Names(NamedKind.Connection, word.Text), word);
}

/// <summary>Completes the name of a stage drive.</summary>
public sealed class StageDriveCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(CompletionWord word)
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        var drives = shell.AddCommand("Get-PSDrive").AddParameter("PSProvider", "Stage").Invoke<PSDriveInfo>();
        return [.. Of(drives.Select(static drive => drive.Name), word, areContainers: true)];
    }
}

/// <summary>Completes the name of a stage.</summary>
public sealed class StageNameCompleter : WordCompleter
{
    private protected override IEnumerable<CompletionResult> Complete(CompletionWord word) =>
        Engines.Completion.StageNames(word.Text.TrimStart('@')).Select(
            name => word.Result(word.Text.StartsWith('@') ? "@" + name : name, name, isContainer: false));
}
