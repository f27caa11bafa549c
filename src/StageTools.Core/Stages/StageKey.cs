namespace StageTools.Stages;

/// <summary>A file's or folder's path inside its stage: <c>/</c> between segments, case-sensitive, no leading <c>/</c>. The empty key is the stage itself.</summary>
/// <remarks>No segment is <c>.</c> or <c>..</c>, plain or percent-encoded, so no key leads outside its stage (Databend refuses <c>..</c> everywhere).</remarks>
public sealed record StageKey
{
    /// <summary>The longest key, in characters: what a path may have on Linux, and four times what buckets take.</summary>
    public const int MaxLength = 4096;

    /// <summary>The stage itself: the folder that holds everything.</summary>
    public static readonly StageKey Root = new(string.Empty);

    private StageKey(string value) => Value = value;

    /// <summary>The key's text; no leading or trailing <c>/</c>.</summary>
    public string Value { get; }

    /// <summary>True for the stage itself.</summary>
    public bool IsRoot => Value.Length == 0;

    /// <summary>The last segment.</summary>
    public string Name => Value[(Value.LastIndexOf('/') + 1)..];

    /// <summary>The folder that holds this; the root's parent is the root.</summary>
    public StageKey Parent => Value.LastIndexOf('/') is > 0 and var slash ? new StageKey(Value[..slash]) : Root;

    /// <summary>What all keys below this folder begin with: empty for the root, else the key and a <c>/</c>.</summary>
    public string AsPrefix => IsRoot ? string.Empty : Value + "/";

    /// <summary>Reads a key; leading and trailing <c>/</c> are dropped.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.PathOutsideStage"/> or <see cref="StageErrorCode.PathInvalid"/>.</exception>
    public static StageKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var value = text.Trim('/');
        Check(value, text);
        return value.Length == 0 ? Root : new StageKey(value);
    }

    /// <summary>Refuses text that no key, prefix or wildcard may hold.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.PathOutsideStage"/> or <see cref="StageErrorCode.PathInvalid"/>.</exception>
    public static void Check(ReadOnlySpan<char> value, string shown)
    {
        if (value.Contains('\0'))
        {
            throw new StageException(StageErrorCode.PathInvalid, "A key cannot hold the character NUL; give a key without it.", shown);
        }

        if (value.Length > MaxLength)
        {
            throw new StageException(
                StageErrorCode.PathInvalid, $"A key has at most {MaxLength} characters, and '{shown}' has {value.Length}; give a shorter one.", shown);
        }

        while (!value.IsEmpty)
        {
            var slash = value.IndexOf('/');
            var segment = slash < 0 ? value : value[..slash];
            if (IsDots(segment))
            {
                throw new StageException(
                    StageErrorCode.PathOutsideStage,
                    $"'{shown}' is refused: a key cannot have the segment '{segment}'. Write the path from the stage down, without '.' and '..'.",
                    shown);
            }

            value = slash < 0 ? default : value[(slash + 1)..];
        }
    }

    /// <summary>Whether a text is the value of a key as it stands: a bucket may hold objects that no stage path can name, such as <c>/a</c>, <c>a/</c> and <c>a/../b</c>.</summary>
    public static bool IsCanonical(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || value[0] == '/' || value[^1] == '/' || value.Contains('\0'))
        {
            return false;
        }

        while (!value.IsEmpty)
        {
            var slash = value.IndexOf('/');
            if (IsDots(slash < 0 ? value : value[..slash]))
            {
                return false;
            }

            value = slash < 0 ? default : value[(slash + 1)..];
        }

        return true;
    }

    /// <summary>The key of an item in this folder.</summary>
    public StageKey Append(string relative) => Parse(AsPrefix + relative);

    /// <summary>The key's text.</summary>
    public override string ToString() => Value;

    /// <summary>A key whose text a store itself gave, or that was checked already.</summary>
    internal static StageKey FromStore(string value) => new(value);

    /// <summary>True for <c>.</c> and <c>..</c>, also where a dot is written <c>%2e</c>: a server or proxy may decode it.</summary>
    private static bool IsDots(ReadOnlySpan<char> segment)
    {
        var dots = 0;
        while (!segment.IsEmpty)
        {
            if (segment[0] == '.')
            {
                segment = segment[1..];
            }
            else if (segment.StartsWith("%2e", StringComparison.OrdinalIgnoreCase))
            {
                segment = segment[3..];
            }
            else
            {
                return false;
            }

            dots++;
        }

        return dots is 1 or 2;
    }
}
