namespace StageTools.Terminal.Prompting;

/// <summary>What a word that is being typed may become.</summary>
/// <param name="Start">Where the word begins.</param>
/// <param name="Words">What it may become.</param>
internal sealed record Completion(int Start, IReadOnlyList<string> Words)
{
    /// <summary>Nothing.</summary>
    public static Completion None { get; } = new(0, []);

    /// <summary>What all the words begin with.</summary>
    public string CommonStart
    {
        get
        {
            var common = Words.Count == 0 ? string.Empty : Words[0];
            foreach (var word in Words.Skip(1))
            {
                var length = 0;
                while (length < common.Length && length < word.Length && char.ToUpperInvariant(common[length]) == char.ToUpperInvariant(word[length]))
                    length++;

                common = common[..length];
            }

            return common;
        }
    }
}

/// <summary>Completes what is being typed.</summary>
internal interface ICompleter
{
    /// <summary>What the word that ends at the caret may become.</summary>
    Completion Complete(string text, int caret);
}
