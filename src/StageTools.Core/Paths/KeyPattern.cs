namespace StageTools.Paths;

/// <summary>A regular expression over keys, anchored at both ends (Databend LIST: PATTERN must match the whole of what follows the path).</summary>
public sealed class KeyPattern
{
    /// <summary>The longest expression, in characters: a longer one takes seconds to read.</summary>
    private const int MaxLength = 32767;

    private readonly Regex _regex;

    private KeyPattern(string text)
    {
        Text = text;

        // On its own first: "a)|(?:b" is none, and would step out of the anchors.
        _ = Compile(text, text);
        _regex = Compile($@"\A(?:{text})\z", text);
    }

    /// <summary>The expression as written.</summary>
    public string Text { get; }

    /// <summary>Reads an expression; it will run in time linear in the key.</summary>
    /// <exception cref="StageException"><c>PatternInvalid</c>.</exception>
    public static KeyPattern Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new KeyPattern(text);
    }

    /// <summary>Whether the whole text matches.</summary>
    public bool IsMatch(ReadOnlySpan<char> text) => _regex.IsMatch(text);

    /// <summary>The expression as written.</summary>
    public override string ToString() => Text;

    /// <summary>Compiles an expression.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="shown">How errors name it.</param>
    /// <param name="isPlain">Whether it has so few choices that backtracking takes no longer than what runs in linear time, which begins later: its
    /// engine is compiled in each process anew.</param>
    internal static Regex Compile(string expression, string shown, bool isPlain = false)
    {
        if (expression.Length > MaxLength)
        {
            throw StageErrorCode.PatternInvalid.Error(
                $"A regular expression has at most {MaxLength} characters, and '{shown}' has {shown.Length}; name the files by a list instead.",
                shown);
        }

        try
        {
            var engine = isPlain ? RegexOptions.None : RegexOptions.NonBacktracking;
            return new Regex(expression, engine | RegexOptions.CultureInvariant | RegexOptions.Singleline, Regex.InfiniteMatchTimeout);
        }
        catch (NotSupportedException e)
        {
            throw StageErrorCode.PatternInvalid.Error(
                $"'{shown}' is refused: look-arounds, backreferences, atomic groups and very many repetitions cannot be matched in linear time. "
                    + "Write it without them.",
                shown, e);
        }
        catch (ArgumentException e)
        {
            throw StageErrorCode.PatternInvalid.Error($"'{shown}' is not a regular expression: {e.Message}", shown, e);
        }
    }
}
