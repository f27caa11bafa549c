using System.Text;
using System.Text.RegularExpressions;
using StageTools.Errors;
using StageTools.Paths;

namespace StageTools.Statements.Running;

/// <summary>A pattern of LIKE over names: <c>%</c> is any text, <c>_</c> any character, a backslash before one of them means it as it stands. Case is
/// none, as in names.</summary>
internal sealed class LikePattern
{
    // Each character of a name with a backslash before it and a % behind it, and some.
    private const int Longest = 4 * StageName.MaxLength;

    private readonly Regex _regex;

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="StageException"><c>PatternInvalid</c> for one that is longer than names can be.</exception>
    public LikePattern(string pattern)
    {
        if (pattern.Length > Longest)
        {
            throw new StageException(
                StageErrorCode.PatternInvalid,
                $"The pattern behind LIKE has {pattern.Length} characters, and no stage's name has more than {StageName.MaxLength}; write a shorter "
                    + "one.",
                pattern);
        }

        var expression = new StringBuilder(@"\A");
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            _ = c switch
            {
                '%' => expression.Append(".*"),
                '_' => expression.Append('.'),
                '\\' when i + 1 < pattern.Length => expression.Append(Regex.Escape(pattern[++i].ToString())),
                _ => expression.Append(Regex.Escape(c.ToString())),
            };
        }

        _regex = new Regex(
            expression.Append(@"\z").ToString(),
            RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }

    /// <summary>Whether the whole name matches.</summary>
    public bool IsMatch(string name) => _regex.IsMatch(name);
}
