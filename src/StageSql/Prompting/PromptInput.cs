using StageTools.Statements.Parsing;

namespace StageTools.Terminal.Prompting;

/// <summary>What was typed at the prompt.</summary>
/// <param name="IsLeave">Whether the prompt is to be left.</param>
/// <param name="Topic">What help is wanted about: nothing for all; null where it is none.</param>
internal sealed record PromptInput(bool IsLeave, string? Topic)
{
    private static readonly string[] LeaveWords = ["exit", "quit", @"\q"];
    private static readonly string[] HelpWords = ["help", @"\?", @"\h", "?"];

    /// <summary>To leave.</summary>
    public static PromptInput Leave { get; } = new(IsLeave: true, Topic: null);

    /// <summary>What a text asks for.</summary>
    public static PromptInput Of(string text)
    {
        var words = text.Trim().TrimEnd(';').Trim();
        if (LeaveWords.Contains(words, StringComparer.OrdinalIgnoreCase))
            return Leave;

        var blank = words.IndexOf(' ', StringComparison.Ordinal);
        var first = blank < 0 ? words : words[..blank];
        return new PromptInput(IsLeave: false, HelpWords.Contains(first, StringComparer.OrdinalIgnoreCase) ? words[first.Length..].Trim() : null);
    }

    /// <summary>Whether a text can be run: its last statement has a semicolon, or it is a word of the prompt's own.</summary>
    public static bool IsComplete(string text)
    {
        if (string.IsNullOrWhiteSpace(text) || Of(text) is { IsLeave: true } or { Topic: not null })
            return true;

        var end = -1;
        foreach (var statement in StatementScript.Read(text))
            end = statement.Start + statement.Length;

        // What is left behind the last statement: its semicolon, comments.
        return end < 0 || text.AsSpan(Math.Min(end, text.Length)).TrimStart() is [';', ..];
    }
}
