using System.Buffers;
using System.Management.Automation.Language;

namespace StageTools.Completion;

/// <summary>The word being completed, apart from the quotes around it.</summary>
/// <param name="Text">What was typed, as PowerShell read it: nothing in it is escaped any more.</param>
/// <param name="Quote">The quote it is in; empty for a bare word.</param>
internal readonly record struct CompletionWord(string Text, string Quote)
{
    // PowerShell has quotes of typography for the same.
    private const string DoubleQuotes = "\"\u201C\u201D\u201E";
    private const string SingleQuotes = "'\u2018\u2019\u201A\u201B";

    private static readonly SearchValues<char> Special = SearchValues.Create(DoubleQuotes + SingleQuotes + "`$@#;,|&(){}<>");
    private static readonly SearchValues<char> Expandable = SearchValues.Create(DoubleQuotes + "`$");

    /// <summary>Takes the quotes off.</summary>
    public static CompletionWord Read(string word) => word is ['\'' or '"', ..]
        ? new CompletionWord(word[1..(word.Length > 1 && word[^1] == word[0] ? ^1 : ^0)], word[..1])
        : new CompletionWord(word, string.Empty);

    /// <summary>A completion, quoted where PowerShell would read it as something else than text (a bare @ is splatting).</summary>
    public CompletionResult Result(string text, string shown, bool isContainer)
    {
        var quote = Quote.Length > 0 ? Quote : text.AsSpan().ContainsAny(Special) || text.Any(char.IsWhiteSpace) ? "'" : string.Empty;
        var quoted = quote switch
        {
            "" => text,
            "'" => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'",
            _ => $"\"{string.Concat(text.Select(static c => Expandable.Contains(c) ? $"`{c}" : $"{c}"))}\"",
        };
        return new CompletionResult(quoted, shown, isContainer ? CompletionResultType.ProviderContainer : CompletionResultType.ProviderItem, text);
    }
}
