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
    private static readonly Lazy<Dictionary<AdviceKind, string[]>> Words = new(Read);

    /// <summary>The words that a face has for an advice.</summary>
    /// <param name="advice">The advice.</param>
    /// <param name="face">Which words those are.</param>
    /// <param name="unknown">What stands for a value that is not known, and for the blank before it.</param>
    public static string Of(Advice advice, Func<string[], string> face, string unknown) => Place().Replace(
        face(Words.Value[advice.Kind]),
        place => advice[place.Value[^2] - '0'] is { } value ? $"{place.Value[..^3]}{value}" : unknown);

    private static Dictionary<AdviceKind, string[]> Read()
    {
        using var reader = new StreamReader(typeof(AdviceText).Assembly.GetManifestResourceStream("Advice.txt")!);
        return reader.ReadToEnd().ReplaceLineEndings("\n").TrimEnd('\n').Split("\n\n").Select(static block => block.Split("\n    "))
            .ToDictionary(static lines => Enum.Parse<AdviceKind>(lines[0]), static lines => lines[1..]);
    }

    [GeneratedRegex(@" ?\{[0-9]\}", RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Place();
}
