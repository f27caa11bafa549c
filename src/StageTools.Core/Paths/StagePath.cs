namespace StageTools.Paths;

/// <summary>A stage and a key: <c>@stage/key</c>.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Key">The key; the root for the stage itself.</param>
public sealed record StagePath(StageName Stage, StageKey Key)
{
    /// <summary>What a path on PowerShell's drive over all stages begins with: <c>Stage:/stage/key</c>.</summary>
    public const string DrivePrefix = "Stage:/";

    /// <summary>Whether the text is written as a stage path, that is begins with <c>@</c>.</summary>
    public static bool IsStagePath([NotNullWhen(true)] string? text) => text is ['@', ..];

    /// <summary>Reads <c>@stage</c> or <c>@stage/key</c>; the <c>@</c> may be missing.</summary>
    /// <exception cref="StageException">The name or the key cannot be one.</exception>
    public static StagePath Parse(string text)
    {
        var (stage, rest) = Split(text);
        return new StagePath(stage, StageKey.Parse(rest));
    }

    /// <summary>Takes the stage's name off a stage path and leaves the rest unread: it may hold wildcards.</summary>
    /// <exception cref="StageException">The name cannot be one.</exception>
    public static (StageName Stage, string KeyText) Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var start = text is ['@', ..] ? 1 : 0;
        var slash = text.IndexOf('/', start);
        if (slash < 0)
            return (StageName.Parse(text[start..]), string.Empty);

        // On a bucket "//a" is another object than "/a", and "a//" another folder than "a/".
        var (stage, key) = (StageName.Parse(text[start..slash]), text[(slash + 1)..]);
        return key is not ['/', ..] && (!key.EndsWith("//", StringComparison.Ordinal) || StageKey.IsExactText(key))
            ? (stage, key)
            : throw StageErrorCode.PathInvalid.Error(
                $"'{text}' has a folder without a name: write one '/'. An object that is called so in a bucket is written '@{stage}/./' and then "
                    + "its name as it stands.",
                text);
    }

    /// <summary>Reads <c>@stage</c>, <c>@stage/folder</c>, <c>@stage/file</c> or, unless literal, <c>@stage/2026/*.csv</c>, for whoever takes several
    /// files.</summary>
    /// <exception cref="StageException">The path, the wildcard or the pattern cannot be read.</exception>
    public static (StageName Stage, KeySelection Keys) Select(string path, bool isLiteral, string? prefix = null, string? pattern = null)
    {
        var (stage, keyText) = Split(path);
        return (stage, KeySelection.Parse(keyText, isLiteral, prefix, pattern));
    }

    /// <summary>The path of an item in this folder.</summary>
    public StagePath Append(string relative) => this with { Key = Key.Append(relative) };

    /// <summary><c>@stage/key</c>.</summary>
    public override string ToString() => Key.IsRoot ? "@" + Stage.Value : $"@{Stage.Value}/{Key}";
}
