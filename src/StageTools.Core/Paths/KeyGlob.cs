namespace StageTools.Paths;

/// <summary>
/// A wildcard over keys, as PowerShell writes them: <c>*</c> and <c>?</c> inside a segment, <c>[a-z]</c>, a backtick before what is meant literally;
/// and <c>**</c> across segments. Case-sensitive, as keys are. What lies below a matching folder matches too.
/// </summary>
public sealed partial class KeyGlob
{
    private const string Special = "*?[`";

    private readonly Regex _regex;
    private Segments? _segments;

    private KeyGlob(string text, string literalPrefix, string expression)
    {
        Text = text;
        LiteralPrefix = literalPrefix;
        _regex = KeyPattern.Compile(expression, text, isPlain: IsPlain(text));
    }

    /// <summary>The wildcard as written.</summary>
    public string Text { get; }

    /// <summary>What every matching key begins with: a store need list no more.</summary>
    public string LiteralPrefix { get; }

    /// <summary>The part of <see cref="LiteralPrefix"/> up to its last <c>/</c>: the folder that matching keys are told relative to.</summary>
    public string Folder => LiteralPrefix[..(LiteralPrefix.LastIndexOf('/') + 1)];

    /// <summary>Whether a text holds a wildcard that is not escaped.</summary>
    public static bool HasWildcards(string text) => FirstWildcard(text) >= 0;

    /// <summary>Where the first wildcard stands that is not escaped; -1 where there is none.</summary>
    public static int FirstWildcard(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '`')
            {
                i++;
            }
            else if (text[i] is '*' or '?' or '[')
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Makes a full path of a text that may hold wildcards: what is put in front of it, a folder or a drive's root, is escaped.</summary>
    /// <param name="text">The text as it was given.</param>
    /// <param name="complete">Makes the full path.</param>
    public static string Complete(string text, Func<string, string> complete)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(complete);
        var full = complete(text);
        if (full.AsSpan().IndexOfAny(Special) < 0)
            return full;

        // What was given is known again by characters that stand in neither: there are 6400 for private use, more than a path has.
        var marks = Enumerable.Range('\uE000', 6400).Select(static c => (char)c).Except(full).Take(Special.Length).ToArray();
        var marked = complete(string.Concat(text.Select(c => Special.IndexOf(c) is >= 0 and var i ? marks[i] : c)));
        var escaped = new StringBuilder(marked.Length + Special.Length);
        foreach (var c in marked)
            _ = Array.IndexOf(marks, c) is >= 0 and var i ? escaped.Append(Special[i]) : escaped.Append(Special.Contains(c) ? "`" : null).Append(c);

        return escaped.ToString();
    }

    /// <summary>The text with its backticks resolved: what a path without wildcards means.</summary>
    public static string Unescape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Contains('`', StringComparison.Ordinal))
            return text;

        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
            plain.Append(text[i] == '`' && i + 1 < text.Length ? text[++i] : text[i]);

        return plain.ToString();
    }

    /// <summary>Reads a wildcard over keys.</summary>
    /// <exception cref="StageException"><c>PatternInvalid</c>, <c>PathOutsideStage</c>.</exception>
    public static KeyGlob Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        StageKey.Check(text, text);
        var expression = new StringBuilder(@"\A");
        var literal = new StringBuilder();
        var isLiteral = true;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            isLiteral &= c is not ('*' or '?' or '[');
            switch (c)
            {
                case '*' when text.AsSpan(i).StartsWith("**/"):
                    expression.Append("(?:.*/)?");
                    i += 2;
                    break;
                case '*' when text.AsSpan(i).StartsWith("**"):
                    expression.Append(".*");
                    i++;
                    break;
                case '*':
                    expression.Append("[^/]*");
                    break;
                case '?':
                    expression.Append("[^/]");
                    break;
                case '[':
                    i = AppendClass(text, i, expression);
                    break;
                default:
                    c = c == '`' && i + 1 < text.Length ? text[++i] : c;
                    expression.Append(Regex.Escape(c.ToString()));
                    literal.Append(isLiteral ? c.ToString() : string.Empty);
                    break;
            }
        }

        var glob = new KeyGlob(text, literal.ToString(), expression.Append(@"(?<below>/.*)?\z").ToString());
        StageKey.Check(glob.Folder, text);
        return glob;
    }

    /// <summary>Whether a key matches, or, with <paramref name="below"/>, a folder it lies in.</summary>
    public bool IsMatch(string key, bool below = true) => below
        ? _regex.IsMatch(key)
        : _regex.Match(key) is { Success: true } match && !match.Groups["below"].Success;

    /// <summary>Whether keys below a folder may match.</summary>
    internal bool MayHold(string folder, bool itself)
    {
        if (!itself && IsMatch(folder))
            return true;

        _segments ??= Split(Text);
        var names = folder.Split('/');
        return (_segments.HasMore || names.Length < _segments.Known.Length)
            && _segments.Known.Zip(names).All(static pair => pair.First.IsMatch(pair.Second));
    }

    /// <summary>The wildcard as written.</summary>
    public override string ToString() => Text;

    // One star a segment, and one across them, can take no more than one text of a key each, or begin at each of its slashes.
    private static bool IsPlain(string text) => !OddSlash().IsMatch(text) && text.AsSpan().Count("**") <= 1
        && Array.TrueForAll(text.Split('/'), static segment => segment is "**" || segment.AsSpan().Count('*') <= 1);

    private static Segments Split(string text)
    {
        // "[a/b]" is of one segment, and "`/" ends one as "/" does.
        if (OddSlash().IsMatch(text))
            return new Segments([], HasMore: true);

        var segments = text.Split('/');
        var known = Array.FindIndex(segments, static segment => segment.Contains("**", StringComparison.Ordinal)) is >= 0 and var first
            ? first
            : segments.Length;
        return new Segments(Array.ConvertAll(segments[..known], Parse), known < segments.Length);
    }

    [GeneratedRegex(@"\[[^\]]*/|`/", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OddSlash();

    private static int AppendClass(string text, int start, StringBuilder expression)
    {
        var end = text.IndexOf(']', start + 1);
        if (end <= start + 1)
        {
            throw StageErrorCode.PatternInvalid.Error(
                $"'{text}' is not a wildcard: a '[' has no characters and ']' behind it", new Advice(AdviceKind.WriteLiterally), text);
        }

        expression.Append('[');
        for (var i = start + 1; i < end; i++)
        {
            var isRange = text[i] == '-' && i > start + 1 && i < end - 1;
            expression.Append(isRange ? "-" : text[i] is '-' or '^' or '\\' ? $@"\{text[i]}" : Regex.Escape(text[i].ToString()));
        }

        // A range such as [.-0] spans '/', which ends a segment.
        expression.Append("-[/]]");
        return end;
    }

    /// <summary>A wildcard for each segment, up to the first that may be of several, and whether there is such a one.</summary>
    private sealed record Segments(KeyGlob[] Known, bool HasMore);
}
