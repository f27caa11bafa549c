namespace StageTools.Statements.Parts;

/// <summary>Finds the word that somebody may have meant: one that a slip or two of the fingers turns into what was written.</summary>
internal static class NearMiss
{
    private const int Longest = 64;

    /// <summary>The nearest of the known words; null where none is near, or where the word is one of them.</summary>
    public static string? Find(ReadOnlySpan<char> written, IEnumerable<string> known)
    {
        if (written.Length is 0 or > Longest)
            return null;

        var word = written.ToString().ToUpperInvariant();
        var (nearest, distance) = known.Select(candidate => (candidate, Distance(word, candidate.ToUpperInvariant()))).OrderBy(static c => c.Item2)
            .FirstOrDefault();
        return distance > 0 && distance <= (word.Length < 6 ? 1 : 2) ? nearest : null;
    }

    /// <summary>Whether a word is near another and not the same.</summary>
    public static bool IsNear(ReadOnlySpan<char> written, string known) => Find(written, [known]) is not null;

    /// <summary>How many letters are to be put in, left out, changed, or swapped with their neighbour.</summary>
    private static int Distance(string from, string to)
    {
        if (Math.Abs(from.Length - to.Length) > 2)
            return int.MaxValue;

        var rows = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                rows[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[from.Length, to.Length];
    }
}
