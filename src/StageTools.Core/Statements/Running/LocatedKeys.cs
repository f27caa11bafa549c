using StageTools.Errors;
using StageTools.Paths;
using StageTools.Statements.Parts;

namespace StageTools.Statements.Running;

/// <summary>Which keys a statement's path means.</summary>
internal static class LocatedKeys
{
    /// <summary>Databend: the path is a prefix, and the pattern matches the whole of what follows it.</summary>
    /// <exception cref="StageException"><c>PathOutsideStage</c>, <c>PatternInvalid</c>.</exception>
    public static KeySelection Prefix(StageLocation location, string? pattern) => StageKey.IsExactText(location.Key)
        ? KeySelection.Parse(location.Key, isLiteral: true, pattern: pattern)
        : KeySelection.Parse(string.Empty, isLiteral: true, location.Key, pattern);

    /// <summary>MatrixOne: a key, in which <c>*</c> and <c>?</c> stand for any characters of a segment. No other character means anything but itself.</summary>
    /// <param name="text">The text, as written.</param>
    /// <param name="wildcard">What follows it, which is no part of a name.</param>
    /// <exception cref="StageException"><c>PathOutsideStage</c>.</exception>
    public static KeySelection Wildcards(string text, string wildcard = "")
    {
        var escaped = text.Replace("`", "``", StringComparison.Ordinal).Replace("[", "`[", StringComparison.Ordinal);
        return KeySelection.Parse(escaped + wildcard, isLiteral: false);
    }
}
