namespace StageTools.Terminal.Teaching;

/// <summary>The statements that there are.</summary>
internal static class StatementTopics
{
    /// <summary>What stands between the parts of a line.</summary>
    public const string Between = " :: ";

    /// <summary>All of them: stages first, then files, then data.</summary>
    public static IReadOnlyList<StatementTopic> All { get; } = [.. TextBlocks.Read("Statements.txt").Select(static block =>
        block.Head.Split(Between) is [var name, var system, var summary]
            ? new StatementTopic(name, system, summary, block.Lines[0], block.Lines[1..])
            : throw new FormatException(block.Head))];

    /// <summary>Those whose names begin with some words, or have them.</summary>
    public static IReadOnlyList<StatementTopic> Find(string words)
    {
        var wanted = words.Trim().TrimEnd(';').ToUpperInvariant() switch
        {
            "LS" => "LIST",
            "RM" => "REMOVE",
            var other => other,
        };
        StatementTopic[] first = [.. All.Where(t => t.Name.StartsWith(wanted, StringComparison.OrdinalIgnoreCase))];
        return first.Length > 0 ? first : [.. All.Where(t => t.Name.Contains(wanted, StringComparison.OrdinalIgnoreCase))];
    }
}

/// <summary>What is taught about a statement.</summary>
/// <param name="Name">Its first words.</param>
/// <param name="System">Whose statement it is.</param>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Syntax">Its form.</param>
/// <param name="Examples">Whole statements; the first is the plainest.</param>
internal sealed record StatementTopic(string Name, string System, string Summary, string Syntax, params IReadOnlyList<string> Examples);
