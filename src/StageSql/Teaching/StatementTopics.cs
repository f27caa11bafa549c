namespace StageTools.Terminal.Teaching;

/// <summary>The statements that there are.</summary>
internal static class StatementTopics
{
    /// <summary>All of them: stages first, then files, then data.</summary>
    public static IReadOnlyList<StatementTopic> All { get; } = [.. TextBlocks.Read("Statements.txt").Select(static block =>
        block.Head.Split(TextBlocks.Between) is [var name, var system, var summary]
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

/// <summary>What is taught is a text of blocks with a blank line between them: a head, and lines that are set in.</summary>
internal static class TextBlocks
{
    /// <summary>What stands between the parts of a line.</summary>
    public const string Between = " :: ";

    private const string LineStart = "\n    ";

    /// <summary>The blocks of a file beside this one.</summary>
    public static IEnumerable<(string Head, string[] Lines)> Read(string file)
    {
        using var reader = new StreamReader(typeof(TextBlocks).Assembly.GetManifestResourceStream(typeof(TextBlocks), file)!);
        var blocks = reader.ReadToEnd().ReplaceLineEndings("\n").TrimEnd('\n').Split("\n\n");
        return blocks.Select(static block => block.Split(LineStart)).Select(static lines => (lines[0], lines[1..]));
    }
}
