namespace StageTools.Paths;

/// <summary>A file's or folder's path inside its stage: <c>/</c> between segments, case-sensitive, no leading <c>/</c>. The empty key is the stage
/// itself.</summary>
/// <remarks>
/// No segment is <c>.</c> or <c>..</c>, plain or percent-encoded, so no key leads outside its stage (Databend refuses <c>..</c> everywhere). A bucket
/// may hold objects that other programs called otherwise: <c>/a</c>, <c>a/</c>, <c>a/../b</c>. Those alone are written with <c>./</c> in front, and
/// what follows is the
/// object's name as it stands: <c>.//a</c>, <c>./a/</c>, <c>./a/../b</c>. A bucket reads, copies and removes what it lists so; a folder refuses it.
/// </remarks>
public sealed record StageKey
{
    /// <summary>The longest key, in characters: what a path may have on Linux, and four times what buckets take.</summary>
    public const int MaxLength = 4096;

    private const string Exactly = "./";
    private const int LongestDots = 6;

    /// <summary>The stage itself: the folder that holds everything.</summary>
    public static readonly StageKey Root = new(string.Empty, isRoot: true);

    private StageKey(string value, bool isRoot = false) => (Value, IsRoot) = (value, isRoot);

    /// <summary>The key as its store has it.</summary>
    public string Value { get; }

    /// <summary>True for the stage itself.</summary>
    public bool IsRoot { get; }

    /// <summary>The last segment.</summary>
    public string Name => Value[(Value.LastIndexOf('/') + 1)..];

    /// <summary>The folder that holds this; the root's parent is the root.</summary>
    public StageKey Parent => Value.LastIndexOf('/') is > 0 and var slash ? new StageKey(Value[..slash]) : Root;

    /// <summary>What all keys below this folder begin with: empty for the root, else the key and a <c>/</c>.</summary>
    public string AsPrefix => IsRoot ? string.Empty : Value + "/";

    /// <summary>Whether only an object of a bucket can be called that, and no text but one that begins with <c>./</c> names it.</summary>
    public bool IsExact => !IsRoot && !IsCanonical(Value);

    /// <summary>Whether a segment is one or two dots, which whoever passes a path on may take for a way out.</summary>
    internal bool HasDots => FirstDots(Value) is not null;

    /// <summary>Whether a text names an object exactly, as <see cref="ToString"/> writes what cannot be named otherwise.</summary>
    public static bool IsExactText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith(Exactly, StringComparison.Ordinal)
            && !text.Contains('\0', StringComparison.Ordinal)
            && !IsCanonical(text.AsSpan(Exactly.Length));
    }

    /// <summary>Reads a key; leading and trailing <c>/</c> are dropped.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.PathOutsideStage"/> or <see cref="StageErrorCode.PathInvalid"/>.</exception>
    public static StageKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (IsExactText(text))
            return new StageKey(text[Exactly.Length..]);

        var value = text.Trim('/');
        Check(value, text);
        return value.Length == 0 ? Root : new StageKey(value);
    }

    /// <summary>Refuses text that no key, prefix or wildcard may hold.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.PathOutsideStage"/> or <see cref="StageErrorCode.PathInvalid"/>.</exception>
    public static void Check(ReadOnlySpan<char> value, string shown)
    {
        if (value.Contains('\0'))
            throw StageErrorCode.PathInvalid.Error("A key cannot hold the character NUL; give a key without it.", shown);

        if (value.Length > MaxLength)
        {
            throw StageErrorCode.PathInvalid.Error(
                $"A key has at most {MaxLength} characters, and '{shown}' has {value.Length}; give a shorter one.", shown);
        }

        if (FirstDots(value) is { } range)
        {
            throw StageErrorCode.PathOutsideStage.Error(
                $"'{shown}' is refused: a key cannot have the segment '{value[range]}'. Write the path from the stage down, without '.' and '..'.",
                shown);
        }
    }

    /// <summary>Whether a text is the value of a key as it stands: a bucket may hold objects that are called otherwise, such as <c>/a</c>, <c>a/</c>
    /// and <c>a/../b</c>.</summary>
    public static bool IsCanonical(ReadOnlySpan<char> value) =>
        !value.IsEmpty && value[0] != '/' && value[^1] != '/' && !value.Contains('\0') && FirstDots(value) is null;

    /// <summary>Whether a path of a drive can lead to a key: every segment of it is a name. On Windows a path's <c>\</c> is a <c>/</c>.</summary>
    public static bool IsPath(ReadOnlySpan<char> value) => IsCanonical(value) && !value.Contains("//", StringComparison.Ordinal)
        && !(OperatingSystem.IsWindows() && value.Contains('\\'));

    /// <summary>The key of an item in this folder.</summary>
    public StageKey Append(string relative) => Parse(AsPrefix + relative);

    /// <summary>The key of what a store calls by this name below this folder: nothing of it is read in another way.</summary>
    internal StageKey Below(string name) => new(AsPrefix + name);

    /// <summary>The key as it is written.</summary>
    public override string ToString() => IsExact ? Exactly + Value : Value;

    /// <summary>The key of what a store calls by this name. None at all is the object that a bucket has in the place of the stage's own folder, not
    /// the stage.</summary>
    internal static StageKey FromStore(string value) => new(value);

    private static Range? FirstDots(ReadOnlySpan<char> value)
    {
        foreach (var range in value.Split('/'))
        {
            if (IsDots(value[range]))
                return range;
        }

        return null;
    }

    /// <summary>True for <c>.</c> and <c>..</c>, also where a dot is written <c>%2e</c>: a server or proxy may decode it.</summary>
    private static bool IsDots(ReadOnlySpan<char> segment) => segment is ['.' or '%', ..] && segment.Length <= LongestDots
        && segment.ToString().Replace("%2e", ".", StringComparison.OrdinalIgnoreCase) is "." or "..";
}
