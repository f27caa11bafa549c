namespace StageTools.Paths;

/// <summary>Which keys are meant: one, all below a folder, all that match a wildcard, or all with a prefix; narrowed by a pattern.</summary>
public sealed class KeySelection
{
    private readonly KeyGlob? _glob;
    private readonly KeyPattern? _pattern;

    private KeySelection(StageKey? exact, KeyGlob? glob, string prefix, string relativeTo, KeyPattern? pattern) =>
        (Exact, _glob, Prefix, RelativeTo, _pattern) = (exact, glob, prefix, relativeTo, pattern);

    /// <summary>Whether a <c>/</c> ended the text: a folder is meant, or the folders that the wildcard finds, and no file of a bucket that is called
    /// so.</summary>
    public bool NamesFolder { get; private init; }

    /// <summary>What the keys of all selected files begin with.</summary>
    public string Prefix { get; }

    /// <summary>What the pattern passes over, and a copy leaves out of the names it gives: a folder's key with its <c>/</c>, or the prefix.</summary>
    public string RelativeTo { get; }

    /// <summary>The one file or folder that is meant; null for a wildcard or a prefix.</summary>
    public StageKey? Exact { get; }

    /// <summary>Reads a key, or, unless literal, a wildcard over keys.</summary>
    /// <param name="text">The key or wildcard; empty for everything.</param>
    /// <param name="isLiteral">Whether wildcard characters are meant as they stand.</param>
    /// <param name="prefix">What the keys begin with behind the path, in place of "all below the folder".</param>
    /// <param name="pattern">A regular expression for what follows the path, or the prefix.</param>
    /// <exception cref="StageException">The key, the wildcard or the pattern cannot be read.</exception>
    public static KeySelection Parse(string text, bool isLiteral, string? prefix = null, string? pattern = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var namesFolder = text is [_, .., '/'] && !StageKey.IsExactText(text);
        var narrowing = pattern is null ? null : KeyPattern.Parse(pattern);
        if (!isLiteral && KeyGlob.HasWildcards(text))
        {
            if (prefix is not null)
            {
                throw StageErrorCode.OptionInvalid.Error(
                    $"A prefix goes with a stage or a folder, not with the wildcard '{text}'; use one of the two.", text);
            }

            var glob = KeyGlob.Parse(text.Trim('/'));
            return new KeySelection(null, glob, glob.LiteralPrefix, glob.Folder, narrowing) { NamesFolder = namesFolder };
        }

        var key = StageKey.Parse(isLiteral ? text : KeyGlob.Unescape(text));
        if (prefix is null)
            return new KeySelection(key, null, key.AsPrefix, key.AsPrefix, narrowing) { NamesFolder = namesFolder };

        var start = key.AsPrefix + prefix.TrimStart('/');
        StageKey.Check(start, start);
        return new KeySelection(null, null, start, start, narrowing);
    }

    /// <summary>Whether a file is selected: itself, or, with <paramref name="below"/>, by a folder it lies in.</summary>
    public bool IsMatch(string key, bool below = true)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key == Exact?.Value && !NamesFolder)
        {
            // The path is the file: what the pattern is asked of is its name.
            return _pattern is null || _pattern.IsMatch(Exact.Name);
        }

        return key.StartsWith(Prefix, StringComparison.Ordinal)
            && (_glob is null || IsFound(_glob, key, below))
            && (_pattern is null || _pattern.IsMatch(key.AsSpan(RelativeTo.Length)));
    }

    /// <summary>Whether files below a folder may be selected, for all that the folder's key tells.</summary>
    internal bool MayHold(string folder, bool itself)
    {
        var key = folder + "/";
        return (key.StartsWith(Prefix, StringComparison.Ordinal) || Prefix.StartsWith(key, StringComparison.Ordinal))
            && (_glob is null || _glob.MayHold(folder, itself));
    }

    // Of "d*/" it is the key's folder that the wildcard is asked of.
    private bool IsFound(KeyGlob glob, string key, bool below) => NamesFolder
        ? below && key.LastIndexOf('/') is > 0 and var end && glob.IsMatch(key[..end])
        : glob.IsMatch(key, below);
}
