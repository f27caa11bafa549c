namespace StageTools.Statements.Parts;

/// <summary>Values that may be shown nowhere, however they came into a statement: what is told of it goes through here.</summary>
public sealed class SecretValues
{
    private const string Mask = "***";

    // What is shorter stands in every other word.
    private const int LeastLength = 3;

    private readonly IReadOnlyList<string> _texts;
    private readonly HashSet<string> _values;

    /// <summary>Makes a set of them.</summary>
    /// <param name="values">The values; one of less than three characters is not looked for.</param>
    public SecretValues(IEnumerable<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = new HashSet<string>(values, StringComparer.Ordinal);

        // One may stand in another: the longer goes first.
        _texts = [.. _values.SelectMany(Forms).Where(
            static text => text.Length >= LeastLength).Distinct(StringComparer.OrdinalIgnoreCase).OrderByDescending(static text => text.Length)];
    }

    /// <summary>No secrets.</summary>
    public static SecretValues None { get; } = new([]);

    /// <summary>Whether a value is one of them, however short.</summary>
    public bool Holds(object? value) => value is string text && _values.Contains(text);

    /// <summary>A text without them.</summary>
    public string Masked(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _texts.Aggregate(text, static (masked, secret) => masked.Replace(secret, Mask, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>An error without them: in its messages, in what it is about, and in what it comes from.</summary>
    public StageException Masked(StageException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var target = error.Target is { } about && Has(about.ToString()) ? Masked(about.ToString()!) : error.Target;
        var inner = Masked(error.InnerException);
        return Has(error.Message) || error.HasAdvice || target != error.Target || inner != error.InnerException
            ? error.Reworded(Masked, target, inner)
            : error;
    }

    // Another's error has words that cannot be changed, and is left out where they tell.
    private Exception? Masked(Exception? inner) =>
        inner is StageException own ? Masked(own) : inner is not null && Has(inner.ToString()) ? null : inner;

    private bool Has(string? text) => text is not null && _texts.Any(secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase));

    /// <summary>How a value may stand in a message: in one line, in quotes, in a URL, and as a URL of another scheme.</summary>
    private static IEnumerable<string> Forms(string value)
    {
        var plain = value.Trim();
        var scheme = plain.IndexOf("://", StringComparison.Ordinal);
        string[] forms = [value, plain, plain.ReplaceLineEndings(" "), scheme < 0 ? plain : plain[(scheme + 3)..].Trim('/')];
        return forms.SelectMany(
            static form =>
                (string[])[form, form.Replace("'", "''", StringComparison.Ordinal), string.Join('/', form.Split('/').Select(Uri.EscapeDataString))]);
    }
}
