namespace StageTools.Terminal.Prompting;

/// <summary>What a word that is being typed may become.</summary>
/// <param name="Start">Where the word begins.</param>
/// <param name="Words">What it may become.</param>
internal sealed record Completion(int Start, IReadOnlyList<string> Words)
{
    /// <summary>What all the words begin with.</summary>
    public string CommonStart => Words.Count == 0 ? string.Empty : Words[0][..Enumerable.Range(0, Words[0].Length + 1).Last(IsCommon)];

    private bool IsCommon(int length) =>
        Words.All(word => word.AsSpan().StartsWith(Words[0].AsSpan(0, length), StringComparison.OrdinalIgnoreCase));
}
