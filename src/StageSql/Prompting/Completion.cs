namespace StageTools.Terminal.Prompting;

/// <summary>What a word that is being typed may become.</summary>
/// <param name="Start">Where the word begins.</param>
/// <param name="Words">What it may become.</param>
internal sealed record Completion(int Start, IReadOnlyList<string> Words)
{
    /// <summary>Nothing.</summary>
    public static Completion None { get; } = new(0, []);

    /// <summary>What all the words begin with.</summary>
    public string CommonStart => Words.Count == 0 ? string.Empty : Words[0][..Enumerable.Range(0, Words[0].Length + 1).Last(IsCommon)];

    private bool IsCommon(int length) =>
        Words.All(word => word.AsSpan().StartsWith(Words[0].AsSpan(0, length), StringComparison.OrdinalIgnoreCase));
}

/// <summary>Completes what is being typed.</summary>
internal interface ICompleter
{
    /// <summary>What the word that ends at the caret may become.</summary>
    Completion Complete(string text, int caret);
}
