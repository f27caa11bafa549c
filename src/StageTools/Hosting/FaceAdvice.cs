using System.Text.RegularExpressions;

namespace StageTools.Hosting;

/// <summary>What to do about an error, in the words of the cmdlets.</summary>
internal static class CmdletAdvice
{
    /// <summary>The words, without a full stop.</summary>
    public static string Of(Advice advice) => AdviceText.Of(advice, static words => words[0], unknown: string.Empty);
}

/// <summary>What to do about an error, in the words of the statements; the same in Invoke-StageSql and in the terminal client, which has this file
/// too.</summary>
internal static class StatementAdvice
{
    /// <summary>The words, without a full stop.</summary>
    public static string Of(Advice advice) => AdviceText.Of(advice, static words => words[^1], unknown: " …");
}

/// <summary>The words of both, which stand in <c>Advice.txt</c>: the advice's kind, the words of the cmdlets, those of the statements where they are
/// others; <c>{0}</c> is the first of its values.</summary>
internal static partial class AdviceText
{
    private static readonly Lazy<Dictionary<AdviceKind, string[]>> Words = new(static () =>
        TextBlocks.Read("Advice.txt").ToDictionary(static block => Enum.Parse<AdviceKind>(block.Head), static block => block.Lines));

    /// <summary>The words that a face has for an advice.</summary>
    /// <param name="advice">The advice.</param>
    /// <param name="face">Which words those are.</param>
    /// <param name="unknown">What stands for a value that is not known, and for the blank before it.</param>
    public static string Of(Advice advice, Func<string[], string> face, string unknown) => Place().Replace(
        face(Words.Value[advice.Kind]),
        place => advice[place.Value[^2] - '0'] is { } value ? $"{place.Value[..^3]}{value}" : unknown);

    [GeneratedRegex(@" ?\{[0-9]\}", RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Place();
}

/// <summary>What is said to people is a text of blocks with a blank line between them: a head, and lines that are set in.</summary>
internal static class TextBlocks
{
    /// <summary>The blocks of a file of the assembly.</summary>
    public static IEnumerable<(string Head, string[] Lines)> Read(string file)
    {
        using var reader = new StreamReader(typeof(TextBlocks).Assembly.GetManifestResourceStream(file)!);
        return [.. reader.ReadToEnd().ReplaceLineEndings("\n").TrimEnd('\n').Split("\n\n")
            .Select(static block => block.Split("\n    ")).Select(static lines => (lines[0], lines[1..]))];
    }
}
