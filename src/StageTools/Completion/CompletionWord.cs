using System.Buffers;

namespace StageTools.Completion;

/// <summary>The word being completed, apart from the quote it began with.</summary>
/// <param name="Text">What was typed.</param>
/// <param name="Quote">The quote it began with; empty for a bare word.</param>
internal readonly record struct CompletionWord(string Text, string Quote)
{
    private static readonly SearchValues<char> Special = SearchValues.Create(" \t'\"`$@#;,|&(){}<>");

    /// <summary>Takes the quotes off.</summary>
    public static CompletionWord Read(string word)
    {
        if (word is not (['\'', ..] or ['"', ..]))
            return new CompletionWord(word, string.Empty);

        var quote = word[..1];
        return new CompletionWord(word[1..].Replace(quote + quote, quote, StringComparison.Ordinal).TrimEnd(quote[0]), quote);
    }

    /// <summary>A completion, quoted where PowerShell would read it as something else than text (a bare @ is splatting).</summary>
    public CompletionResult Result(string text, string shown, bool isContainer)
    {
        var quote = Quote.Length > 0 ? Quote : text.AsSpan().ContainsAny(Special) ? "'" : string.Empty;
        var quoted = quote.Length == 0 ? text : quote + text.Replace(quote, quote + quote, StringComparison.Ordinal) + quote;
        return new CompletionResult(quoted, shown, isContainer ? CompletionResultType.ProviderContainer : CompletionResultType.ProviderItem, text);
    }
}
