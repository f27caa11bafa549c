using StageTools.Errors;
using StageTools.Paths;
using StageTools.Statements.Parts;

namespace StageTools.Statements.Running;

/// <summary>Where statements are run, and with what.</summary>
public sealed record StatementSettings
{
    /// <summary>The DuckDB file that tables lie in, with its full path, made where there is none; null for tables that live as long as the
    /// engine.</summary>
    public string? Database { get; init; }

    /// <summary>What of this machine SQL may read beside stages: full paths of folders, or of single files.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>Where relative paths of this machine begin: a folder's full path.</summary>
    public string Folder { get => field ?? CurrentFolder.Path; init; }

    /// <summary>The values of <c>$name</c> in queries, by the name, in any case.</summary>
    public IReadOnlyDictionary<string, object?> Parameters { get; init; } = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Those of the values that no message, notice or error may show.</summary>
    public SecretValues Secrets { get; init; } = SecretValues.None;

    /// <summary>The words of advice; null leaves it out.</summary>
    public Func<Advice, string>? Words { get; init; }
}
