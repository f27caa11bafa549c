namespace StageTools.Paths;

/// <summary>A stage's name: a letter or <c>_</c>, then letters, digits, <c>_</c>, <c>$</c>, <c>-</c>, up to 64; or <c>~</c>, the user
/// stage.</summary>
/// <remarks>Compared without case, kept as it was created.</remarks>
public sealed record StageName
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 64;

    /// <summary>The name of the user stage.</summary>
    public static readonly StageName User = new("~");

    private StageName(string value) => (Value, Folded) = (value, value.ToUpperInvariant());

    /// <summary>The name as created.</summary>
    public string Value { get; }

    /// <summary>What names are compared by.</summary>
    public string Folded { get; }

    /// <summary>True for <c>~</c>.</summary>
    public bool IsUser => ReferenceEquals(this, User);

    /// <summary>Reads a name, with or without a leading <c>@</c>.</summary>
    /// <exception cref="StageException"><see cref="StageErrorCode.StageNameInvalid"/>.</exception>
    public static StageName Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Read(text, out var reason) ?? throw Invalid(text, "a stage name", reason);
    }

    /// <summary>Reads the name of a connection or a file format: the same rules, without <c>@</c> and <c>~</c>.</summary>
    /// <param name="text">The name.</param>
    /// <param name="what">What it names, for the error: <c>a connection's name</c>.</param>
    /// <exception cref="StageException"><see cref="StageErrorCode.StageNameInvalid"/>.</exception>
    internal static StageName ParseOther(string text, string what)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text is ['@' or '~', ..]
            ? throw Invalid(text, what, $"it begins with '{text[0]}'")
            : Read(text, out var reason) ?? throw Invalid(text, what, reason);
    }

    /// <summary>Reads a name, with or without a leading <c>@</c>; false where it is none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out StageName? name) => (name = Read(text, out _)) is not null;

    /// <inheritdoc/>
    public bool Equals(StageName? other) => other is not null && string.Equals(Folded, other.Folded, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Folded);

    /// <summary>The name as created.</summary>
    public override string ToString() => Value;

    private static StageName? Read(string text, out string? reason)
    {
        var value = text.StartsWith('@') ? text[1..] : text;

        // Composed first: composing takes some letters apart into a letter and a mark, which no name may hold. Half a surrogate pair cannot be.
        value = value.EnumerateRunes().Contains(Rune.ReplacementChar) ? value : value.Normalize(NormalizationForm.FormC);
        reason = value == User.Value ? null : WhyNot(value);
        return reason is not null ? null : value == User.Value ? User : new StageName(value);
    }

    private static StageException Invalid(string text, string what, string? reason) => StageErrorCode.StageNameInvalid.Error(
        $"'{text}' is not {what}: {reason}. Names begin with a letter or '_', go on with letters, digits, '_', '$' or '-', and have "
            + $"at most {MaxLength} characters.",
        text);

    private static string? WhyNot(string value)
    {
        if (value.Length == 0)
            return "it is empty";

        if (value.Length > MaxLength)
            return $"it has {value.Length} characters";

        if (!char.IsLetter(value[0]) && value[0] != '_')
            return $"it begins with '{value[0]}'";

        foreach (var c in value)
        {
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '$' or '-'))
                return $"it holds '{c}'";
        }

        return null;
    }
}
